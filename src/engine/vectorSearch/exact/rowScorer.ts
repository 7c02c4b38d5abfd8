import { SegmentScorer, floatLayout, type ExactQuery } from './floatSegment.ts';
import type { SegmentRef } from '../quantize/quantizedSegment.ts';

/** Rows that are in memory, rising, to be scored exactly. Plain data: it goes to other threads. */
export type ScorePlan = {
  readonly dimension: number;
  /** Rows in a memory. */
  readonly capacity: number;
  /** By segment; the rows' own are there. */
  readonly segments: readonly (SegmentRef | undefined)[];
  readonly rows: Uint32Array;
  readonly query: ExactQuery;
};

/** One thread's exact scores. Keeps a kernel for each memory until it is forgotten. */
export class RowScorer {
  readonly #module: WebAssembly.Module;
  readonly #slot: number;
  readonly #scorers = new Map<number, SegmentScorer>();

  constructor(module: WebAssembly.Module, slot: number) {
    this.#module = module;
    this.#slot = slot;
  }

  releaseSegment(id: number): void {
    this.#scorers.delete(id);
  }

  /** In the order of the rows. */
  score(plan: ScorePlan): Float64Array {
    const scores = new Float64Array(plan.rows.length);
    this.scoreInto(plan, scores);
    return scores;
  }

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
      new SegmentScorer(this.#module, memory, floatLayout(dimension, capacity), this.#slot);
    this.#scorers.set(id, scorer);
    return scorer;
  }
}

/** The place from `start` on of the first of the rising numbers that is not below `least`. */
function firstAtLeast(values: Uint32Array, least: number, start: number): number {
  let [low, high] = [start, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
