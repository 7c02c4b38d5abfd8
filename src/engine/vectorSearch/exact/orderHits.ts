import type { ScoredRows } from '../../structures/bestRows.ts';
import { selectKthLargest } from '../../structures/kthLargest.ts';

export type OrderOptions = {
  readonly topK: number;
  /** 1 where the highest score is best, -1 where the lowest is. */
  readonly direction: 1 | -1;
  /** Orders rows of equal score. */
  readonly isBefore: (row: number, other: number) => boolean;
};

/**
 * The best rows, the best first, those of equal score as told. Scores become float32, as they are printed, before they
 * are compared; what float32 cannot hold stays as it is.
 */
export function orderHits(
  { rows, scores }: ScoredRows,
  { topK, direction: sign, isBefore }: OrderOptions,
): ScoredRows {
  // Loops throughout: callbacks for each of ten thousand hits take longer than finding them.
  const ranks = new Float32Array(scores.length);
  for (let at = 0; at < scores.length; at++) ranks[at] = sign * scores[at]!;
  const chosen = sortedByKey(reaching(ranks, topK), fallingKeys(ranks));
  const compare = (one: number, other: number): number =>
    sign * (toFloat32(scores[other]!) - toFloat32(scores[one]!)) ||
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
    // The sum turns -0 into 0.
    hits.scores[hit] = toFloat32(scores[at]!) + 0;
  }
  return hits;
}

/** Places of the `topK` highest ranks, and of those that equal the last of them; of all where they are not many more. */
function reaching(ranks: Float32Array, topK: number): Uint32Array {
  const least =
    ranks.length > 2 * topK ? selectKthLargest(ranks.slice(), Math.max(1, topK)) : -Infinity;
  const places = new Uint32Array(ranks.length);
  let count = 0;
  for (let at = 0; at < ranks.length; at++) if (ranks[at]! >= least) places[count++] = at;
  return places.subarray(0, count);
}

/** For each rank an unsigned number that is the smaller the higher the rank is; equal for 0 and -0. */
function fallingKeys(ranks: Float32Array): Uint32Array {
  const keys = new Uint32Array(ranks.buffer.slice(0));
  for (let at = 0; at < keys.length; at++) {
    const rank = ranks[at]!;
    if (rank === 0) keys[at] = 0x7fff_ffff;
    else if (rank > 0) keys[at] = 0x7fff_ffff - keys[at]!;
  }
  return keys;
}

/** Bits of a key that are looked at together. */
const digitBits = 11;
/** Fewer are sorted sooner than digits are counted. */
const fewest = 256;

/** Places by rising key, those of equal key in the order they had: by the lowest digit first. */
function sortedByKey(places: Uint32Array, keys: Uint32Array): Uint32Array {
  if (places.length < fewest) return places.sort((one, other) => keys[one]! - keys[other]!);
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
