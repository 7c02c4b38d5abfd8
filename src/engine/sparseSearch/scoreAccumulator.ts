import type { Postings } from './postingBlock.ts';

/** The sum of each row's products, from several posting lists. Stores a number for every row. */
export class ScoreAccumulator {
  readonly #sums: Float64Array;
  readonly #isTouched: Uint8Array;

  constructor(rowCount: number) {
    this.#sums = new Float64Array(rowCount);
    this.#isTouched = new Uint8Array(rowCount);
  }

  /** Adds `factor` times the value of the postings from place `from` until `end`. */
  addProducts({ rows, values }: Postings, factor: number, from: number, end: number): void {
    const sums = this.#sums;
    const isTouched = this.#isTouched;
    for (let place = from; place < end; place++) {
      const row = rows[place]!;
      sums[row]! += factor * values[place]!;
      isTouched[row] = 1;
    }
  }

  /** The rows that were added to and pass, in ascending order, with their sums. */
  take(passes: (row: number) => boolean): { rows: Uint32Array; scores: Float64Array } {
    const rows = new Uint32Array(this.#sums.length);
    const scores = new Float64Array(this.#sums.length);
    let count = 0;
    for (let row = 0; row < rows.length; row++) {
      if (this.#isTouched[row] === 0 || !passes(row)) continue;
      rows[count] = row;
      scores[count++] = this.#sums[row]!;
    }
    return { rows: rows.subarray(0, count), scores: scores.subarray(0, count) };
  }
}
