import { describe, expect, it } from 'vitest';
import { layoutNeighbours } from '../../../../src/engine/map/analysis/layoutNeighbours.ts';
import { createRandom } from '../../../../src/common/random.ts';

function squaredGaps(xy: Float32Array, point: number, others: Iterable<number>): number[] {
  const gap = (other: number): number =>
    (xy[other * 2]! - xy[point * 2]!) ** 2 + (xy[other * 2 + 1]! - xy[point * 2 + 1]!) ** 2;
  return Array.from(others, gap).sort((a, b) => a - b);
}

const random = createRandom(5);
const layouts: Record<string, Float32Array> = {
  'a cloud': Float32Array.from({ length: 800 }, () => random.normal()),
  'clusters far apart': Float32Array.from(
    { length: 800 },
    (_, at) => ((at >> 1) % 5) * 1000 + random.normal(),
  ),
  'a line': Float32Array.from({ length: 800 }, (_, at) => (at % 2 === 0 ? at * random.next() : 3)),
  'one place and a few others': Float32Array.from({ length: 800 }, (_, at) =>
    at < 700 ? 7 : random.normal(),
  ),
  'one place': new Float32Array(800).fill(2),
};

describe('the neighbours in the layout', () => {
  it.each(Object.keys(layouts))('are the exact nearest points of %s', (name) => {
    const xy = layouts[name]!;
    const k = 7;
    const found = layoutNeighbours(xy, k);
    for (let point = 0; point < 400; point++) {
      const list = found.subarray(point * k, (point + 1) * k);
      const others = Array.from({ length: 400 }, (_, at) => at).filter((at) => at !== point);
      expect(squaredGaps(xy, point, list)).toEqual(squaredGaps(xy, point, others).slice(0, k));
      expect(new Set(list).size).toBe(k);
      expect(list.includes(point)).toBe(false);
    }
  });
});
