import { throwIfAborted } from '../../common/async.ts';
import type { Disposable } from '../../common/disposables.ts';
import type { Filter } from '../../model/filter/filter.ts';
import type { Metadata } from '../../model/record.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import { rowsOf, countBits } from '../structures/bitSet.ts';
import { codesVersion } from '../vectorSearch/quantize/quantizedSegment.ts';
import type { DiskVectorsImage } from '../vectorSearch/disk/diskVectors.ts';
import { FloatFile } from '../vectorSearch/disk/floatFile.ts';
import type { ScoredRows } from '../structures/bestRows.ts';
import type { Search, Searcher } from '../vectorSearch/searcher.ts';
import { VectorRows } from '../vectorSearch/rows/vectorRows.ts';
import type { CodesKind, RowsImage } from './snapshots/rowsFile.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { FilteredRows } from './filters/filteredRows.ts';
import { fillVectorMemory } from './fillVectorMemory.ts';
import { MetadataColumns } from './filters/metadataColumns.ts';
import { RowIds } from './rowIds.ts';

/** A record that was found: its number in the database, its id, its score. */
export type Match = { readonly pk: number; readonly id: string; readonly score: number };

/** Where a namespace comes from, and what searches it. */
export type NamespaceSource = {
  readonly dimension: number;
  readonly metric: Metric;
  readonly searcher: Searcher;
  readonly readMetadata: () => Iterable<{ id: string; metadata: Metadata }>;
  readonly readVector: (pk: number) => Float32Array;
};

/** Where a snapshot lies. */
export type SnapshotFiles = {
  /** Fills memories of codes, each from a file, part by part. Rejects where a file is not as it was written. */
  readonly fill: (memories: readonly (readonly Uint8Array[])[]) => Promise<void>;
  /** The file of the vectors. */
  readonly floats: string;
};

/** Bytes of vectors that are read from the database and written before other calls have their turn. */
const filedAtOnceBytes = 1024 * 1024;

/** Tries in threads before a search that others keep disturbing has this thread for itself. */
const maxTries = 3;

/** A namespace's vectors in memory, as they are on disk, ready to be searched. */
export class DenseVectors implements Disposable {
  readonly #source: NamespaceSource;
  readonly #vectors: VectorRows;
  readonly #columns = new MetadataColumns();
  readonly #ids = new RowIds();
  #pks: Float64Array = new Float64Array(64);

  constructor(source: NamespaceSource) {
    const { searcher, dimension, metric } = source;
    this.#source = source;
    this.#vectors = new VectorRows(searcher.context, dimension, metric === 'cosine');
  }

  dispose(): void {
    this.#vectors.dispose();
  }

  /** Adds or replaces a record. `metadata` is needed once filters have run, not while loading. */
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

  /** A record has other metadata; its vector stays. */
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

  /** Records that have a vector. */
  get count(): number {
    return this.#vectors.liveCount;
  }

  get codeBytes(): number {
    return this.#vectors.count * this.#vectors.quantizedLayout.stride;
  }

  /** What files have to be of to be read into this namespace. */
  get kind(): CodesKind {
    const { dimension, metric } = this.#source;
    return { codesVersion, dimension, metric };
  }

  /** What rows hold beside their codes, as it is now. */
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

  /** By memory, all that makes up the codes and prefixes of an image's rows: not copies, they may change with the next write. */
  codes({ count, prefixes }: RowsImage): readonly (readonly Uint8Array[])[] {
    return this.#vectors.segmentViews(count, prefixes);
  }

  /**
   * Takes over what is known of rows; their codes are read from files, one for each memory. Nothing was set before, and
   * nothing may be meanwhile. Rejects where a file is not as it was written: then this is of no use. Without the file of
   * vectors it is.
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

  /** Vectors that are neither in memory, since it has no room for them, nor in a file. */
  get unkeptCount(): number {
    return this.#vectors.hasRoom ? 0 : countBits(this.#unkept());
  }

  /**
   * Writes vectors that memory has no room for to a file, those that it does not have yet; a file that is not this
   * namespace's own is replaced. They have reached the disk when it resolves. Goes on while the namespace changes.
   */
  async keepFloats(file: string, signal: AbortSignal): Promise<void> {
    const { onDisk: filed } = this.#vectors;
    if (this.unkeptCount > 0) await this.#fileUnkept(file, signal);
    await filed.file?.sync();
  }

