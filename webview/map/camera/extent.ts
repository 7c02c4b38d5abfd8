import { boundsOf, type Bounds } from './camera.ts';

/** Where the points lie: all of them, and all but a few that lie so far out that they would make the rest small. */
export type Extent = {
  readonly all: Bounds;
  readonly core: Bounds;
  /** How many points lie outside of `core`; 0 where it is worth no second thought. */
  readonly outside: number;
};

/** At most this share of the points counts as a few; the quantiles that are looked at leave out as many. */
const fewShare = 0.01;
/** How far beyond those quantiles a point may lie, as a share of the way between them. */
const fence = 0.25;
/** Leaving points out must make the picture larger by this factor. */
const worthwhile = 1.25;
const fewestPoints = 50;
const maxSampled = 20_000;

/** The extent of `xy`; undefined where no point has a place. */
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

/** How much larger the picture becomes when it shows `core` alone. */
function gain(all: Bounds, core: Bounds): number {
  const across = (all.maxX - all.minX) / (core.maxX - core.minX);
  const upward = (all.maxY - all.minY) / (core.maxY - core.minY);
  return Math.max(across, upward);
}

/** Between which values of an axis (0 for x, 1 for y) the core may lie, from a sample taken evenly. */
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
  // Where the middle has no width, every way out would be endlessly far.
  return reach > 0 ? { low: low - reach, high: high + reach } : { low: -Infinity, high: Infinity };
}
