import type { Metric } from '../vectorIndex.ts';

/** A neighbour of what is placed: where it stands in the map, and how much it counts. */
export type PlacedNeighbour = {
  readonly x: number;
  readonly y: number;
  /** Above 0; the larger, the nearer in the full space. */
  readonly weight: number;
};

export type Placement = {
  readonly x: number;
  readonly y: number;
  /** How near half of the neighbours are, by weight, as a share of the map's extent: a few far ones do not count. */
  readonly spread: number;
  /** Whether the neighbours stand in different places of the map, so that none of them is where it belongs. */
  readonly isTorn: boolean;
};

/** Neighbours further apart than this share of the map's extent do not stand in one place. */
const tornSpread = 0.15;

/**
 * Where something that is not in the map belongs: the weighted mean of its neighbours' places. UMAP's own `transform`
 * puts known records a fifth of the map away from their place. `extent` is the typical distance of the map's points from
 * their middle. Undefined without neighbours.
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

/** How far a record with this score lies from the query, whatever the metric; only differences of it mean something. */
export function distanceOfScore(score: number, metric: Metric): number {
  return metric === 'euclidean' ? Math.sqrt(Math.max(0, score)) : -score;
}

/** How much a neighbour counts: the furthest a tenth of the nearest. Distances may have any zero point. */
export function weightOf(distance: number, nearest: number, furthest: number): number {
  return furthest > nearest ? 1 / (1 + (9 * (distance - nearest)) / (furthest - nearest)) : 1;
}

/** The typical distance of a map's points from their middle; those without a place (NaN) do not count. */
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
