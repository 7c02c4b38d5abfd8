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
  const ranks = Float32Array.from(scores, (score) => sign * score);
  const reaching = topK < rows.length ? kthLargest(ranks.slice(), Math.max(1, topK)) : -Infinity;
  const places = new Uint32Array(rows.length);
  let count = 0;
  ranks.forEach((rank, at) => {
    if (rank >= reaching) places[count++] = at;
  });
  const chosen = sorted(places.subarray(0, count), ranks);
  const compare = (one: number, other: number): number =>
    sign * (toFloat32(scores[other]!) - toFloat32(scores[one]!)) ||
    (isBefore(rows[one]!, rows[other]!) ? -1 : 1);
  for (let start = 0, end = 1; start < count; start = end++) {
    while (end < count && ranks[chosen[end]!] === ranks[chosen[start]!]) end++;
    if (end - start > 1) chosen.subarray(start, end).sort(compare);
  }
  // The sum turns -0 into 0.
  return Array.from(chosen.subarray(0, topK), (at) => ({
    row: rows[at]!,
    score: toFloat32(scores[at]!) + 0,
  }));
}

/** Places by falling rank. Each is packed behind its rank into one number, as a sort without a callback is ten times as fast. */
function sorted(places: Uint32Array, ranks: Float32Array): Uint32Array {
  if (places.length > maxPacked)
    return places.sort((one, other) => ranks[other]! - ranks[one]! || 0);
  const bits = new Uint32Array(ranks.buffer, ranks.byteOffset, ranks.length);
  const keys = Float64Array.from(
    places,
    (place, at) => fallingOrder(bits[place]!, ranks[place]!) * maxPacked + at,
  );
  return Uint32Array.from(keys.sort(), (key) => places[key % maxPacked]!);
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
