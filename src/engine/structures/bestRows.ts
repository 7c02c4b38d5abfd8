import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import { selectKthLargest } from './kthLargest.ts';
import { sortCooperatively } from './sortCooperatively.ts';

/** Rows with a score each, in no order. */
export type ScoredRows = { readonly rows: Uint32Array; readonly scores: Float64Array };

export type ScoredRow = { readonly row: number; readonly score: number };

export type BestRowsOptions = {
  readonly topK: number;
  /** Orders rows of equal score. */
  readonly isBefore: (row: number, other: number) => boolean;
  /** Asked from the best row on, until there are enough. */
  readonly accepts?: ((row: number) => boolean) | undefined;
};

/** How many rows more each round looks at, where many were not accepted, and the most that it adds. */
const growth = 4;
const maxAdded = 10_000;

/** The rows of the highest scores, the best first. Scores are rounded to the float32 numbers that are answered. */
export function* bestRows(
  candidates: ScoredRows,
  { topK, isBefore, accepts }: BestRowsOptions,
): CooperativeTask<ScoredRow[]> {
  const { rows } = candidates;
  const scores = Float32Array.from(candidates.scores);
  const compare = (a: number, b: number): number =>
    scores[b]! - scores[a]! || (isBefore(rows[a]!, rows[b]!) ? -1 : 1);
  const best: ScoredRow[] = [];
  for (const places of bestPlaces(scores, accepts === undefined ? topK : deeper(topK))) {
    for (const place of yield* sortCooperatively(places, compare)) {
      if (best.length === topK) return best;
      const row = rows[place]!;
      if (accepts?.(row) ?? true) best.push({ row, score: scores[place]! });
      if (accepts !== undefined) yield;
    }
    if (best.length === topK) return best;
  }
  return best;
}

function deeper(depth: number): number {
  return Math.min(growth * depth, depth + maxAdded);
}

/**
 * Places of the highest scores in no order, at least `count`, then those of the next, more each time: selecting numbers
 * is cheaper than comparing rows.
 */
function* bestPlaces(scores: Float32Array, count: number): Generator<Uint32Array> {
  let above: number | undefined;
  const isBelow = (score: number): boolean => above === undefined || score < above;
  for (let depth = count; depth < scores.length; depth = deeper(depth)) {
    const threshold = selectKthLargest(scores.slice(), depth);
    if (!isBelow(threshold)) continue;
    yield placesOf(scores, (score) => score >= threshold && isBelow(score));
    above = threshold;
  }
  yield placesOf(scores, isBelow);
}

function placesOf(scores: Float32Array, isWanted: (score: number) => boolean): Uint32Array {
  const places: number[] = [];
  for (let place = 0; place < scores.length; place++)
    if (isWanted(scores[place]!)) places.push(place);
  return Uint32Array.from(places);
}
