import type { FoundNeighbours } from '../neighbours/findNeighbours.ts';

/**
 * Returns start positions from the previous map: known rows keep their position, new rows start at the weighted
 * mean of their neighbours. Returns undefined when the previous map contains too few of the rows. `placeOf`
 * maps each id to its distinct vector, as numbered by `order`.
 */
export function startFromPrevious(
  previous: MapPoints,
  ids: readonly string[],
  placeOf: Int32Array,
  { order, neighbours }: FoundNeighbours,
): PreviousStart | undefined {
  const places = new Float32Array(previous.positions);
  const known = new Map(previous.ids.map((id, at) => [id, at]));
  const rowOf = new Int32Array(order.length);
  order.forEach((place, row) => (rowOf[place] = row));
  const xy = new Float64Array(order.length * 2).fill(NaN);
  let count = 0;
  ids.forEach((id, record) => {
    const at = known.get(id);
    const row = rowOf[placeOf[record]!]!;
    if (at === undefined || !Number.isNaN(xy[row * 2]!)) return;
    xy[row * 2] = places[at * 2]!;
    xy[row * 2 + 1] = places[at * 2 + 1]!;
    count++;
  });
  if (count < minKnownShare * order.length) return undefined;
  const anchors = xy.slice();
  for (let round = 0; round < rounds; round++) placeAmongNeighbours(xy, neighbours);
  // Rows without a path to a known row start at the origin.
  return { anchors, start: xy.map((at) => (Number.isNaN(at) ? 0 : at)) };
}

/** The points of a finished map: ids and x, y of each. */
export type MapPoints = {
  readonly ids: readonly string[];
  /** Float32Array. */
  readonly positions: ArrayBufferLike;
};

/** Start positions of all rows, and the previous positions of known rows (NaN for new rows). */
export type PreviousStart = { readonly start: Float64Array; readonly anchors: Float64Array };

/** Minimum share of the rows that the previous map must contain. */
const minKnownShare = 0.5;

/** Number of passes: new records whose neighbours are all new get a position in a later pass. */
const rounds = 4;

function placeAmongNeighbours(
  xy: Float64Array,
  { perRow, indices, distances }: FoundNeighbours['neighbours'],
): void {
  const before = xy.slice();
  for (let row = 0; row < xy.length / 2; row++) {
    if (!Number.isNaN(before[row * 2]!)) continue;
    const scale = distances[row * perRow + perRow - 1]! || 1;
    let [whole, x, y] = [0, 0, 0];
    for (let at = row * perRow + 1; at < (row + 1) * perRow; at++) {
      const other = indices[at]!;
      if (Number.isNaN(before[other * 2]!)) continue;
      // The furthest neighbour weighs a tenth of one at distance 0.
      const weight = 1 / (1 + (9 * distances[at]!) / scale);
      whole += weight;
      x += weight * before[other * 2]!;
      y += weight * before[other * 2 + 1]!;
    }
    if (whole === 0) continue;
    xy[row * 2] = x / whole;
    xy[row * 2 + 1] = y / whole;
  }
}
