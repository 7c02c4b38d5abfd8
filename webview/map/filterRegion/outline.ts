import type { Bounds, Point } from '../camera/camera.ts';
import { contourPath, levelsFor, widened } from '../density/contours.ts';
import { cellOf, densityOf } from '../density/density.ts';
import type { PointSet } from '../shared/pointSet.ts';

/** The outline of a set of points: a path around dense regions, and the points outside of it. */
export type Outline = {
  /** SVG path around the dense regions, in world coordinates; empty if there are none. */
  readonly path: string;
  /** Indexes of the points outside of the path. */
  readonly apart: readonly number[];
};

const grid = { cells: 160, radius: 2 };
/** A dense region has at least this many points at about the same position, less one half. */
const gathering = 2.5;
/** With very many points, the path encloses this share of them. */
const share = 0.95;

/** Returns the outline of the dense regions of some points, and the points outside of it. */
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

/** Largest number of rings that remain readable. */
const maxRings = 300;
const ringRadiusPx = 6;

/**
 * Returns an SVG path with a ring around each point outside of the outline, in pixels. `screenOf` returns the position
 * of a point.
 */
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

/** The density at a single isolated point: the centre of three box filters of this width on both axes. */
const width = 2 * grid.radius + 1;
const peakOfOne = ((3 * width ** 2 + 1) / (4 * width ** 3)) ** 2;
