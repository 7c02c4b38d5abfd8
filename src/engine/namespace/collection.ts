import { setImmediate } from 'node:timers/promises';
import type { Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { filterTest } from '../../model/filter/matchesFilter.ts';
import type { Metadata } from '../../model/record.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import { AnswerSize } from '../rules/answerSize.ts';
import { AliasTable } from '../storage/aliasTable.ts';
import { ImportTable } from '../storage/importTable.ts';
import type { IndexDatabase, NamespaceState, RecordRow } from '../storage/indexDatabase.ts';
import type { Searcher } from '../vectorSearch/searcher.ts';
import type { CooperativeTasks, CooperativeTask } from '../workers/cooperativeTasks.ts';
import { VectorSnapshots } from './snapshots/vectorSnapshots.ts';
import { emptyDefaultNamespace, NamespaceTable } from '../storage/namespaceTable.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';
import type { StoredRecord } from '../storage/storedRecord.ts';
import { changeRecords } from './changeRecords.ts';
import { isFilteredInMemory, type CollectionParts } from './collectionParts.ts';
import { Documents } from './documents.ts';
import { FilterableFields } from './filters/filterableFields.ts';
import { FilterWrites } from './filterWrites.ts';
import { LoadedVectors } from './loadedVectors.ts';
import { PointReads } from './pointReads.ts';
import { Queries } from './queries.ts';
import { RecordReader } from './recordReader.ts';
import { recordRows } from './recordRows.ts';

type Params<M extends keyof StoreCalls> = Omit<StoreCalls[M]['params'] & object, 'index'>;
type Result<M extends keyof StoreCalls> = StoreCalls[M]['result'];

/** What a write is about to do: make or replace records, or change those that are there. */
export type WriteAttempt = 'upsert' | 'change';

/** One index: its file is the truth, namespaces that were searched are in memory as well. Owns the database. */
export class Collection implements Disposable {
  readonly #index: StoredIndex;
  readonly #database: IndexDatabase;
  readonly #namespaces: NamespaceTable;
  readonly aliases: AliasTable;
  readonly imports: ImportTable;
  readonly documents: Documents;
  readonly points: PointReads;
  readonly queries: Queries;
  readonly #filters: FilterableFields;
  readonly #reader: RecordReader;
  readonly #snapshots: VectorSnapshots;
  readonly #loaded: LoadedVectors;
  readonly #parts: CollectionParts;
  readonly #filterWrites: FilterWrites;
  readonly #tasks: CooperativeTasks;
  #isDisposed = false;
  #isSweeping = false;

  /** `snapshotFolder` is for caches of its vectors, and its own. */
  constructor(
    index: StoredIndex,
    database: IndexDatabase,
    searcher: () => Searcher,
    snapshotFolder: string,
    tasks: CooperativeTasks,
  ) {
    this.#tasks = tasks;
    this.#index = index;
    this.#database = database;
    this.#namespaces = new NamespaceTable(database);
    this.aliases = new AliasTable(database, index.kind === 'documents' ? 412 : 400);
    this.imports = new ImportTable(database);
    this.#filters = new FilterableFields(index, this.#namespaces);
    this.#reader = new RecordReader(index, database);
    this.#snapshots = new VectorSnapshots(snapshotFolder, database);
    this.#loaded = new LoadedVectors(
      index,
      database,
      this.#reader,
      searcher,
      this.#snapshots,
      tasks,
    );
    this.#parts = {
      index,
      database,
      aliases: this.aliases,
      filters: this.#filters,
      reader: this.#reader,
      loaded: this.#loaded,
      loading: (state) => this.#loading(state),
      load: (namespace) => this.#load(namespace),
      run: (steps, signal) => this.#run(steps, signal),
      checkOpen: () => this.#checkOpen(),
    };
    this.#filterWrites = new FilterWrites(this.#parts);
    this.documents = new Documents(this.#parts, this.#filterWrites);
    this.points = new PointReads(this.#parts);
    this.queries = new Queries(this.#parts);
  }

  /** Goes on with what a crash interrupted, before anything else is asked of it. */
  resume(): void {
    this.#filterWrites.resume();
    void this.#sweep();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#snapshots.dispose();
    this.#loaded.clear();
    this.#database.dispose();
  }

  /** For copies; it stays the collection's. */
  get database(): IndexDatabase {
    return this.#database;
  }

  namespaces(): Result<'namespace.list'> {
    return this.#namespaces.list().toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  createNamespace({ namespace, filterable }: Params<'namespace.create'>): void {
    this.aliases.checkNamespaceCreation(namespace);
    this.#namespaces.create(namespace, filterable);
  }

  describeNamespace({ namespace }: Params<'namespace.describe'>): Result<'namespace.describe'> {
    this.aliases.checkNamespaceOperation(namespace);
    const found = this.#namespaces.list().find(({ name }) => name === namespace);
    if (found !== undefined) return found;
    if (namespace === defaultNamespace) return emptyDefaultNamespace;
    throw new Failure('notFound', `Namespace ${namespace} not found`);
  }

  deleteNamespace({ namespace }: Params<'namespace.delete'>): void {
    this.aliases.checkNamespaceDeletion(namespace);
    if (namespace === defaultNamespace) {
      const state = this.#database.namespace(namespace);
      if (state !== undefined) this.#deleteAll(state);
    } else {
      this.#filterWrites.emptying(namespace, () => this.#namespaces.delete(namespace));
      this.#loaded.forget(namespace);
      void this.#sweep();
    }
  }

  stats(): Result<'index.stats'> {
    const namespaces = this.namespaces();
    return { namespaces: namespaces.map(({ name, recordCount }) => ({ name, recordCount })) };
  }

  /** The freshness counter of a namespace. Throws as the write to it would. */
  counterForWrite(namespace: string, attempt: WriteAttempt): number {
    if (attempt === 'upsert') this.aliases.checkNamespaceCreation(namespace);
    else this.aliases.checkRecordWrite(namespace);
    return this.#database.namespace(namespace)?.lsn ?? 0;
  }

  upsert({ namespace, batch }: Params<'records.upsert'>): Result<'records.upsert'> {
    this.aliases.checkNamespaceCreation(namespace);
    const rows = recordRows(batch, this.#index.dimension);
    this.#filterWrites.settle(namespace, batch.ids);
    return this.#write(namespace, rows, batch.metadata);
  }

  update({ namespace, id, ...changes }: Params<'records.update'>): Result<'records.update'> {
    this.aliases.checkRecordWrite(namespace);
    this.#filterWrites.settle(namespace, [id]);
    const state = this.#database.namespace(namespace);
    const pk = state && this.#database.numberOf(state, id);
    if (state !== undefined && pk !== undefined) {
      const change = { metadata: {}, removed: [], ...changes };
      const { lsn, follow } = changeRecords(this.#parts, state, [pk], change);
      follow();
      return { lsn };
    }
    return { lsn: state?.lsn ?? 0 };
  }

  async updateMatching(
    params: Params<'records.updateMatching'>,
    signal?: AbortSignal,
  ): Promise<Result<'records.updateMatching'>> {
    const { namespace, filter, metadata, isDryRun } = params;
    this.#filters.check(namespace, filter);
    this.aliases.checkRecordWrite(namespace);
    if (!isDryRun)
      return this.#filterWrites.write(namespace, filter, { metadata, removed: [] }, signal);
    const matched = await this.#filterWrites.count(namespace, filter, signal);
    return { matched, lsn: this.lsn(namespace) };
  }

  fetch({ ids, shown, ...params }: Params<'records.fetch'>): Result<'records.fetch'> {
    const { namespace, state } = this.#toRead(params.namespace);
    if (state === undefined) return { records: [], namespace, lsn: 0 };
    const size = new AnswerSize();
    const records = [...new Set(ids)].flatMap((id) => {
      const row = this.#database.record(state, id);
      return row === undefined ? [] : [this.#reader.answered(row, size, shown)];
    });
    return { records, namespace, lsn: state.lsn };
  }

  async fetchMatching(
    params: Params<'records.fetchMatching'>,
    signal?: AbortSignal,
  ): Promise<Result<'records.fetchMatching'>> {
    return this.#run(this.#fetchMatching(params), signal);
  }

  *#fetchMatching({
    filter,
    after,
    limit,
    ...params
  }: Params<'records.fetchMatching'>): CooperativeTask<Result<'records.fetchMatching'>> {
    const { namespace, state } = this.#toRead(params.namespace);
    this.#filters.check(namespace, filter);
    if (state === undefined) return { records: [], isLast: true, namespace, lsn: 0 };
    const passes = filterTest(filter);
    const size = new AnswerSize();
    const records: StoredRecord[] = [];
    for (const { id, metadata } of this.#reader.metadataOf(state, after)) {
      if (passes(metadata)) {
        if (records.length === limit) return { records, isLast: false, namespace, lsn: state.lsn };
        records.push(this.#reader.answered(this.#reader.row(state, id), size));
      }
      yield;
    }
    return { records, isLast: true, namespace, lsn: state.lsn };
  }

  list({ prefix, after, limit, ...params }: Params<'records.list'>): Result<'records.list'> {
    const { namespace, state } = this.#toRead(params.namespace);
    if (state === undefined) return { ids: [], isLast: true, namespace, lsn: 0 };
    const ids = this.#database.ids(state, prefix, after, limit + 1);
    const isLast = ids.length <= limit;
    return { ids: ids.slice(0, limit), isLast, namespace, lsn: state.lsn };
  }

  async delete(
    params: Params<'records.delete'>,
    signal?: AbortSignal,
  ): Promise<Result<'records.delete'>> {
    const { namespace, selection } = params;
    if ('filter' in selection) this.#filters.check(namespace, selection.filter);
    this.aliases.checkRecordWrite(namespace);
    const state = this.#database.namespace(namespace);
    if (state === undefined) return { matched: 0, lsn: 0 };
    if ('all' in selection) return this.#deleteAll(state);
    if ('ids' in selection) return this.#delete(state, selection.ids);
    return this.#filterWrites.write(namespace, selection.filter, 'delete', signal);
  }

  #deleteAll(state: NamespaceState): Result<'records.delete'> {
    const { name } = state;
    const result = this.#filterWrites.emptying(name, () => this.#database.deleteAll(state));
    this.#loaded.forget(name);
    void this.#sweep();
    return { matched: state.recordCount, ...result };
  }

  #delete(state: NamespaceState, ids: readonly string[]): Result<'records.delete'> {
    this.#filterWrites.settle(state.name, ids);
    const result = this.#database.delete(state, ids);
    this.#loaded.delete(state.name, ids);
    return { matched: ids.length, ...result };
  }

  /** The freshness counter of the namespace. */
  lsn(namespace: string): number {
    return this.#database.namespace(namespace)?.lsn ?? 0;
  }

  async countMatching(
    params: Params<'records.countMatching'>,
    signal?: AbortSignal,
  ): Promise<Result<'records.countMatching'>> {
    const namespace = this.aliases.target(params.namespace);
    this.#filters.check(namespace, params.filter);
    return { count: await this.#filterWrites.count(namespace, params.filter, signal) };
  }

  /** The namespace that a read is for: its target, where the name is an alias. */
  #toRead(name: string): { namespace: string; state: NamespaceState | undefined } {
    const namespace = this.aliases.target(name);
    return { namespace, state: this.#database.namespace(namespace) };
  }

  /** One transaction; what is in memory follows. `metadata` is that of the rows, if it is at hand. */
  #write(
    namespace: string,
    rows: readonly RecordRow[],
    metadata?: readonly Metadata[],
  ): { lsn: number } {
    const { lsn, pks } = this.#database.upsert(namespace, rows);
    this.#loaded.write(namespace, rows, pks, metadata);
    return { lsn };
  }

  async #load(namespace: string): Promise<void> {
    if (!isFilteredInMemory(this.#index)) return;
    for (;;) {
      this.#checkOpen();
      const state = this.#database.namespace(namespace);
      const loading = state && this.#loading(state);
      if (loading === undefined) return;
      await loading;
    }
  }

  /** Where dense vectors have yet to be read: resolves when it is time to look at the namespace anew. */
  #loading(state: NamespaceState): Promise<void> | undefined {
    if (this.#index.dimension === undefined) return undefined;
    return this.#loaded.loading(state)?.then(() => this.#checkOpen());
  }

  #run<T>(steps: CooperativeTask<T>, signal?: AbortSignal): Promise<T> {
    const check = (): void => {
      if (!this.#isOpen()) this.#refuseClosed();
    };
    return this.#tasks.run(steps, { signal, check });
  }

  #isOpen(): boolean {
    return !this.#isDisposed && this.#database.hasSameFiles();
  }

  #checkOpen(): void {
    if (this.#isDisposed) this.#refuseClosed();
  }

  #refuseClosed(): never {
    const message = `“${this.#index.name}” was closed while it was in use: try again`;
    throw new Failure('unavailable', message);
  }

  /** Takes away what was deleted as a whole, a little at a time. */
  async #sweep(): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    try {
      while (
        this.#isOpen() &&
        this.#database.transaction(() => this.#database.deferredDeletions.deleteBatch())
      )
        await setImmediate();
    } catch {
      // A full disk, or a damaged file, which whoever reads it next is told of: the next opening goes on.
    } finally {
      this.#isSweeping = false;
    }
  }
}
