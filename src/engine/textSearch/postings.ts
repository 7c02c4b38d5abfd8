/** The posting list of a term. Entries are in row order: the row, the number of positions, the positions. */
export type Postings = {
  readonly term: string;
  entries: Uint32Array;
  /** Number of live rows with the term. */
  frequency: number;
};

/** Entries read in one step of a cooperative task. */
export const entriesAtOnce = 1024;

/** Reads a posting list from row to row. */
export class PostingReader {
  readonly postings: Postings;
  #at = 0;

  constructor(postings: Postings) {
    this.postings = postings;
  }

  /** The row that the reader is at, `Infinity` after the last one. */
  get row(): number {
    return this.postings.entries[this.#at] ?? Infinity;
  }

  /** The number of positions in the row. */
  get count(): number {
    return this.postings.entries[this.#at + 1] ?? 0;
  }

  /** The positions in the row, ascending. */
  get positions(): Uint32Array {
    return this.postings.entries.subarray(this.#at + 2, this.#at + 2 + this.count);
  }

  /** Moves to the first row from `row` on, by a limited number of entries. Returns whether it is there. */
  moveTo(row: number): boolean {
    for (let moved = 0; this.row < row; moved++) {
      if (moved === entriesAtOnce) return false;
      this.#at += 2 + this.count;
    }
    return true;
  }
}
