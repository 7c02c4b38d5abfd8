import { SegmentScorer, floatLayout, type ExactQuery } from './floatSegment.ts';
import type { MemoryRef } from './codeSegment.ts';

/** Rows that are in memory, rising, to be scored exactly. Plain data: it goes to other threads. */
export type ScorePlan = {
  readonly dimension: number;
  /** Rows in a memory. */
  readonly capacity: number;
  /** By segment; the rows' own are there. */
  readonly segments: readonly (MemoryRef | undefined)[];
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

  forget(id: number): void {
    this.#scorers.delete(id);
  }

  /** In the order of the rows. */
  score(plan: ScorePlan): Float64Array {
    const { rows, capacity, query } = plan;
    const scores = new Float64Array(rows.length);
    for (let start = 0, end = 0; start < rows.length; start = end) {
      const segment = Math.floor(rows[start]! / capacity);
      const firstRow = segment * capacity;
      while (end < rows.length && rows[end]! < firstRow + capacity) end++;
      const local = rows.slice(start, end).map((row) => row - firstRow);
      this.#bind(plan, segment).score(query, local, scores.subarray(start, end));
    }
    return scores;
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
