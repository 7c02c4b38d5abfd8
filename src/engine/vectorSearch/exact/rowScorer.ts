import { SegmentScorer, floatLayout, type ExactQuery } from './floatSegment.ts';
import type { SegmentRef } from '../quantize/quantizedSegment.ts';

/** Computes exact scores of rows in memory, in one thread. Caches a kernel for each segment until `releaseSegment`. */
export class RowScorer {
  readonly #module: WebAssembly.Module;
  readonly #threadIndex: number;
  readonly #scorers = new Map<number, SegmentScorer>();

  constructor(module: WebAssembly.Module, threadIndex: number) {
    this.#module = module;
    this.#threadIndex = threadIndex;
  }

  /** Drops what is cached for a segment. */
  releaseSegment(id: number): void {
    this.#scorers.delete(id);
  }

  /** The scores in the order of the rows. */
  score(plan: ScorePlan): Float64Array {
    const scores = new Float64Array(plan.rows.length);
    this.scoreInto(plan, scores);
    return scores;
  }

  /** Writes the scores in the order of the rows. */
  scoreInto(plan: ScorePlan, scores: Float64Array): void {
    const { rows, capacity, query } = plan;
    for (let start = 0, end = 0; start < rows.length; start = end) {
      const segment = Math.floor(rows[start]! / capacity);
      const firstRow = segment * capacity;
      end = firstAtLeast(rows, firstRow + capacity, start);
      const scorer = this.#bind(plan, segment);
      scorer.score(query, rows.subarray(start, end), firstRow, scores.subarray(start, end));
    }
  }

  #bind({ dimension, capacity, segments }: ScorePlan, at: number): SegmentScorer {
    const { id, memory } = segments[at]!;
    const scorer =
      this.#scorers.get(id) ??
      new SegmentScorer(this.#module, memory, floatLayout(dimension, capacity), this.#threadIndex);
    this.#scorers.set(id, scorer);
    return scorer;
  }
}

/** Rows in memory to score exactly, in ascending order. Plain data that threads exchange. */
export type ScorePlan = {
  readonly dimension: number;
  /** Rows of a segment. */
  readonly capacity: number;
  /** By segment; defined for segments that have a row to score. */
  readonly segments: readonly (SegmentRef | undefined)[];
  readonly rows: Uint32Array;
  readonly query: ExactQuery;
};

/** The index of the first value that is at least `least`, from `start` on. The values ascend. */
function firstAtLeast(values: Uint32Array, least: number, start: number): number {
  let [low, high] = [start, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
