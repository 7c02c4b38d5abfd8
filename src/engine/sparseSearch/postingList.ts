/** Rows in ascending order, and the value of each. */
export type Postings = { readonly rows: Uint32Array; readonly values: Float32Array };

/** The rows with a value for one index of sparse vectors, in the order they were added. */
export class PostingList {
  #rows = new Uint32Array(4);
  #values = new Float32Array(4);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Adds the postings at `places` from `from` until `end`. Their rows come after all others. */
  add({ rows, values }: Postings, places: Uint32Array, from: number, end: number): void {
    const count = this.#count + end - from;
    if (count > this.#rows.length) this.#grow(count);
    for (let at = from; at < end; at++) {
      const place = places[at]!;
      this.#rows[this.#count] = rows[place]!;
      this.#values[this.#count++] = values[place]!;
    }
  }

  /** A view, valid until the next `add`. */
  get rows(): Uint32Array {
    return this.#rows.subarray(0, this.#count);
  }

  /** The rows' values: a view, valid until the next `add`. */
  get values(): Float32Array {
    return this.#values.subarray(0, this.#count);
  }

  #grow(count: number): void {
    const capacity = Math.max(count, 2 * this.#rows.length);
    const rows = new Uint32Array(capacity);
    const values = new Float32Array(capacity);
    rows.set(this.#rows);
    values.set(this.#values);
    this.#rows = rows;
    this.#values = values;
  }
}

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
