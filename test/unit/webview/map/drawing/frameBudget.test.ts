import { describe, expect, it } from 'vitest';
import { FrameBudget } from '../../../../../webview/map/drawing/frameBudget.ts';

describe('the frame budget', () => {
  it('allows as many points per frame as this machine draws in 20 ms', () => {
    const budget = new FrameBudget();
    budget.learn('interactive', 100_000, 4);
    expect(budget.interactiveCount(2_000_000)).toBe(500_000);
  });

  it('adapts to a slower machine within a few frames', () => {
    const budget = new FrameBudget();
    budget.learn('interactive', 1_000_000, 10);
    for (let frame = 0; frame < 6; frame++) budget.learn('interactive', 1_000_000, 200);
    expect(budget.interactiveCount(1_000_000)).toBeGreaterThan(100_000);
    expect(budget.interactiveCount(1_000_000)).toBeLessThan(120_000);
  });

  it('draws enough to recognise the map, however slow the machine', () => {
    const budget = new FrameBudget();
    budget.learn('interactive', 50_000, 5000);
    expect([
      budget.interactiveCount(1_000_000),
      budget.progressiveCount(400_000, 1_000_000),
    ]).toEqual([50_000, 50_000]);
  });

  it('draws all where half of them would be in time', () => {
    const budget = new FrameBudget();
    budget.learn('progressive', 100_000, 20);
    expect([200_000, 200_001].map((count) => budget.interactiveCount(count))).toEqual([
      200_000, 100_000,
    ]);
  });

  it('makes a picture at rest four times as dense with each part, up to a part that takes 200 ms', () => {
    const budget = new FrameBudget();
    budget.learn('progressive', 100_000, 20);
    const drawn = [0, 100_000, 400_000, 3_600_000];
    expect(drawn.map((points) => budget.progressiveCount(points, 4_000_000))).toEqual([
      1_000_000, 300_000, 1_000_000, 400_000,
    ]);
  });

  it('adds at once what a picture at rest lacks if that takes 200 ms at most', () => {
    const budget = new FrameBudget();
    budget.learn('progressive', 100_000, 20);
    expect([1_100_000, 1_100_001].map((count) => budget.progressiveCount(100_000, count))).toEqual([
      1_000_000, 300_000,
    ]);
  });

  it('takes frames of few points, which cost more for each, for no measure of large parts', () => {
    const budget = new FrameBudget();
    budget.learn('progressive', 1_000_000, 100);
    for (let frame = 0; frame < 6; frame++) budget.learn('interactive', 100_000, 20);
    expect([
      budget.interactiveCount(4_000_000),
      budget.progressiveCount(100_000, 2_000_000),
    ]).toEqual([100_000, 1_900_000]);
  });
});
