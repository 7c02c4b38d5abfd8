import { kthLargest } from './kthLargest.ts';

export type ScanHit = { readonly row: number; readonly score: number };

export type OrderOptions = {
  readonly topK: number;
  /** 1 where the highest score is best, -1 where the lowest is. */
  readonly sign: 1 | -1;
  /** Orders rows of equal score. */
  readonly isBefore: (row: number, other: number) => boolean;
};

/** More rows than this do not fit beside a score in the 53 bits of a number. */
const maxPacked = 2 ** 20;

/**
 * The best rows, the best first, those of equal score as told. Scores become float32, as they are printed, before they
 * are compared; what float32 cannot hold stays as it is.
 */
export function orderHits(
  rows: Uint32Array,
  scores: Float64Array,
  { topK, sign, isBefore }: OrderOptions,
): ScanHit[] {
  // Loops throughout: callbacks for each of ten thousand hits take longer than finding them.
  const ranks = new Float32Array(scores.length);
  for (let at = 0; at < scores.length; at++) ranks[at] = sign * scores[at]!;
  const reaching = topK < rows.length ? kthLargest(ranks.slice(), Math.max(1, topK)) : -Infinity;
  const places = new Uint32Array(rows.length);
  let count = 0;
  for (let at = 0; at < ranks.length; at++) if (ranks[at]! >= reaching) places[count++] = at;
  const chosen = sorted(places.subarray(0, count), ranks);
  const compare = (one: number, other: number): number =>
    sign * (toFloat32(scores[other]!) - toFloat32(scores[one]!)) ||
    (isBefore(rows[one]!, rows[other]!) ? -1 : 1);
  for (let start = 0, end = 1; start < count; start = end++) {
    while (end < count && ranks[chosen[end]!] === ranks[chosen[start]!]) end++;
    if (end - start > 1) chosen.subarray(start, end).sort(compare);
  }
  const hits: ScanHit[] = [];
  for (let hit = 0; hit < count && hit < topK; hit++) {
    const at = chosen[hit]!;
    // The sum turns -0 into 0.
    hits.push({ row: rows[at]!, score: toFloat32(scores[at]!) + 0 });
  }
  return hits;
}

/** Places by falling rank. Each is packed behind its rank into one number, as a sort without a callback is ten times as fast. */
function sorted(places: Uint32Array, ranks: Float32Array): Uint32Array {
  if (places.length > maxPacked)
    return places.sort((one, other) => ranks[other]! - ranks[one]! || 0);
  const bits = new Uint32Array(ranks.buffer, ranks.byteOffset, ranks.length);
  const keys = new Float64Array(places.length);
  for (let at = 0; at < places.length; at++) {
    const place = places[at]!;
    keys[at] = fallingOrder(bits[place]!, ranks[place]!) * maxPacked + at;
  }
  keys.sort();
  const sortedPlaces = new Uint32Array(places.length);
  for (let at = 0; at < keys.length; at++) sortedPlaces[at] = places[keys[at]! % maxPacked]!;
  return sortedPlaces;
}

/** An unsigned number that is the smaller the higher the float32 number of these bits is; equal for 0 and -0. */
function fallingOrder(bits: number, value: number): number {
  if (value === 0) return 0x7fff_ffff;
  return value > 0 ? 0x7fff_ffff - bits : bits;
}

function toFloat32(score: number): number {
  const rounded = Math.fround(score);
  return Number.isFinite(rounded) ? rounded : score;
}
