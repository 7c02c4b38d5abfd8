import type { Bounds, Point } from '../camera/camera.ts';
import { contourPath, levelsFor, widened } from '../density/contours.ts';
import { cellOf, densityOf } from '../density/density.ts';
import type { PointSet } from '../shared/pointSet.ts';

export type Outline = {
  /** Around the places where the points gather: an SVG path in places of the world; empty where they do nowhere. */
  readonly path: string;
  /** Numbers of the points that lie outside of it. */
  readonly apart: readonly number[];
};

const grid = { cells: 160, radius: 2 };
/** Of the points that lie about the same place so many, less a half, make a gathering. */
const gathering = 2.5;
/** Of very many points, those in the thinnest places are apart. */
const share = 0.95;

/** The region of some of the points of a map. */
export function outlineOf(xy: Float32Array, bounds: Bounds, points: PointSet): Outline {
  const density = densityOf(xy, widened(bounds), grid, (index) => points.has(index));
  const [thin = 0] = levelsFor(density, [share]);
  const level = Math.max(thin, gathering * peakOfOne);
  const apart = Array.from(points.indices).filter((index) => {
    const [x = Number.NaN, y = Number.NaN] = xy.subarray(2 * index, 2 * index + 2);
    const cell = cellOf(density, x, y);
    return !Number.isNaN(x + y) && (cell < 0 || (density.values[cell] as number) < level);
  });
  return { path: contourPath(density, level), apart };
}

/** More would be a blot. */
const maxRings = 300;
const ringRadiusPx = 6;

/** A ring around each point that is apart, as an SVG path in pixels; `screenOf` tells where a point is seen. */
export function outlierRings(
  { apart }: Outline,
  screenOf: (index: number) => Point | undefined,
): string {
  const [r, d] = [ringRadiusPx, 2 * ringRadiusPx];
  const ringAt = ({ x, y }: Point): string =>
    `M${x - r} ${y}a${r} ${r} 0 1 0 ${d} 0a${r} ${r} 0 1 0 ${-d} 0`;
  const places = apart.slice(0, maxRings).map(screenOf);
  return places.map((at) => (at ? ringAt(at) : '')).join('');
}

/** The density at a point that is alone: the middle of three box filters of this width on both axes. */
const width = 2 * grid.radius + 1;
const peakOfOne = ((3 * width ** 2 + 1) / (4 * width ** 3)) ** 2;
