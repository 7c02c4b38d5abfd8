import { describe, expect, it } from 'vitest';
import { noPoints, PointSet } from '../../../../../webview/map/shared/pointSet.ts';
import { boxBetween, pointsInside } from '../../../../../webview/map/selection/region.ts';
import { centreOf, Selection } from '../../../../../webview/map/selection/selection.ts';
import { seededRandom } from '../../../../support/random.ts';

const all = (): boolean => true;

describe('points inside of a region', () => {
  it('are those inside a box drawn in any direction', () => {
    const random = seededRandom(1);
    const xy = Float32Array.from({ length: 2000 }, () => random() * 10);
    const expected = indicesWhere(1000, (index) => {
      const [x, y] = [xy[2 * index]!, xy[2 * index + 1]!];
      return x > 2 && x < 5 && y > 1 && y < 9;
    });
    expect(expected.length).toBeGreaterThan(100);
    for (const [from, to] of [
      [
        { x: 2, y: 1 },
        { x: 5, y: 9 },
      ],
      [
        { x: 5, y: 1 },
        { x: 2, y: 9 },
      ],
    ] as const)
      expect([...pointsInside(boxBetween(from, to), xy, all)]).toEqual(expected);
  });

  it('follow a lasso into its bays', () => {
    const lasso = [
      { x: 0, y: 0 },
      { x: 9, y: 0 },
      { x: 9, y: 9 },
      { x: 4, y: 1 },
      { x: 0, y: 9 },
    ];
    const xy = Float32Array.of(1, 1, 4, 5, 8, 5, 4, 0.5, Number.NaN, 1);
    expect([...pointsInside(lasso, xy, all)]).toEqual([0, 2, 3]);
  });

  it('exclude those that the legend hides', () => {
    const xy = Float32Array.of(1, 1, 2, 2);
    const box = boxBetween({ x: 0, y: 0 }, { x: 3, y: 3 });
    expect([...pointsInside(box, xy, (index) => index === 1)]).toEqual([1]);
  });

  it('are empty for a line', () => {
    const line = [
      { x: 0, y: 0 },
      { x: 9, y: 9 },
    ];
    expect(pointsInside(line, Float32Array.of(1, 1, 1, 2), all).length).toBe(0);
  });
});

describe('Selection', () => {
  it('is replaced, joined and left', () => {
    const selection = new Selection(() => undefined);
    selection.begin(10, new Uint32Array(0));
    selection.change(Uint32Array.of(1, 2, 3), 'replace');
    selection.change(Uint32Array.of(3, 4), 'add');
    selection.change(Uint32Array.of(1), 'remove');
    expect([...selection.points.indices]).toEqual([2, 3, 4]);
    selection.change(Uint32Array.of(9), 'replace');
    selection.toggle(8);
    selection.toggle(9);
    expect([...selection.points.indices]).toEqual([8]);
  });

  it('reports only changes by the user', () => {
    let changes = 0;
    const selection = new Selection(() => changes++);
    selection.begin(10, Uint32Array.of(1));
    selection.clear();
    selection.clear();
    expect(changes).toBe(1);
  });

  it('has the point in its middle that is one of its own', () => {
    const xy = Float32Array.of(0, 0, 10, 0, 10, 10, 0, 10, 5, 4, 5, 5);
    expect(centreOf(new PointSet(6, Uint32Array.of(0, 1, 2, 3, 4)), xy)).toBe(4);
    expect(centreOf(noPoints, xy)).toBe(-1);
  });
});

function indicesWhere(count: number, isSo: (index: number) => boolean): number[] {
  return Array.from({ length: count }, (_, index) => index).filter(isSo);
}
