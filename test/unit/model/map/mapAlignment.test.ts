import { describe, expect, it } from 'vitest';
import {
  alignPoints,
  transformPoints,
  type MapTransform,
} from '../../../../src/model/map/mapAlignment.ts';

const shape = Float32Array.of(0, 0, 4, 0, 4, 1, 1, 3, -2, 5);

const transforms: Record<string, MapTransform> = {
  'a shift': { a: 1, b: 0, mirror: 1, x: 3, y: -7 },
  'a turn and a scale': { a: 0.3, b: -1.9, mirror: 1, x: 0, y: 0 },
  'a mirroring': { a: 1, b: 0, mirror: -1, x: 0, y: 0 },
  'all of them': { a: -2, b: 0.5, mirror: -1, x: 10, y: 20 },
};

describe('the alignment of two maps', () => {
  it.each(Object.keys(transforms))('finds %s, which leaves nothing unexplained', (name) => {
    const transform = transforms[name]!;
    const moved = transformPoints(shape, transform);
    const found = alignPoints(shape, moved);
    expect(found?.disparity).toBeCloseTo(0, 6);
    expect(found?.shared).toBe(5);
    expect(found?.transform.mirror).toBe(transform.mirror);
    transformPoints(shape, found!.transform).forEach((at, i) =>
      expect(at).toBeCloseTo(moved[i]!, 4),
    );
  });

  it('of different shapes comes as close as can be: no other turn or mirroring is closer', () => {
    const other = Float32Array.of(1, 0, 3, 1, 5, 0, 1, 4, 0, 0);
    const gap = (xy: Float32Array): number =>
      xy.reduce((sum, at, i) => sum + (at - other[i]!) ** 2, 0);
    const { transform, disparity } = alignPoints(shape, other)!;
    const best = gap(transformPoints(shape, transform));
    const nudges: Partial<MapTransform>[] = [
      { a: transform.a + 0.01 },
      { b: transform.b - 0.01 },
      { x: transform.x + 0.01 },
      { y: transform.y - 0.01 },
    ];
    for (const nudge of nudges)
      expect(gap(transformPoints(shape, { ...transform, ...nudge }))).toBeGreaterThan(best);
    const variance = gap(new Float32Array(10).map((_, i) => (i % 2 === 0 ? 2 : 1)));
    expect(disparity).toBeCloseTo(best / variance, 5);
  });

  it('is not known for two points, or for points that are all in one place', () => {
    const two = shape.subarray(0, 4);
    expect(alignPoints(two, two)).toBeUndefined();
    expect(alignPoints(new Float32Array(10).fill(1), shape)).toBeUndefined();
  });
});
