import type { ScoredRows } from '../structures/bestRows.ts';
import { ScoreAccumulator, PostingList } from './postingList.ts';
import type { SparseVector } from './sparseVector.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';

type Row = { readonly pk: number; readonly id: string; readonly vector: SparseVector };

/** Rows with the inner products of their vectors and a query's, summed in float64. */
export type SparseScores = ScoredRows & {
  /** By row. */
  readonly records: readonly ({ readonly pk: number; readonly id: string } | undefined)[];
};

/** Products that are added in one step. */
const productsAtOnce = 4096;

/** Fewer rows than this that are gone are not worth an upkeep. */
const smallWaste = 1024;

/**
 * The sparse vectors of a namespace in memory: for each index the rows that have it. A row never changes; a record that
 * is written again gets a new one, and rows that are gone are swept out once they are half of all.
 */
export class SparseRows {
  #rows: (Row | undefined)[] = [];
  #rowById = new Map<string, number>();
  #postings = new Map<number, PostingList>();

  get recordCount(): number {
    return this.#rowById.size;
  }

  /** Adds or replaces a record's vector; one without a vector is not here. */
  set(pk: number, id: string, vector: SparseVector | undefined): void {
    this.delete(id);
    if (vector !== undefined) this.#add({ pk, id, vector });
  }

  delete(id: string): void {
    const row = this.#rowById.get(id);
    if (row === undefined) return;
    this.#rows[row] = undefined;
    this.#rowById.delete(id);
    const wasted = this.#rows.length - this.#rowById.size;
    if (wasted > smallWaste && wasted > this.#rowById.size) this.#sweep();
  }

  vector(id: string): SparseVector | undefined {
    const row = this.#rowById.get(id);
    return row === undefined ? undefined : this.#rows[row]?.vector;
  }

  /** The records of the first step that are hits of the query, since they share an index with it. */
  *score(query: SparseVector): CooperativeTask<SparseScores> {
    const records = this.#rows.slice();
    const postings = this.#postings;
    const sums = new ScoreAccumulator(records.length);
    for (const [at, index] of query.indices.entries()) {
      const found = postings.get(index);
      if (found !== undefined) yield* addProducts(sums, found, query.values[at]!, records.length);
    }
    return { ...sums.take((row) => records[row] !== undefined), records };
  }

  #add(record: Row): void {
    const row = this.#rows.push(record) - 1;
    this.#rowById.set(record.id, row);
    const { indices, values } = record.vector;
    indices.forEach((index, at) => this.#postingsOf(index).add(row, values[at]!));
  }

  #postingsOf(index: number): PostingList {
    const postings = this.#postings.get(index) ?? new PostingList();
    this.#postings.set(index, postings);
    return postings;
  }

  #sweep(): void {
    const kept = this.#rows.filter((row) => row !== undefined);
    this.#rows = [];
    this.#rowById = new Map();
    this.#postings = new Map();
    for (const record of kept) this.#add(record);
  }
}

/** Postings are in the order of their rows: those behind `rowCount` came later. */
function* addProducts(
  sums: ScoreAccumulator,
  { rows, values }: Pick<PostingList, 'rows' | 'values'>,
  factor: number,
  rowCount: number,
): CooperativeTask<void> {
  for (let place = 0; place < rows.length && rows[place]! < rowCount; place++) {
    sums.add(rows[place]!, factor * values[place]!);
    if (place % productsAtOnce === 0) yield;
  }
}
