import type { ScoredRows } from '../structures/bestRows.ts';
import {
  recordsOfImage,
  rowRecordsImage,
  rowsById,
  type RowRecord,
  type RowRecordsImage,
} from '../structures/rowRecords.ts';
import { PostingBlock, type PostingBlockImage, type Postings } from './postingBlock.ts';
import { ScoreAccumulator } from './scoreAccumulator.ts';
import type { SparseVector } from './sparseVector.ts';
import { SparseVectors, type SparseVectorsImage } from './sparseVectors.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';

/**
 * The inverted index of a namespace's sparse vectors in memory. A row never changes: a rewritten record gets a new row. Rows
 * are compacted once half of them are removed.
 */
export class SparseRows {
  #records: (RowRecord | undefined)[] = [];
  #rowById = new Map<string, number>();
  #vectors = new SparseVectors();
  /** The postings of all rows below `#postedCount`, in row order. A search adds those of the others first. */
  #blocks: readonly PostingBlock[] = [];
  #postedCount = 0;
  /** The block that searches are building, one step each. */
  #building: { readonly task: CooperativeTask<PostingBlock>; readonly end: number } | undefined;

  get recordCount(): number {
    return this.#rowById.size;
  }

  /** About the bytes of an image. */
  get sizeBytes(): number {
    return 16 * this.#vectors.sizeOf(0, this.#vectors.count);
  }

  /** Adds or replaces a record's vector. Removes the record if it has none. */
  set(pk: number, id: string, vector: SparseVector | undefined): void {
    this.delete(id);
    if (vector === undefined) return;
    this.#rowById.set(id, this.#records.push({ pk, id }) - 1);
    this.#vectors.add(vector);
  }

  /** Removes a record. */
  delete(id: string): void {
    const row = this.#rowById.get(id);
    if (row === undefined) return;
    this.#records[row] = undefined;
    this.#rowById.delete(id);
    const removed = this.#records.length - this.#rowById.size;
    if (removed > minRemovedRows && removed > this.#rowById.size) this.#compact();
  }

  /** Removes records by their primary keys. */
  deletePks(pks: ReadonlySet<number>): void {
    for (const record of this.#records.slice())
      if (record !== undefined && pks.has(record.pk)) this.delete(record.id);
  }

  /** A record's vector. */
  vector(id: string): SparseVector | undefined {
    const row = this.#rowById.get(id);
    return row === undefined ? undefined : this.#vectors.at(row);
  }

  /** The records that share an index with the query, and their scores, as of the step in which scoring begins. */
  *score(query: SparseVector): CooperativeTask<SparseScores> {
    yield* this.prepare();
    const records = this.#records.slice();
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

  /** Adds the postings of rows that have none yet. Rows may be written between the steps; none is without at the last. */
  *prepare(): CooperativeTask<void> {
    while (this.#postedCount < this.#records.length) {
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

  /** Returns the content of the rows, which later writes do not change. Call it right after the last step of `prepare`. */
  image(): SparseRowsImage {
    return {
      records: rowRecordsImage(this.#records),
      vectors: this.#vectors.image(),
      blocks: this.#blocks.map(({ image }) => image),
    };
  }

  /** Becomes what an image holds. */
  restore({ records, vectors, blocks }: SparseRowsImage): void {
    this.#records = recordsOfImage(records);
    this.#rowById = rowsById(this.#records);
    this.#vectors = new SparseVectors(vectors);
    this.#blocks = blocks.map((block) => new PostingBlock(block));
    this.#postedCount = this.#records.length;
    this.#building = undefined;
  }

  /**
   * Begins a block of the rows without postings. It replaces the blocks before it that are not larger, so that blocks are
   * few and a value is written again a few times at most.
   */
  #build(): { task: CooperativeTask<PostingBlock>; end: number } {
    const end = this.#records.length;
    let firstRow = this.#postedCount;
    let size = this.#vectors.sizeOf(firstRow, end);
    for (const block of this.#blocks.toReversed()) {
      if (block.size > size) break;
      firstRow = block.firstRow;
      size += block.size;
    }
    return { task: PostingBlock.build(this.#vectors.image(), firstRow), end };
  }

  #compact(): void {
    const vectors = new SparseVectors();
    for (let row = 0; row < this.#records.length; row++)
      if (this.#records[row] !== undefined) vectors.add(this.#vectors.at(row));
    this.#records = this.#records.filter((record) => record !== undefined);
    this.#rowById = rowsById(this.#records);
    this.#vectors = vectors;
    this.#blocks = [];
    this.#postedCount = 0;
    this.#building = undefined;
  }
}

/** Rows in ascending order, with the inner products of their vectors and the query, summed in float64. */
export type SparseScores = ScoredRows & {
  /** By row. */
  readonly records: readonly (RowRecord | undefined)[];
  /** Returns the row of a record, unless it was written since. */
  readonly find: (id: string) => number | undefined;
};

/** Everything that sparse rows hold, with postings of all of them. */
export type SparseRowsImage = {
  readonly records: RowRecordsImage;
  readonly vectors: SparseVectorsImage;
  readonly blocks: readonly PostingBlockImage[];
};

/** Products added in one step: about a tenth of a millisecond. */
const productsAtOnce = 65_536;

/** Removed rows are compacted only if there are more than this. */
const minRemovedRows = 1024;

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
