/** Rows with the score that a query gives them. Keeps a number for each row that there is, found or not. */
export class RowScores {
  readonly #scores: Float64Array;
  /** 1 for a row that is found. */
  readonly #found: Uint8Array;

  constructor(rowCount: number) {
    this.#scores = new Float64Array(rowCount);
    this.#found = new Uint8Array(rowCount);
  }

  /** Adds to the row's score; one that was not found is found then. */
  add(row: number, score: number): void {
    this.#scores[row] = this.#scores[row]! + score;
    this.#found[row] = 1;
  }

  /** All rows of the other, which has as many rows. */
  addAll(other: RowScores): void {
    for (let row = 0; row < this.#found.length; row++)
      if (other.#found[row] === 1) this.add(row, other.#scores[row]!);
  }

  /** Adds the other's scores; only the rows that both have stay. */
  addWhereBoth(other: RowScores): void {
    for (let row = 0; row < this.#found.length; row++) {
      if (this.#found[row] === 0) continue;
      if (other.#found[row] === 1) this.add(row, other.#scores[row]!);
      else this.delete(row);
    }
  }

  /** Takes the other's rows away. */
  deleteAll(other: RowScores): void {
    for (let row = 0; row < this.#found.length; row++)
      if (other.#found[row] === 1) this.delete(row);
  }

  delete(row: number): void {
    this.#found[row] = 0;
    this.#scores[row] = 0;
  }

  scale(factor: number): void {
    for (let row = 0; row < this.#scores.length; row++)
      this.#scores[row] = this.#scores[row]! * factor;
  }

  has(row: number): boolean {
    return this.#found[row] === 1;
  }

  /** The rows that are found, in their order, and their scores. */
  take(): { rows: Uint32Array; scores: Float64Array } {
    let count = 0;
    for (let row = 0; row < this.#found.length; row++) count += this.#found[row]!;
    const rows = new Uint32Array(count);
    for (let row = 0, at = 0; at < count; row++) if (this.#found[row] === 1) rows[at++] = row;
    return { rows, scores: Float64Array.from(rows, (row) => this.#scores[row]!) };
  }
}
