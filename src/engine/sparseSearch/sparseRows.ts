import type { ScoredRows } from '../structures/bestRows.ts';
import { ScoreAccumulator, type Postings } from './postingList.ts';
import { PostingLists } from './postingLists.ts';
import type { SparseVector } from './sparseVector.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';

type Row = { readonly pk: number; readonly id: string; readonly vector: SparseVector };

/** Rows in ascending order, with the inner products of their vectors and the query, summed in float64. */
export type SparseScores = ScoredRows & {
  /** By row. */
  readonly records: readonly ({ readonly pk: number; readonly id: string } | undefined)[];
  /** Returns the row of a record, unless it was written since. */
  readonly find: (id: string) => number | undefined;
};

/** Products added in one step: about a tenth of a millisecond. */
const productsAtOnce = 65_536;

/** Postings added in one step: some milliseconds. */
const postingsAtOnce = 65_536;

/** Removed rows are compacted only if there are more than this. */
const minRemovedRows = 1024;

/**
 * The inverted index of a namespace's sparse vectors in memory. A row never changes: a rewritten record gets a new row. Rows
 * are compacted once half of them are removed.
 */
export class SparseRows {
  #rows: (Row | undefined)[] = [];
  #rowById = new Map<string, number>();
  #postings = new PostingLists();
  /** The number of rows that have postings: a search adds those of the others first. */
  #postedCount = 0;

  get recordCount(): number {
    return this.#rowById.size;
  }

  /** Adds or replaces a record's vector. Removes the record if it has none. */
  set(pk: number, id: string, vector: SparseVector | undefined): void {
    this.delete(id);
    if (vector === undefined) return;
    this.#rowById.set(id, this.#rows.push({ pk, id, vector }) - 1);
  }

  /** Removes a record. */
  delete(id: string): void {
    const row = this.#rowById.get(id);
    if (row === undefined) return;
    this.#rows[row] = undefined;
    this.#rowById.delete(id);
    const removed = this.#rows.length - this.#rowById.size;
    if (removed > minRemovedRows && removed > this.#rowById.size) this.#compact();
  }

  /** A record's vector. */
  vector(id: string): SparseVector | undefined {
    const row = this.#rowById.get(id);
    return row === undefined ? undefined : this.#rows[row]?.vector;
  }

  /** The records that share an index with the query, and their scores, as of the step in which scoring begins. */
  *score(query: SparseVector): CooperativeTask<SparseScores> {
    yield* this.#addPostings();
    const records = this.#rows.slice();
    const postings = this.#postings;
    // Compaction makes a new map; this one keeps the rows of this moment.
    const rowById = this.#rowById;
    const sums = new ScoreAccumulator(records.length);
    for (const [at, index] of query.indices.entries()) {
      const found = postings.find(index);
      if (found !== undefined) yield* addProducts(sums, found, query.values[at]!, records.length);
    }
    const find = (id: string): number | undefined => {
      const row = rowById.get(id);
      return row !== undefined && row < records.length ? row : undefined;
    };
    return { ...sums.take((row) => records[row] !== undefined), records, find };
  }

  /** Adds the postings of rows that have none yet. Rows may be written between the steps. */
  *#addPostings(): CooperativeTask<void> {
    while (this.#postedCount < this.#rows.length) {
      const rows: number[] = [];
      const vectors: SparseVector[] = [];
      let size = 0;
      for (; this.#postedCount < this.#rows.length && size < postingsAtOnce; this.#postedCount++) {
        const vector = this.#rows[this.#postedCount]?.vector;
        if (vector === undefined) continue;
        rows.push(this.#postedCount);
        vectors.push(vector);
        size += vector.indices.length;
      }
      this.#postings.add(rows, vectors);
      yield;
    }
  }

  #compact(): void {
    this.#rows = this.#rows.filter((row) => row !== undefined);
    this.#rowById = new Map(this.#rows.map((record, row) => [record!.id, row]));
    this.#postings = new PostingLists();
    this.#postedCount = 0;
  }
}

/** Adds the products of one index. Postings are in row order: rows from `rowCount` on were added later. */
function* addProducts(
  sums: ScoreAccumulator,
  postings: Postings,
  factor: number,
  rowCount: number,
): CooperativeTask<void> {
  const end = lowerBound(postings.rows, rowCount);
  for (let from = 0; from < end; from += productsAtOnce) {
    sums.addProducts(postings, factor, from, Math.min(from + productsAtOnce, end));
    yield;
  }
}

/** The number of rows below `row`; the rows are in ascending order. */
function lowerBound(rows: Uint32Array, row: number): number {
  let low = 0;
  for (let high = rows.length; low < high;) {
    const middle = (low + high) >>> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
