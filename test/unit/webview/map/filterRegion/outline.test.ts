import { describe, expect, it } from 'vitest';
import { outlierRings, outlineOf } from '../../../../../webview/map/filterRegion/outline.ts';
import { PointSet } from '../../../../../webview/map/shared/pointSet.ts';
import { createRandom } from '../../../../../src/common/random.ts';

const bounds = { minX: 0, minY: 0, maxX: 100, maxY: 100 };
const random = createRandom(5);
const near = (middle: number): number => middle + 2 * random.normal();
/** A hundred points about (25, 25), a hundred about (75, 75), one at (90, 10), one nowhere. */
const gathered = Array.from({ length: 400 }, (_, at) => near(at < 200 ? 25 : 75));
const xy = Float32Array.from([...gathered, 90, 10, Number.NaN, Number.NaN]);
const all = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, at) => from + at);
const outline = (points: readonly number[]) =>
  outlineOf(xy, bounds, new PointSet(202, Uint32Array.from(points)));

/** Least and greatest x and y of a path. */
function extent(path: string): number[] {
  const places = [...path.matchAll(/[ML](\S+?) ([^ML]+)/g)];
  const [xs, ys] = [places.map(([, x]) => Number(x)), places.map(([, , y]) => Number(y))];
  return [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
}

describe('the outline of some points', () => {
  it('goes around where they gather, and not around others', () => {
    const places = all(0, 100);
    const { path, apart } = outline(places);
    const [minX, maxX, minY, maxY] = extent(path);
    const xs = places.map((index) => xy[2 * index]!);
    const ys = places.map((index) => xy[2 * index + 1]!);
    expect([minX! < Math.min(...xs) + 2, maxX! > Math.max(...xs) - 2]).toEqual([true, true]);
    expect([minX! > Math.min(...xs) - 5, maxX! < Math.max(...xs) + 5]).toEqual([true, true]);
    expect([minY! > Math.min(...ys) - 5, maxY! < Math.max(...ys) + 5]).toEqual([true, true]);
    expect(apart.length).toBeLessThanOrEqual(10);
  });

  it('leaves out the one that is alone, and names it', () => {
    const { path, apart } = outline([...all(0, 100), 200]);
    expect(apart).toContain(200);
    expect(extent(path)[1]).toBeLessThan(85);
  });

  it('is absent for a few points that are far from each other', () => {
    expect(outline([0, 150, 200])).toEqual({ path: '', apart: [0, 150, 200] });
  });

  it('has no place for what has none', () => {
    expect(outline([201])).toEqual({ path: '', apart: [] });
    expect(outline([])).toEqual({ path: '', apart: [] });
  });

  it('has a ring around each point that is apart, where it is seen', () => {
    const seen = new Map([
      [0, { x: 30, y: 40 }],
      [150, undefined],
      [200, { x: 7, y: 8 }],
    ]);
    const rings = outlierRings(outline([0, 150, 200]), (index) => seen.get(index));
    expect(rings.match(/M\S+ \d+/g)).toEqual(['M24 40', 'M1 8']);
  });
});
