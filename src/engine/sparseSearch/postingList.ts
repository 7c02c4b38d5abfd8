/** The rows with a value for one index of sparse vectors, in the order they were added. */
export class PostingList {
  #rows = new Uint32Array(4);
  #values = new Float32Array(4);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(row: number, value: number): void {
    if (this.#count === this.#rows.length) this.#grow();
    this.#rows[this.#count] = row;
    this.#values[this.#count] = value;
    this.#count++;
  }

  /** A view, valid until the next `add`. */
  get rows(): Uint32Array {
    return this.#rows.subarray(0, this.#count);
  }

  /** The rows' values: a view, valid until the next `add`. */
  get values(): Float32Array {
    return this.#values.subarray(0, this.#count);
  }

  #grow(): void {
    const rows = new Uint32Array(this.#count * 2);
    const values = new Float32Array(this.#count * 2);
    rows.set(this.#rows);
    values.set(this.#values);
    this.#rows = rows;
    this.#values = values;
  }
}

/** Adds up the scores of rows from several posting lists. Stores a number for every row. */
export class ScoreAccumulator {
  readonly #sums: Float64Array;
  readonly #isTouched: Uint8Array;
  readonly #touched: number[] = [];

  constructor(rowCount: number) {
    this.#sums = new Float64Array(rowCount);
    this.#isTouched = new Uint8Array(rowCount);
  }

  add(row: number, score: number): void {
    this.#sums[row] = this.#sums[row]! + score;
    if (this.#isTouched[row] === 1) return;
    this.#isTouched[row] = 1;
    this.#touched.push(row);
  }

  /** The rows that were added to and pass, with their sums. */
  take(passes: (row: number) => boolean): { rows: Uint32Array; scores: Float64Array } {
    const rows = Uint32Array.from(this.#touched.filter(passes));
    return { rows, scores: Float64Array.from(rows, (row) => this.#sums[row]!) };
  }
}
