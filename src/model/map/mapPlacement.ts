import type { Metric } from '../vectorIndex.ts';

/**
 * Places a vector that is not on the map: at the weighted mean of its neighbours' positions. UMAP's own `transform`
 * misplaces known records by a fifth of the map. `extent` is the typical distance of the points from their centre.
 * Returns `undefined` without neighbours.
 */
export function placeByNeighbours(
  neighbours: readonly PlacedNeighbour[],
  extent: number,
): Placement | undefined {
  const whole = neighbours.reduce((sum, { weight }) => sum + weight, 0);
  if (whole <= 0) return undefined;
  const mean = (value: (neighbour: PlacedNeighbour) => number): number =>
    neighbours.reduce((sum, one) => sum + one.weight * value(one), 0) / whole;
  const x = mean((one) => one.x);
  const y = mean((one) => one.y);
  const apart = medianDistance(neighbours, x, y, whole);
  const spread = extent > 0 ? apart / extent : 0;
  return { x, y, spread, isTorn: spread > tornSpread };
}

/** A neighbour of the vector to place: its position on the map, and its weight. */
export type PlacedNeighbour = {
  readonly x: number;
  readonly y: number;
  /** Above 0; larger is nearer in the full space. */
  readonly weight: number;
};

export type Placement = {
  readonly x: number;
  readonly y: number;
  /** Weighted median distance of the neighbours from the result, as a share of the map's extent. */
  readonly spread: number;
  /** Whether the neighbours are in different regions of the map, so that the position means little. */
  readonly isTorn: boolean;
};

/** Spread above which neighbours count as being in different regions. */
const tornSpread = 0.15;

function medianDistance(
  neighbours: readonly PlacedNeighbour[],
  x: number,
  y: number,
  whole: number,
): number {
  const byDistance = neighbours
    .map((one) => ({ weight: one.weight, distance: Math.hypot(one.x - x, one.y - y) }))
    .sort((one, other) => one.distance - other.distance);
  let passed = 0;
  const median = byDistance.find(({ weight }) => (passed += weight) >= whole / 2);
  return median?.distance ?? 0;
}

/** Converts a score to a distance for any metric; only differences of distances are meaningful. */
export function distanceOfScore(score: number, metric: Metric): number {
  return metric === 'euclidean' ? Math.sqrt(Math.max(0, score)) : -score;
}

/** Returns a neighbour's weight: the farthest has a tenth of the nearest. Distances may have any zero point. */
export function weightOf(distance: number, nearest: number, furthest: number): number {
  return furthest > nearest ? 1 / (1 + (9 * (distance - nearest)) / (furthest - nearest)) : 1;
}

/** Returns the typical distance of a map's points from their centre; ignores points without a position (NaN). */
export function extentOf(xy: Float32Array): number {
  let [count, x, y, squares] = [0, 0, 0, 0];
  for (let at = 0; at + 1 < xy.length; at += 2) {
    const [px = Number.NaN, py = Number.NaN] = [xy[at], xy[at + 1]];
    if (Number.isNaN(px + py)) continue;
    count++;
    x += px;
    y += py;
    squares += px * px + py * py;
  }
  if (count === 0) return 0;
  return Math.sqrt(Math.max(0, squares / count - (x / count) ** 2 - (y / count) ** 2));
}
