import { createRandom } from '../../../src/common/random.ts';
import { readRows, type RowFile } from '../data/rowFile.ts';

/** Quality measures of a layout, each from 0 to 1. */
export type Quality = {
  readonly trustworthiness: number;
  readonly continuity: number;
  readonly preservation: number;
  /** Share of random triplets whose nearer pair is also nearer in the layout. */
  readonly triplets: number;
};

const neighbours = 15;
const fewRows = 75_000;
/** Sampled rows, or more when that is cheap: a sample of 300 is off by up to 0.01. */
const sampledOfFew = 300;
const sampledOfMany = 100;
const littleWork = 5e8;
const tripletCount = 50_000;

/**
 * Measures layouts of the same rows by cosine, on a seeded sample against all rows. Independent of the engine’s
 * own measure: float64, ranks by sorting.
 */
export function qualitiesOf(rows: RowFile, pictures: readonly Float32Array[]): Quality[] {
  const { count, dimension } = rows;
  const values = readRows(rows);
  const lengths = Float64Array.from({ length: count }, (_, row) =>
    Math.sqrt(dot(values, dimension, row, row)),
  );
  const far = (a: number, b: number): number =>
    1 - dot(values, dimension, a, b) / (lengths[a]! * lengths[b]!);
  const random = createRandom(17);
  const sample = sampleOf(rows, random);
  const k = Math.min(neighbours, Math.floor((count - 1) / 3));
  const sums = pictures.map(() => ({ trust: 0, continuity: 0, kept: 0 }));
  for (const row of sample) {
    const full = Float64Array.from({ length: count }, (_, other) => far(row, other));
    const fullRanks = ranksOf(full, row);
    pictures.forEach((xy, at) => {
      const shown = Float64Array.from({ length: count }, (_, other) => planeGap(xy, row, other));
      const shownRanks = ranksOf(shown, row);
      for (let other = 0; other < count; other++) {
        const inFull = fullRanks[other]!;
        const inShown = shownRanks[other]!;
        if (inShown <= k && inFull > k) sums[at]!.trust += inFull - k;
        if (inFull <= k && inShown > k) sums[at]!.continuity += inShown - k;
        if (inFull <= k && inShown <= k && other !== row) sums[at]!.kept++;
      }
    });
  }
  const scale = 2 / (sample.length * k * (2 * count - 3 * k - 1));
  const triplets = tripletsOf(count, random);
  return pictures.map((xy, at) => ({
    trustworthiness: 1 - scale * sums[at]!.trust,
    continuity: 1 - scale * sums[at]!.continuity,
    preservation: sums[at]!.kept / (sample.length * k),
    triplets: shareOfTriplets(triplets, far, (a, b) => planeGap(xy, a, b)),
  }));
}

/** Returns one row from each stretch of equal length. */
function sampleOf({ count, dimension }: RowFile, random: { next(): number }): number[] {
  const wanted =
    count < fewRows
      ? Math.max(sampledOfFew, Math.floor(littleWork / (count * dimension)))
      : sampledOfMany;
  const length = Math.min(count, wanted);
  return Array.from({ length }, (_, at) => Math.floor(((at + random.next()) * count) / length));
}

function dot(values: Float32Array, dimension: number, a: number, b: number): number {
  let sum = 0;
  for (let d = 0; d < dimension; d++)
    sum += values[a * dimension + d]! * values[b * dimension + d]!;
  return sum;
}

function planeGap(xy: Float32Array, a: number, b: number): number {
  return Math.hypot(xy[a * 2]! - xy[b * 2]!, xy[a * 2 + 1]! - xy[b * 2 + 1]!);
}

/** Returns the rank of each row by distance, from 1; the row itself has rank 0. */
function ranksOf(distances: Float64Array, row: number): Int32Array {
  const own = distances.slice();
  own[row] = -Infinity;
  const order = Uint32Array.from(own, (_, at) => at).sort((a, b) => own[a]! - own[b]!);
  const ranks = new Int32Array(order.length);
  order.forEach((at, rank) => (ranks[at] = rank));
  return ranks;
}

type Triplet = readonly [number, number, number];

function tripletsOf(count: number, random: { next(): number }): Triplet[] {
  const any = (): number => Math.floor(random.next() * count);
  return Array.from({ length: tripletCount }, (): Triplet => [any(), any(), any()]);
}

function shareOfTriplets(
  triplets: readonly Triplet[],
  full: (a: number, b: number) => number,
  shown: (a: number, b: number) => number,
): number {
  const agreeing = triplets.filter(
    ([a, b, c]) => full(a, b) < full(a, c) === shown(a, b) < shown(a, c),
  );
  return agreeing.length / triplets.length;
}
