import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import { selectKthLargest } from './kthLargest.ts';
import { sortCooperatively } from './sortCooperatively.ts';

/** The rows of the highest scores, best first. Scores are rounded to float32, as in responses. */
export function* bestRows(
  candidates: ScoredRows,
  { topK, isBefore, accepts }: BestRowsOptions,
): CooperativeTask<ScoredRow[]> {
  const { rows } = candidates;
  const scores = new Float32Array(candidates.scores);
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
  for (let depth = count; depth < scores.length; depth = nextDepth(depth)) {
    const least = selectKthLargest(scores.slice(), depth);
    if (above !== undefined && least >= above) continue;
    yield indexesBetween(scores, least, above);
    above = least;
  }
  yield indexesBetween(scores, -Infinity, above);
}

/** The indexes of scores from `least` on and, where `above` is given, below it. */
function indexesBetween(
  scores: Float32Array,
  least: number,
  above: number | undefined,
): Uint32Array {
  const indexes = new Uint32Array(scores.length);
  let count = 0;
  // A loop, not a callback for each score.
  for (let index = 0; index < scores.length; index++) {
    const score = scores[index]!;
    if (score >= least && (above === undefined || score < above)) indexes[count++] = index;
  }
  return indexes.subarray(0, count);
}
