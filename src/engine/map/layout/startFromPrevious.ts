import type { FoundNeighbours } from '../neighbours/findNeighbours.ts';

/** A map that was made before: x, y of each of its records. */
export type MapPoints = {
  readonly ids: readonly string[];
  /** Float32Array. */
  readonly positions: ArrayBufferLike;
};

/** Where rows begin, and where those of the earlier map stood: NaN for the others. */
export type PreviousStart = { readonly start: Float64Array; readonly anchors: Float64Array };

/** A map that holds fewer of the records than this share is another one. */
const minKnownShare = 0.5;

/** New records whose neighbours are new as well wait for those to have a place, so many times. */
const rounds = 4;

/**
 * Where rows stand to go on from an earlier map: those of which it held a record at its old place, the others at the
 * weighted mean of their neighbours' places. Undefined where it held too few of them. `placeOf` is what `order` numbers,
 * for each id.
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
  // What is still without a place hangs together with nothing that has one.
  return { anchors, start: xy.map((at) => (Number.isNaN(at) ? 0 : at)) };
}

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
      // The furthest counts a tenth of one in the same place.
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