  async #fileUnkept(file: string, signal: AbortSignal): Promise<void> {
    const { onDisk: filed, dimension } = this.#vectors;
    if (filed.file === undefined) filed.open(FloatFile.create(file, dimension));
    else await filed.file.renew();
    const atOnce = Math.max(1, Math.floor(filedAtOnceBytes / (4 * dimension)));
    const rows = rowsOf(this.#unkept(), this.unkeptCount);
    for (let first = 0; first < rows.length; first += atOnce) {
      throwIfAborted(signal);
      if (this.isDisposed) return;
      const some = rows.subarray(first, first + atOnce).filter((row) => this.#vectors.isLive(row));
      await filed.write(some, (row) => this.#source.readVector(this.#pks[row]!));
    }
  }

  /** As bits. */
  #unkept(): Uint32Array {
    const words = new Uint32Array(this.#vectors.mask()).slice();
    this.#vectors.onDisk.subtractFrom(words);
    return words;
  }

  #openFloats(file: string, { stamp, rows }: DiskVectorsImage): void {
    try {
      this.#vectors.onDisk.open(FloatFile.open(file, this.#vectors.dimension, stamp), rows);
    } catch {
      // Vectors are read from the database until the file is made anew.
    }
  }

  /** Takes away the records with these numbers in the database. */
  deleteNumbers(pks: ReadonlySet<number>): void {
    if (pks.size === 0) return;
    const live = new Uint32Array(this.#vectors.mask());
    for (const row of rowsOf(live, this.count))
      if (pks.has(this.#pks[row]!)) this.delete(this.#ids.at(row));
  }

  /** Tells how many records will be set. */
  expect(count: number): void {
    this.#vectors.setExpectedCount(count);
  }

  /** Tells that all records are there, so that searches need wait neither for threads nor, in the long run, for the disk. */
  ready(): void {
    this.#source.searcher.startThreadsFor(this.#vectors);
    void fillVectorMemory(this.#vectors, (row) => this.#source.readVector(this.#pks[row]!));
  }

  /** Computes what makes searches faster, where it is time for it; resolves when that is done. */
  improve(): Promise<void> {
    return this.#source.searcher.buildPrefixes(this.#vectors, this.#source.metric);
  }

  /** A record's vector, if the record is there; it may change with the next write. */
  values(id: string): Float32Array | undefined {
    const row = this.#ids.find(id);
    if (row === undefined) return undefined;
    return this.#vectors.resident(row) ?? this.#source.readVector(this.#pks[row]!);
  }

  /** Finds the records that pass a filter; the caller releases them. */
  *filter(filter: Filter): CooperativeTask<FilteredRows> {
    return yield* this.#columns.filter(filter, () => ({
      count: this.#vectors.count,
      onDisk: this.#rowsOnDisk(),
    }));
  }

  /** The best records, the best first, those of equal score by id, found before anything else happens. */
  search(metric: Metric, query: Float32Array, topK: number, among?: FilteredRows): Match[] {
    const { searcher } = this.#source;
    return this.#matches(searcher.searchSync(this.#task(metric, query, topK, among)));
  }

  /**
   * The same without keeping this thread from its other work. The records are those of a moment between call and answer,
   * and still there when it resolves; undefined where the namespace has been let go meanwhile.
   */
  async searchInThreads(
    metric: Metric,
    query: Float32Array,
    topK: number,
    {
      among,
      signal,
    }: { readonly among?: FilteredRows | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<Match[] | undefined> {
    for (let tries = 0; tries < maxTries; tries++) {
      const task = this.#task(metric, query, topK, among);
      const hits = await this.#source.searcher.search(signal ? { ...task, signal } : task);
      if (this.#vectors.isDisposed) return undefined;
      // Their metadata may have changed since they were found.
      if (hits?.rows.every((row) => among?.has(row) ?? true) === true) return this.#matches(hits);
    }
    return this.search(metric, query, topK, among);
  }

  /** Tells of ids whether their records are among the rows, as they are now. */
  passes(among: FilteredRows): (id: string) => boolean {
    return (id) => {
      const row = this.#ids.find(id);
      return row !== undefined && among.has(row);
    };
  }

  /** How many records there are among the rows. */
  countAmong(among: FilteredRows): number {
    return countBits(new Uint32Array(this.#vectors.mask(among.words)));
  }

  /** Numbers in the database of the records among the rows. */
  numbersAmong(among: FilteredRows): Float64Array {
    const words = new Uint32Array(this.#vectors.mask(among.words));
    return Float64Array.from(rowsOf(words, countBits(words)), (row) => this.#pks[row]!);
  }

  #task(
    metric: Metric,
    query: Float32Array,
    topK: number,
    among: FilteredRows | undefined,
  ): Search {
    return {
      vectors: this.#vectors,
      metric,
      query,
      topK,
      isBefore: (row, other) => this.#ids.isBefore(row, other),
      readVector: (row) => this.#source.readVector(this.#pks[row]!),
      ...(among === undefined ? {} : { allowedRows: among.words }),
    };
  }

  #matches({ rows, scores }: ScoredRows): Match[] {
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
