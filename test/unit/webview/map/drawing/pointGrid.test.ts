import { describe, expect, it } from 'vitest';
import { PointGrid } from '../../../../../webview/map/drawing/pointGrid.ts';
import { seededRandom } from '../../../../support/random.ts';
import { clusteredPoints } from '../random.ts';

const all = (): boolean => true;

describe('PointGrid', () => {
  it('finds what looking at all points finds, within any reach', () => {
    const xy = clusteredPoints(5000, 1);
    const grid = new PointGrid(xy);
    const random = seededRandom(2);
    const accept = (index: number): boolean => index % 3 !== 0;
    const wrong = [];
    for (let round = 0; round < 2000; round++) {
      const to = { x: random() * 30 - 7, y: random() * 16 - 5 };
      const reach = [0.02, 0.3, 5, Infinity][round % 4] as number;
      const found = grid.nearest(to, reach, accept);
      const expected = bruteForce(xy, to, reach, accept);
      if (found !== expected) wrong.push({ to, reach, found, expected });
    }
    expect(wrong).toEqual([]);
  });

  it('finds points on a line and the only point', () => {
    const line = Float32Array.from({ length: 2000 }, (_, at) => (at % 2 === 0 ? at / 2 : 4));
    expect(new PointGrid(line).nearest({ x: 700.4, y: 9 }, 10, all)).toBe(700);
    expect(new PointGrid(Float32Array.of(2, 3)).nearest({ x: 2.5, y: 3 }, 1, all)).toBe(0);
  });

  it('finds the first of many at one place', () => {
    const grid = new PointGrid(new Float32Array(200).fill(1));
    expect(grid.nearest({ x: 1, y: 1 }, 0, (index) => index > 10)).toBe(11);
  });

  it('finds nothing if there is nothing', () => {
    expect(new PointGrid(new Float32Array(0)).nearest({ x: 0, y: 0 }, Infinity, all)).toBe(-1);
    const lost = new PointGrid(new Float32Array(8).fill(Number.NaN));
    expect(lost.nearest({ x: 0, y: 0 }, Infinity, all)).toBe(-1);
    const far = new PointGrid(Float32Array.of(0, 0, 1, 1));
    expect(far.nearest({ x: 100, y: 0 }, 98, all)).toBe(-1);
  });
});

function bruteForce(
  xy: Float32Array,
  to: { x: number; y: number },
  reach: number,
  accept: (index: number) => boolean,
): number {
  let best = -1;
  let bestSquare = Infinity;
  for (let index = 0; index < xy.length / 2; index++) {
    const square = (xy[2 * index]! - to.x) ** 2 + (xy[2 * index + 1]! - to.y) ** 2;
    if (square <= reach * reach && square < bestSquare && accept(index)) {
      best = index;
      bestSquare = square;
    }
  }
  return best;
}
