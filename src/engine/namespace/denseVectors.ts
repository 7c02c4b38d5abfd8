import { throwIfAborted } from '../../common/async.ts';
import type { Disposable } from '../../common/disposables.ts';
import type { Filter } from '../../model/filter/filter.ts';
import type { Metadata } from '../../model/record.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import { rowsOf, countBits } from '../structures/bitSet.ts';
import { codesVersion } from '../vectorSearch/quantize/quantizedSegment.ts';
import type { RowsOnDiskImage } from '../vectorSearch/disk/rowsOnDisk.ts';
import { FloatFile } from '../vectorSearch/disk/floatFile.ts';
import type { ScoredRows } from '../structures/bestRows.ts';
import type { Search, Searcher } from '../vectorSearch/searcher.ts';
import { VectorRows } from '../vectorSearch/rows/vectorRows.ts';
import type { CodesKind, RowsImage } from './snapshots/rowsFile.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { FilteredRows } from './filters/filteredRows.ts';
import { fillVectorMemory } from './fillVectorMemory.ts';
import type { Hit } from './hybridHits.ts';
import type { ColumnsImage, NumberedRows } from './filters/columnsImage.ts';
import { MetadataColumns, type RowSource } from './filters/metadataColumns.ts';
import { RowIds } from '../structures/rowIds.ts';
import { sortCooperatively } from '../structures/sortCooperatively.ts';

/** The records of a namespace on disk, and the searcher of its vectors. */
export type DenseSource = {
  readonly dimension: number;
  readonly metric: Metric;
  readonly searcher: Searcher;
  readonly readMetadata: () => Iterable<{ id: string; metadata: Metadata }>;
  readonly readVector: (pk: number) => Float32Array;
  /** Called when columns of metadata have been read from disk. */
  readonly onColumnsLoaded?: () => void;
};

/** The files of a snapshot. */
export type SnapshotFiles = {
  /** Fills the memories of codes, each from one file. Rejects if a file does not match its checksum. */
  readonly fill: (memories: readonly (readonly Uint8Array[])[]) => Promise<void>;
  /** The path of the file with float32 vectors. */
  readonly floats: string;
};

/** Bytes of vectors that are copied from the database to the file in one slice. */
const copySliceBytes = 1024 * 1024;

/** Columns of metadata that no filter has asked for take a tenth of the codes, or this if that is more. */
const unaskedShare = 10;
const minUnaskedBytes = 16 * 1024 * 1024;

/** Records that pass a filter are few if they are at most this part of all: 1 / 8. */
const fewShare = 8;

/** A query for dense vectors. */
export type DenseQuery = {
  readonly vector: Float32Array;
  readonly topK: number;
  /** The rows to search; all if it is absent. */
  readonly among?: FilteredRows | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Searches on this thread alone, before any other work. */
  readonly isExclusive?: boolean;
};

/** A query for the scores of certain records. */
export type DenseScores = Omit<DenseQuery, 'topK' | 'signal'> & { readonly ids: readonly string[] };

/** The dense vectors of a namespace in memory, with ids and filterable metadata by row. */
export class DenseVectors implements Disposable {
  readonly #source: DenseSource;
  readonly #vectors: VectorRows;
  readonly #columns: MetadataColumns;
  readonly #ids = new RowIds();
  #pks: Float64Array = new Float64Array(64);

