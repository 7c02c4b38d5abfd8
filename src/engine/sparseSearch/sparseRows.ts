import type { ScoredRows } from '../structures/bestRows.ts';
import { PostingBlock, type Postings } from './postingBlock.ts';
import { ScoreAccumulator } from './scoreAccumulator.ts';
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

/** Removed rows are compacted only if there are more than this. */
const minRemovedRows = 1024;

/**
 * The inverted index of a namespace's sparse vectors in memory. A row never changes: a rewritten record gets a new row. Rows
 * are compacted once half of them are removed.
 */
export class SparseRows {
  #rows: (Row | undefined)[] = [];
  #rowById = new Map<string, number>();
  /** The postings of all rows below `#postedCount`, in row order. A search adds those of the others first. */
  #blocks: readonly PostingBlock[] = [];
  #postedCount = 0;
  /** The block that searches are building, one step each. */
  #building: { readonly task: CooperativeTask<PostingBlock>; readonly end: number } | undefined;

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
    const blocks = this.#blocks;
    // Compaction makes a new map; this one keeps the rows of this moment.
    const rowById = this.#rowById;
    const sums = new ScoreAccumulator(records.length);
    for (const block of blocks) {
      for (const [at, index] of query.indices.entries()) {
        const found = block.find(index);
        if (found !== undefined) yield* addProducts(sums, found, query.values[at]!);
      }
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
      const building = (this.#building ??= this.#build());
      const step = building.task.next();
      if (step.done === true) {
        const { firstRow } = step.value;
        const before = this.#blocks.filter((block) => block.firstRow < firstRow);
        this.#blocks = [...before, step.value];
        this.#postedCount = building.end;
        this.#building = undefined;
      }
      yield;
    }
  }

  /**
   * Begins a block of the rows without postings. It replaces the blocks before it that are not larger, so that blocks are
   * few and a value is written again a few times at most.
   */
  #build(): { task: CooperativeTask<PostingBlock>; end: number } {
    const end = this.#rows.length;
    const vectorsFrom = (row: number): (SparseVector | undefined)[] =>
      this.#rows.slice(row, end).map((record) => record?.vector);
    let firstRow = this.#postedCount;
    let size = vectorsFrom(firstRow).reduce((sum, one) => sum + (one?.indices.length ?? 0), 0);
    for (const block of this.#blocks.toReversed()) {
      if (block.size > size) break;
      firstRow = block.firstRow;
      size += block.size;
    }
    return { task: PostingBlock.build(firstRow, vectorsFrom(firstRow)), end };
  }

  #compact(): void {
    this.#rows = this.#rows.filter((row) => row !== undefined);
    this.#rowById = new Map(this.#rows.map((record, row) => [record!.id, row]));
    this.#blocks = [];
    this.#postedCount = 0;
    this.#building = undefined;
  }
}

/** Adds the products of one index. */
function* addProducts(
  sums: ScoreAccumulator,
  postings: Postings,
  factor: number,
): CooperativeTask<void> {
  const end = postings.rows.length;
  for (let from = 0; from < end; from += productsAtOnce) {
    sums.addProducts(postings, factor, from, Math.min(from + productsAtOnce, end));
    yield;
  }
}
