import type { ScoredRows } from '../../structures/bestRows.ts';
import { selectKthLargest } from '../../structures/kthLargest.ts';

/**
 * The `topK` best rows, best first; rows of equal score by `isBefore`. Scores are rounded to float32, as responses print
 * them, before they are compared. A score outside float32's range stays float64.
 */
export function orderHits(
  { rows, scores }: ScoredRows,
  { topK, direction, isBefore }: OrderOptions,
): ScoredRows {
  // Loops, not callbacks: for ten thousand hits callbacks take longer than the search.
  const ranks = new Float32Array(scores.length);
  for (let at = 0; at < scores.length; at++) ranks[at] = direction * scores[at]!;
  const chosen = sortedByKey(indexesOfBest(ranks, topK), descendingKeys(ranks));
  const compare = (one: number, other: number): number =>
    direction * (toFloat32(scores[other]!) - toFloat32(scores[one]!)) ||
    (isBefore(rows[one]!, rows[other]!) ? -1 : 1);
  for (let start = 0, end = 1; start < chosen.length; start = end++) {
    while (end < chosen.length && ranks[chosen[end]!] === ranks[chosen[start]!]) end++;
    if (end - start > 1) chosen.subarray(start, end).sort(compare);
  }
  const count = Math.min(topK, chosen.length);
  const hits = { rows: new Uint32Array(count), scores: new Float64Array(count) };
  for (let hit = 0; hit < count; hit++) {
    const at = chosen[hit]!;
    hits.rows[hit] = rows[at]!;
    // Adding 0 turns -0 into 0.
    hits.scores[hit] = toFloat32(scores[at]!) + 0;
  }
  return hits;
}

/** How many hits are wanted and how they are ordered. */
export type OrderOptions = {
  readonly topK: number;
  /** 1 if the highest score is best, -1 if the lowest is. */
  readonly direction: 1 | -1;
  /** Orders rows of equal score. */
  readonly isBefore: (row: number, other: number) => boolean;
};

/** Indexes of the `topK` highest ranks and of ranks equal to the last; of all ranks if there are few more. */
function indexesOfBest(ranks: Float32Array, topK: number): Uint32Array {
  const least =
    ranks.length > 2 * topK ? selectKthLargest(ranks.slice(), Math.max(1, topK)) : -Infinity;
  const places = new Uint32Array(ranks.length);
  let count = 0;
  for (let at = 0; at < ranks.length; at++) if (ranks[at]! >= least) places[count++] = at;
  return places.subarray(0, count);
}

/** An unsigned sort key for each rank: the higher the rank, the smaller the key. 0 and -0 have the same key. */
function descendingKeys(ranks: Float32Array): Uint32Array {
  const keys = new Uint32Array(ranks.buffer.slice(0));
  for (let at = 0; at < keys.length; at++) {
    const rank = ranks[at]!;
    if (rank === 0) keys[at] = 0x7fff_ffff;
    else if (rank > 0) keys[at] = 0x7fff_ffff - keys[at]!;
  }
  return keys;
}

/** Bits of a radix sort's digit. */
const digitBits = 11;
/** Fewer indexes are sorted by comparison, which is faster. */
const minRadixSort = 256;

/** Indexes in ascending order of their keys. Stable radix sort, lowest digit first. */
function sortedByKey(places: Uint32Array, keys: Uint32Array): Uint32Array {
  if (places.length < minRadixSort) return places.sort((one, other) => keys[one]! - keys[other]!);
  const starts = new Uint32Array(2 ** digitBits);
  const last = starts.length - 1;
  let from = places;
  let to: Uint32Array = new Uint32Array(places.length);
  for (let shift = 0; shift < 32; shift += digitBits) {
    starts.fill(0);
    for (let at = 0; at < from.length; at++) starts[(keys[from[at]!]! >>> shift) & last]!++;
    for (let digit = 0, next = 0; digit < starts.length; digit++) {
      const count = starts[digit]!;
      starts[digit] = next;
      next += count;
    }
    for (let at = 0; at < from.length; at++) {
      const place = from[at]!;
      to[starts[(keys[place]! >>> shift) & last]!++] = place;
    }
    [from, to] = [to, from];
  }
  return from;
}

function toFloat32(score: number): number {
  const rounded = Math.fround(score);
  return Number.isFinite(rounded) ? rounded : score;
}