  constructor(source: DenseSource) {
    const { searcher, dimension, metric } = source;
    this.#source = source;
    this.#columns = new MetadataColumns({
      onLoaded: source.onColumnsLoaded,
      maxUnaskedBytes: () => Math.max(minUnaskedBytes, this.codeBytes / unaskedShare),
    });
    this.#vectors = new VectorRows(searcher.context, dimension, metric === 'cosine');
  }

  dispose(): void {
    this.#vectors.dispose();
  }

  /** Adds or replaces a record. Pass `metadata`, except while loading, before any filter has run. */
  set(pk: number, id: string, values: Float32Array, metadata?: Metadata): void {
    this.delete(id);
    const row = this.#vectors.add(values);
    this.#ids.set(row, id);
    if (row >= this.#pks.length) {
      const pks = new Float64Array(2 * row);
      pks.set(this.#pks);
      this.#pks = pks;
    }
    this.#pks[row] = pk;
    if (metadata !== undefined) this.#columns.set(row, metadata);
  }

  /** Replaces the metadata of a record and keeps its vector. */
  setMetadata(id: string, metadata: Metadata): void {
    const row = this.#ids.find(id);
    if (row !== undefined) this.#columns.set(row, metadata);
  }

  delete(id: string): void {
    const row = this.#ids.delete(id);
    if (row !== undefined) this.#vectors.remove(row);
  }

  get isDisposed(): boolean {
    return this.#vectors.isDisposed;
  }

  /** The number of records with a dense vector. */
  get count(): number {
    return this.#vectors.liveCount;
  }

  get codeBytes(): number {
    return this.#vectors.count * this.#vectors.quantizedLayout.stride;
  }

  /** Snapshot files of another kind cannot be restored into these vectors. */
  get kind(): CodesKind {
    const { dimension, metric } = this.#source;
    return { codesVersion, dimension, metric };
  }

  /** A copy of everything about the rows except their codes. */
  image(): RowsImage {
    const { count, prefixes } = this.#vectors;
    return {
      count,
      live: new Uint32Array(this.#vectors.mask()),
      pks: this.#pks.slice(0, count),
      ids: this.#ids.image(count),
      prefixes: prefixes.image(),
      filed: this.#vectors.onDisk.image(),
    };
  }

  /** The codes and prefixes of an image's rows, by memory. These are views: the next write may change them. */
  codes({ count, prefixes }: RowsImage): readonly (readonly Uint8Array[])[] {
    return this.#vectors.segmentViews(count, prefixes);
  }

  /**
   * Restores rows from an image and the files of its snapshot. Call it on empty vectors and set nothing meanwhile. Rejects
   * if a file of codes does not match its checksum: then dispose these vectors. The file of float32 vectors is optional.
   */
  async restore(image: RowsImage, files: SnapshotFiles): Promise<void> {
    const { count, live, pks, ids, prefixes, filed } = image;
    this.#vectors.allocateSegments(count);
    await files.fill(this.#vectors.segmentViews(count, prefixes));
    if (filed !== undefined) this.#openFloats(files.floats, filed);
    this.#vectors.restore(count, live, prefixes);
    this.#pks = pks;
    this.#ids.restore(ids);
  }

  /** About the bytes of `columnsImage`. */
  get columnBytes(): number {
    return this.#columns.sizeBytes(this.#vectors.count);
  }

  /** A copy of the columns of metadata in memory. */
  columnsImage(): ColumnsImage {
    return this.#columns.image(this.#numberedRows());
  }

  /** Takes over columns of metadata. Call it before the first filter. */
  restoreColumns(image: ColumnsImage): void {
    this.#columns.restore(image, this.#numberedRows());
  }

  #numberedRows(): NumberedRows {
    const rows = rowsOf(new Uint32Array(this.#vectors.mask()), this.count);
    return { rows, pks: this.#pks.subarray(0, this.#vectors.count) };
  }

  /** The number of vectors that are only in the database: memory has no room for them, and the file lacks them. */
  get databaseOnlyCount(): number {
    return this.#vectors.hasRoom ? 0 : countBits(this.#databaseOnly());
  }

  /**
   * Writes the vectors that are only in the database to a file, and flushes it. Replaces a file of other vectors. Records
   * may be written meanwhile.
   */
  async writeFloats(file: string, signal: AbortSignal): Promise<void> {
    const { onDisk: filed } = this.#vectors;
    if (this.databaseOnlyCount > 0) await this.#copyToFile(file, signal);
    await filed.file?.sync();
  }

  async #copyToFile(file: string, signal: AbortSignal): Promise<void> {
    const { onDisk: filed, dimension } = this.#vectors;
    if (filed.file === undefined) filed.open(FloatFile.create(file, dimension));
    else await filed.file.renew();
    const atOnce = Math.max(1, Math.floor(copySliceBytes / (4 * dimension)));
    const rows = rowsOf(this.#databaseOnly(), this.databaseOnlyCount);
    for (let first = 0; first < rows.length; first += atOnce) {
      throwIfAborted(signal);
      if (this.isDisposed) return;
      const some = rows.subarray(first, first + atOnce).filter((row) => this.#vectors.isLive(row));
      await filed.write(some, (row) => this.#source.readVector(this.#pks[row]!));
    }
  }

  /** The rows whose vectors are only in the database, as bits. */
  #databaseOnly(): Uint32Array {
    const words = new Uint32Array(this.#vectors.mask()).slice();
    this.#vectors.onDisk.subtractFrom(words);
    return words;
  }

  #openFloats(file: string, { stamp, rows }: RowsOnDiskImage): void {
    try {
      this.#vectors.onDisk.open(FloatFile.open(file, this.#vectors.dimension, stamp), rows);
    } catch {
      // Searches read these vectors from the database until the file is written again.
    }
  }

  /** Deletes records by their primary keys. */
  deletePks(pks: ReadonlySet<number>): void {
    if (pks.size === 0) return;
    const live = new Uint32Array(this.#vectors.mask());
    for (const row of rowsOf(live, this.count))
      if (pks.has(this.#pks[row]!)) this.delete(this.#ids.at(row));
  }

  /** Announces how many records will be set. */
  setExpectedCount(count: number): void {
    this.#vectors.setExpectedCount(count);
  }

  /** Call it once all records are set. Starts search threads, and reads vectors into memory in the background. */
  finishLoading(): void {
    this.#source.searcher.startThreadsFor(this.#vectors);
    void fillVectorMemory(this.#vectors, (row) => this.#source.readVector(this.#pks[row]!));
  }

  /** Computes the prefixes that make searches faster, if they are due. */
  buildPrefixes(): Promise<void> {
    return this.#source.searcher.buildPrefixes(this.#vectors, this.#source.metric);
  }

  /** The vector of a record, if it has one. This may be a view: the next write may change it. */
  values(id: string): Float32Array | undefined {
    const row = this.isDisposed ? undefined : this.#ids.find(id);
    if (row === undefined) return undefined;
    return this.#vectors.resident(row) ?? this.#source.readVector(this.#pks[row]!);
  }

  /** Finds the rows that pass a filter. The caller releases them. */
  filter(filter: Filter): CooperativeTask<FilteredRows> {
    return this.#columns.filter(filter, () => this.#rowSource());
  }

  /** Reads the columns of metadata, so that no filter has to. */
  loadColumns(): CooperativeTask<void> {
    return this.#columns.loadAll(() => this.#rowSource());
  }

  #rowSource(): RowSource {
    return { count: this.#vectors.count, onDisk: this.#rowsOnDisk() };
  }

  /**
   * Finds the ids after `after` that pass a filter, in bytewise order, at most `count`. Undefined if so many records pass
   * that reading all in that order is sooner done, or the vectors were disposed.
   */
  *passingIds(
    filter: Filter,
    after: string,
    count: number,
  ): CooperativeTask<readonly string[] | undefined> {
    const among = yield* this.filter(filter);
    try {
      if (this.isDisposed) return undefined;
      const words = new Uint32Array(this.#vectors.mask(among.words));
      const passing = countBits(words);
      if (passing * fewShare > this.count) return undefined;
      const rows = this.#ids.rowsAfter(rowsOf(words, passing), after);
      const sorted = yield* sortCooperatively(rows, (one, other) =>
        this.#ids.isBefore(one, other) ? -1 : 1,
      );
      return this.isDisposed ? undefined : this.#ids.all(sorted.subarray(0, count));
    } finally {
      among.release();
    }
  }

  /**
   * The best hits first, those of equal score by id. Undefined if a hit was written meanwhile or the vectors were disposed:
   * then search again.
   */
  async search(query: DenseQuery): Promise<Hit[] | undefined> {
    if (this.isDisposed) return undefined;
    const { searcher } = this.#source;
    const { among, isExclusive = false } = query;
    const search = this.#searchOf(query);
    const found = isExclusive ? searcher.searchSync(search) : await searcher.search(search);
    if (found === undefined || this.isDisposed) return undefined;
    // Metadata may have changed while the search ran.
    const isPassing = found.rows.every((row) => among?.has(row) ?? true);
    return isPassing ? this.#hits(found) : undefined;
  }

  /** Returns a test of ids: whether the record is among the rows at the moment of the test. */
  passes(among: FilteredRows): (id: string) => boolean {
    return (id) => {
      const row = this.#ids.find(id);
      return row !== undefined && among.has(row);
    };
  }

  /**
   * The scores of records, not rounded; NaN for one that is not among the rows or has no dense vector. Undefined if a vector
   * was removed meanwhile or the vectors were disposed: then search again.
   */
  async scores(query: DenseScores): Promise<Float64Array | undefined> {
    if (this.isDisposed) return undefined;
    const { searcher, metric } = this.#source;
    const { ids, vector, among, isExclusive = false } = query;
    const places = new Map<number, number>();
    ids.forEach((id, place) => {
      const row = this.#ids.find(id);
      if (row !== undefined && (among?.has(row) ?? true)) places.set(row, place);
    });
    const rows = Uint32Array.from(places.keys());
    const request = {
      vectors: this.#vectors,
      metric,
      query: vector,
      readVector: (row: number) => this.#source.readVector(this.#pks[row]!),
    };
    const scored = isExclusive
      ? searcher.scoreSync(request, rows)
      : await searcher.score(request, rows);
    if (scored === undefined || this.isDisposed) return undefined;
    const scores = new Float64Array(ids.length).fill(Number.NaN);
    scored.rows.forEach((row, at) => (scores[places.get(row)!] = scored.scores[at]!));
    return scores;
  }

  /** The number of records among the rows. */
  countAmong(among: FilteredRows): number {
    return countBits(new Uint32Array(this.#vectors.mask(among.words)));
  }

  /** The primary keys of the records among the rows. */
  pksAmong(among: FilteredRows): Float64Array {
    const words = new Uint32Array(this.#vectors.mask(among.words));
    return Float64Array.from(rowsOf(words, countBits(words)), (row) => this.#pks[row]!);
  }

  #searchOf({ vector, topK, among, signal }: DenseQuery): Search {
    return {
      vectors: this.#vectors,
      metric: this.#source.metric,
      query: vector,
      topK,
      isBefore: (row, other) => this.#ids.isBefore(row, other),
      readVector: (row) => this.#source.readVector(this.#pks[row]!),
      ...(among === undefined ? {} : { allowedRows: among.words }),
      ...(signal === undefined ? {} : { signal }),
    };
  }

  #hits({ rows, scores }: ScoredRows): Hit[] {
    return this.#ids
      .all(rows)
      .map((id, at) => ({ pk: this.#pks[rows[at]!]!, id, score: scores[at]! }));
  }

  *#rowsOnDisk(): Generator<{ row: number; metadata: Metadata }> {
    for (const { id, metadata } of this.#source.readMetadata()) {
      const row = this.#ids.find(id);
      if (row !== undefined) yield { row, metadata };
    }
  }
}
