import { describe, expect, it } from 'vitest';
import { DrawPace } from '../../../../../webview/map/drawing/drawPace.ts';

describe('the pace of drawing', () => {
  it('promises as many points for a frame as this machine draws in 20 ms', () => {
    const pace = new DrawPace();
    pace.learn('moving', 100_000, 4);
    expect(pace.moving(2_000_000)).toBe(500_000);
  });

  it('believes a machine that has become slow within a few frames', () => {
    const pace = new DrawPace();
    pace.learn('moving', 1_000_000, 10);
    for (let frame = 0; frame < 6; frame++) pace.learn('moving', 1_000_000, 200);
    expect(pace.moving(1_000_000)).toBeGreaterThan(100_000);
    expect(pace.moving(1_000_000)).toBeLessThan(120_000);
  });

  it('draws enough to recognise the map, however slow the machine', () => {
    const pace = new DrawPace();
    pace.learn('moving', 50_000, 5000);
    expect([pace.moving(1_000_000), pace.resting(400_000, 1_000_000)]).toEqual([50_000, 50_000]);
  });

  it('draws all where half of them would be in time', () => {
    const pace = new DrawPace();
    pace.learn('resting', 100_000, 20);
    expect([200_000, 200_001].map((count) => pace.moving(count))).toEqual([200_000, 100_000]);
  });

  it('makes a picture at rest four times as dense with each part, up to a part that takes 200 ms', () => {
    const pace = new DrawPace();
    pace.learn('resting', 100_000, 20);
    const drawn = [0, 100_000, 400_000, 3_600_000];
    expect(drawn.map((points) => pace.resting(points, 4_000_000))).toEqual([
      1_000_000, 300_000, 1_000_000, 400_000,
    ]);
  });

  it('adds at once what a picture at rest lacks where that takes 200 ms at most', () => {
    const pace = new DrawPace();
    pace.learn('resting', 100_000, 20);
    expect([1_100_000, 1_100_001].map((count) => pace.resting(100_000, count))).toEqual([
      1_000_000, 300_000,
    ]);
  });

  it('takes frames of few points, which cost more for each, for no measure of large parts', () => {
    const pace = new DrawPace();
    pace.learn('resting', 1_000_000, 100);
    for (let frame = 0; frame < 6; frame++) pace.learn('moving', 100_000, 20);
    expect([pace.moving(4_000_000), pace.resting(100_000, 2_000_000)]).toEqual([
      100_000, 1_900_000,
    ]);
  });
});
