import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import { selectKthLargest } from './kthLargest.ts';
import { sortCooperatively } from './sortCooperatively.ts';

/** Rows with their scores, at the same index of each array. */
export type ScoredRows = { readonly rows: Uint32Array; readonly scores: Float64Array };

/** A row with its score. */
export type ScoredRow = { readonly row: number; readonly score: number };

/** How many rows are wanted and how they are ordered. */
export type BestRowsOptions = {
  readonly topK: number;
  /** Orders rows of equal score. */
  readonly isBefore: (row: number, other: number) => boolean;
  /** A filter. It is called from the best row on, until there are enough rows. */
  readonly accepts?: ((row: number) => boolean) | undefined;
};

/** Each round considers this many times the rows, and at most `maxAdded` more. */
const growth = 4;
const maxAdded = 10_000;

/** The rows of the highest scores, best first. Scores are rounded to float32, as in responses. */
export function* bestRows(
  candidates: ScoredRows,
  { topK, isBefore, accepts }: BestRowsOptions,
): CooperativeTask<ScoredRow[]> {
  const { rows } = candidates;
  const scores = Float32Array.from(candidates.scores);
  const compare = (a: number, b: number): number =>
    scores[b]! - scores[a]! || (isBefore(rows[a]!, rows[b]!) ? -1 : 1);
  const best: ScoredRow[] = [];
  for (const indexes of bestIndexes(scores, accepts === undefined ? topK : nextDepth(topK))) {
    for (const index of yield* sortCooperatively(indexes, compare)) {
      if (best.length === topK) return best;
      const row = rows[index]!;
      if (accepts?.(row) ?? true) best.push({ row, score: scores[index]! });
      if (accepts !== undefined) yield;
    }
    if (best.length === topK) return best;
  }
  return best;
}

/** The number of rows that the next round considers. */
function nextDepth(depth: number): number {
  return Math.min(growth * depth, depth + maxAdded);
}

/**
 * Indexes of the highest scores in any order, at least `count`, then those of the next highest, more each time. Selecting
 * numbers is cheaper than comparing rows.
 */
function* bestIndexes(scores: Float32Array, count: number): Generator<Uint32Array> {
  let above: number | undefined;
  const isBelow = (score: number): boolean => above === undefined || score < above;
  for (let depth = count; depth < scores.length; depth = nextDepth(depth)) {
    const threshold = selectKthLargest(scores.slice(), depth);
    if (!isBelow(threshold)) continue;
    yield indexesOf(scores, (score) => score >= threshold && isBelow(score));
    above = threshold;
  }
  yield indexesOf(scores, isBelow);
}

function indexesOf(scores: Float32Array, isWanted: (score: number) => boolean): Uint32Array {
  const indexes: number[] = [];
  for (let index = 0; index < scores.length; index++)
    if (isWanted(scores[index]!)) indexes.push(index);
  return Uint32Array.from(indexes);
}
