import { boundsOf, type Bounds } from './camera.ts';

/** The bounding boxes of the points: all points, and the core without a few far outliers. */
export type Extent = {
  readonly all: Bounds;
  readonly core: Bounds;
  /** Number of points outside of `core`; 0 if `core` equals `all`. */
  readonly outside: number;
};

/** Largest share of points that count as outliers, and the share that the quantiles cut off. */
const fewShare = 0.01;
/** Points within this share of the quantile range beyond the quantiles still belong to the core. */
const fence = 0.25;
/** Outliers are excluded only if that enlarges the view by this factor. */
const worthwhile = 1.25;
const fewestPoints = 50;
const maxSampled = 20_000;

/** Returns the extent of `xy`; undefined if no point has a finite position. */
export function extentOf(xy: Float32Array): Extent | undefined {
  const all = boundsOf(xy);
  if (all === undefined) return undefined;
  const whole: Extent = { all, core: all, outside: 0 };
  const count = xy.length / 2;
  if (count < fewestPoints) return whole;
  const across = fencesOf(xy, 0);
  const upward = fencesOf(xy, 1);
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  let outside = 0;
  for (let at = 0; at < xy.length; at += 2) {
    const x = xy[at] as number;
    const y = xy[at + 1] as number;
    if (x >= across.low && x <= across.high && y >= upward.low && y <= upward.high) {
      if (x < minX) minX = x;
      if (x > maxX) maxX = x;
      if (y < minY) minY = y;
      if (y > maxY) maxY = y;
    } else if (Number.isFinite(x) && Number.isFinite(y)) {
      outside++;
    }
  }
  const core = { minX, minY, maxX, maxY };
  const isFew = outside > 0 && outside <= fewShare * count;
  return isFew && gain(all, core) >= worthwhile ? { all, core, outside } : whole;
}

/** Returns how much larger the view becomes if it shows only `core`. */
function gain(all: Bounds, core: Bounds): number {
  const across = (all.maxX - all.minX) / (core.maxX - core.minX);
  const upward = (all.maxY - all.minY) / (core.maxY - core.minY);
  return Math.max(across, upward);
}

/** Returns the range of the core on an axis (0 for x, 1 for y), from an evenly spaced sample. */
function fencesOf(xy: Float32Array, axis: 0 | 1): { low: number; high: number } {
  const count = xy.length / 2;
  const step = Math.ceil(count / maxSampled);
  const sample = new Float32Array(Math.ceil(count / step));
  for (let at = 0; at < sample.length; at++) sample[at] = xy[2 * at * step + axis] as number;
  const sorted = sample.filter(Number.isFinite).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const low = at(fewShare / 2);
  const high = at(1 - fewShare / 2);
  const reach = (high - low) * fence;
  // With a quantile range of zero, every distance would count as infinite: nothing is cut off.
  return reach > 0 ? { low: low - reach, high: high + reach } : { low: -Infinity, high: Infinity };
}
