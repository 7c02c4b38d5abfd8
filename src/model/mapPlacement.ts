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
  /** The neighbours' typical distance from here, as a share of the map's extent. */
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
export function placeAmong(
  neighbours: readonly PlacedNeighbour[],
  extent: number,
): Placement | undefined {
  const whole = neighbours.reduce((sum, { weight }) => sum + weight, 0);
  if (whole <= 0) return undefined;
  const mean = (value: (neighbour: PlacedNeighbour) => number): number =>
    neighbours.reduce((sum, one) => sum + one.weight * value(one), 0) / whole;
  const x = mean((one) => one.x);
  const y = mean((one) => one.y);
  const apart = Math.sqrt(mean((one) => (one.x - x) ** 2 + (one.y - y) ** 2));
  const spread = extent > 0 ? apart / extent : 0;
  return { x, y, spread, isTorn: spread > tornSpread };
}

/** How much a neighbour counts: the furthest a tenth of the nearest. Distances may have any zero point. */
export function weightOf(distance: number, nearest: number, furthest: number): number {
  return furthest > nearest ? 1 / (1 + (9 * (distance - nearest)) / (furthest - nearest)) : 1;
}

/** The typical distance of a map's points from their middle. */
export function extentOf(xy: Float32Array): number {
  const middle = [0, 0];
  xy.forEach((value, at) => (middle[at % 2] = (middle[at % 2] ?? 0) + (2 * value) / xy.length));
  const squares = xy.reduce((sum, value, at) => sum + (value - (middle[at % 2] ?? 0)) ** 2, 0);
  return Math.sqrt((2 * squares) / xy.length);
}
