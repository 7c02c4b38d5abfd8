/** The rows that a text query matches, and their scores. Stores a number for every row, matching or not. */
export class RowScores {
  readonly rowCount: number;
  readonly #scores: Float64Array;
  /** 1 for a row that matches. */
  readonly #isMatch: Uint8Array;

  constructor(rowCount: number) {
    this.rowCount = rowCount;
    this.#scores = new Float64Array(rowCount);
    this.#isMatch = new Uint8Array(rowCount);
  }

  /** Removes all rows. */
  clear(): void {
    this.#scores.fill(0);
    this.#isMatch.fill(0);
  }

  /** Adds to the row's score and makes the row match. */
  add(row: number, score: number): void {
    this.#scores[row] = this.#scores[row]! + score;
    this.#isMatch[row] = 1;
  }

  /** Adds all rows and scores of `other`, which has the same number of rows. */
  addAll(other: RowScores): void {
    for (let row = 0; row < this.rowCount; row++)
      if (other.#isMatch[row] === 1) this.add(row, other.#scores[row]!);
  }

  /** Adds the scores of `other` to the rows that match here. */
  addToMatches(other: RowScores): void {
    for (let row = 0; row < this.rowCount; row++)
      if (this.#isMatch[row] === 1) this.add(row, other.#scores[row]!);
  }

  /** Removes the rows that do not match in `other`, and adds its scores to the rest. */
  addWhereBoth(other: RowScores): void {
    for (let row = 0; row < this.rowCount; row++) {
      if (this.#isMatch[row] === 0) continue;
      if (other.#isMatch[row] === 1) this.add(row, other.#scores[row]!);
      else this.#delete(row);
    }
  }

  /** Removes the rows that match in `other`. */
  deleteAll(other: RowScores): void {
    for (let row = 0; row < this.rowCount; row++) if (other.#isMatch[row] === 1) this.#delete(row);
  }

  #delete(row: number): void {
    this.#isMatch[row] = 0;
    this.#scores[row] = 0;
  }

  /** Whether the row matches. */
  has(row: number): boolean {
    return this.#isMatch[row] === 1;
  }

  /** The matching rows in ascending order, and their scores. */
  take(): { rows: Uint32Array; scores: Float64Array } {
    let count = 0;
    for (let row = 0; row < this.rowCount; row++) count += this.#isMatch[row]!;
    const rows = new Uint32Array(count);
    for (let row = 0, at = 0; at < count; row++) if (this.#isMatch[row] === 1) rows[at++] = row;
    return { rows, scores: Float64Array.from(rows, (row) => this.#scores[row]!) };
  }
}
