import type { Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import type { Filter } from '../../model/filter/filter.ts';
import { matchesFilter } from '../../model/filter/matchesFilter.ts';
import type { Metadata } from '../../model/record.ts';
import { inferredRules } from '../inferredRules.ts';
import { AliasTable } from '../store/aliasTable.ts';
import type { IndexDatabase, NamespaceState, RecordRow } from '../store/indexDatabase.ts';
import { indexFile } from '../store/indexSchema.ts';
import { NamespaceTable } from '../store/namespaceTable.ts';
import { damaged } from '../store/sqlite.ts';
import type { StoreCalls, StoredIndex, StoredMatch, StoredRecord } from '../store/storeCalls.ts';
import { LoadedNamespace } from './loadedNamespace.ts';
import { floatsOf, recordRows, updatedRow } from './recordRows.ts';
import { sampleOf } from './sample.ts';
import { SparseRows } from './sparseRows.ts';
import { decodeSparse, type SparseVector } from './sparseVector.ts';
import { searchVectors, type Searched } from './vectorSearch.ts';

type Params<M extends keyof StoreCalls> = Omit<StoreCalls[M]['params'] & object, 'index'>;
type Result<M extends keyof StoreCalls> = StoreCalls[M]['result'];

/** One index: its file is the truth, namespaces that were searched are in memory as well. Owns the database. */
export class Collection implements Disposable {
  readonly #index: StoredIndex;
  readonly #database: IndexDatabase;
  readonly #namespaces: NamespaceTable;
  readonly aliases: AliasTable;
  readonly #loaded = new Map<string, LoadedNamespace>();
  readonly #sparse = new Map<string, SparseRows>();

  constructor(index: StoredIndex, database: IndexDatabase) {
    this.#index = index;
    this.#database = database;
    this.#namespaces = new NamespaceTable(database);
    this.aliases = new AliasTable(database);
  }

  dispose(): void {
    this.#loaded.clear();
    this.#sparse.clear();
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
    this.#refuseAlias(namespace);
    this.#namespaces.create(namespace, filterable);
  }

  deleteNamespace({ namespace }: Params<'namespace.delete'>): void {
    this.#namespaces.delete(namespace);
    this.#forget(namespace);
  }

  stats(): Result<'index.stats'> {
    const namespaces = this.namespaces();
    return { namespaces: namespaces.map(({ name, recordCount }) => ({ name, recordCount })) };
  }

  upsert({ namespace, batch }: Params<'records.upsert'>): Result<'records.upsert'> {
    this.#refuseAlias(namespace);
    return this.#write(namespace, recordRows(batch, this.#index.dimension), batch.metadata);
  }

  update({ namespace, id, ...changes }: Params<'records.update'>): Result<'records.update'> {
    this.#refuseAlias(namespace);
    const state = this.#database.namespace(namespace);
    const row = state && this.#database.record(state, id);
    if (row !== undefined) return this.#write(namespace, [updatedRow(row, changes)]);
    if (!inferredRules.updateIgnoresUnknownIds)
      throw new Failure('notFound', `Record ${id} not found`);
    return { lsn: state?.lsn ?? 0 };
  }

  updateMatching({
    namespace,
    filter,
    metadata,
    isDryRun,
  }: Params<'records.updateMatching'>): Result<'records.updateMatching'> {
    this.#refuseAlias(namespace);
    const state = this.#database.namespace(namespace);
    if (state === undefined) return { matched: 0, lsn: 0 };
    const ids = this.#matching(state, filter);
    if (isDryRun || ids.length === 0) return { matched: ids.length, lsn: state.lsn };
    const rows = ids.map((id) => updatedRow(this.#row(state, id), { metadata }));
    return { matched: ids.length, ...this.#write(namespace, rows) };
  }

  query(params: Params<'records.query'>): Result<'records.query'> {
    const { namespace, state } = this.#toRead(params.namespace);
    if (state === undefined) return { matches: [], namespace, lsn: 0 };
    const hits = searchVectors(this.#index, this.#searched(state), params);
    const matches = hits.map(({ pk, id, score }): StoredMatch => {
      const vectors = params.includeValues ? this.#vectors(this.#row(state, id)) : {};
      const metadata = params.includeMetadata ? { metadata: this.#metadata(pk) } : {};
      return { id, score, ...vectors, ...metadata };
    });
    return { matches, namespace, lsn: state.lsn };
  }

  fetch({ ids, ...params }: Params<'records.fetch'>): Result<'records.fetch'> {
    const { namespace, state } = this.#toRead(params.namespace);
    if (state === undefined) return { records: [], namespace, lsn: 0 };
    const records = [...new Set(ids)].flatMap((id) => {
      const row = this.#database.record(state, id);
      return row === undefined ? [] : [this.#recordOf(row)];
    });
    return { records, namespace, lsn: state.lsn };
  }

  fetchMatching({
    filter,
    after,
    limit,
    ...params
  }: Params<'records.fetchMatching'>): Result<'records.fetchMatching'> {
    const { namespace, state } = this.#toRead(params.namespace);
    if (state === undefined) return { records: [], isLast: true, namespace, lsn: 0 };
    const records: StoredRecord[] = [];
    for (const { id, metadata } of this.#database.metadataAfter(state, after)) {
      if (!matchesFilter(filter, this.#parse(metadata))) continue;
      if (records.length === limit) return { records, isLast: false, namespace, lsn: state.lsn };
      records.push(this.#recordOf(this.#row(state, id)));
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

  delete({ namespace, selection }: Params<'records.delete'>): Result<'records.delete'> {
    this.#refuseAlias(namespace);
    const state = this.#database.namespace(namespace);
    if (state === undefined) return { lsn: 0 };
    if ('all' in selection) {
      const result = this.#database.deleteAll(state);
      this.#forget(namespace);
      return result;
    }
    const ids = 'ids' in selection ? selection.ids : this.#matching(state, selection.filter);
    const result = this.#database.delete(state, ids);
    this.#keepInStep(namespace, (loaded) => ids.forEach((id) => loaded.delete(id)));
    return result;
  }

  /** All records or a sample, in the order of their ids. */
  read({ namespace, limit, seed }: Params<'namespace.read'>): Result<'namespace.read'> {
    const state = this.#database.namespace(namespace);
    const total = state?.recordCount ?? 0;
    const ids =
      state === undefined ? [] : sampleOf(this.#database.allIds(state), total, limit, seed);
    const dimension = this.#dimension;
    const values = new Float32Array(ids.length * dimension);
    const metadata = ids.map((id, at) => {
      const row = this.#row(state!, id);
      values.set(this.#floats(row), at * dimension);
      return this.#parse(row.metadata);
    });
    const { metric } = this.#index;
    return { ids, values: values.buffer, metadata, total, dimension, metric };
  }

  /** The namespace that a read is for: its target, where the name is an alias. */
  #toRead(name: string): { namespace: string; state: NamespaceState | undefined } {
    const namespace = this.aliases.find(name)?.target ?? name;
    return { namespace, state: this.#database.namespace(namespace) };
  }

  #refuseAlias(name: string): void {
    const alias = this.aliases.find(name);
    if (alias === undefined) return;
    const message = `${name} is an alias, which can be read only: write to its namespace ${alias.target}`;
    throw new Failure('badInput', message);
  }

  /** One transaction; what is in memory follows. `metadata` is that of the rows, if it is at hand. */
  #write(
    namespace: string,
    rows: readonly RecordRow[],
    metadata?: readonly Metadata[],
  ): { lsn: number } {
    const { lsn, pks } = this.#database.upsert(namespace, rows);
    this.#keepInStep(namespace, (loaded) =>
      rows.forEach((row, at) => {
        if (loaded instanceof SparseRows) loaded.set(pks[at]!, row.id, this.#sparseOf(row));
        else if (row.value !== null)
          loaded.set(
            pks[at]!,
            row.id,
            floatsOf(row.value),
            metadata?.[at] ?? this.#parse(row.metadata),
          );
      }),
    );
    return { lsn };
  }

  /** What is in memory follows what is on disk; where that fails it is dropped, and read again when it is needed. */
  #keepInStep(namespace: string, change: (loaded: LoadedNamespace | SparseRows) => void): void {
    try {
      for (const loaded of [this.#loaded.get(namespace), this.#sparse.get(namespace)])
        if (loaded !== undefined) change(loaded);
    } catch {
      this.#forget(namespace);
    }
  }

  #forget(namespace: string): void {
    this.#loaded.delete(namespace);
    this.#sparse.delete(namespace);
  }

  #searched(state: NamespaceState): Searched {
    return {
      dense: () => this.#load(state),
      sparse: () => this.#loadSparse(state),
      metadata: (pk) => this.#metadata(pk),
    };
  }

  #load(state: NamespaceState): LoadedNamespace {
    const known = this.#loaded.get(state.name);
    if (known !== undefined) return known;
    const loaded = new LoadedNamespace(this.#dimension, () => this.#metadataOf(state));
    for (const row of this.#database.vectors(state)) loaded.set(row.pk, row.id, this.#floats(row));
    this.#loaded.set(state.name, loaded);
    return loaded;
  }

  #loadSparse(state: NamespaceState): SparseRows {
    const known = this.#sparse.get(state.name);
    if (known !== undefined) return known;
    const loaded = new SparseRows();
    for (const { pk, id, value } of this.#database.sparseVectors(state))
      loaded.set(pk, id, this.#sparseOf({ sparse: value }));
    this.#sparse.set(state.name, loaded);
    return loaded;
  }

  /** Ids of the records that pass. */
  #matching(state: NamespaceState, filter: Filter): readonly string[] {
    if (this.#index.dimension !== undefined) return this.#load(state).matching(filter);
    const passing = [...this.#metadataOf(state)].filter(({ metadata }) =>
      matchesFilter(filter, metadata),
    );
    return passing.map(({ id }) => id);
  }

  *#metadataOf(state: NamespaceState): Generator<{ id: string; metadata: Metadata }> {
    for (const { id, metadata } of this.#database.metadataOf(state))
      yield { id, metadata: this.#parse(metadata) };
  }

  #metadata(pk: number): Metadata {
    return this.#parse(this.#database.metadata(pk));
  }

  /** A record that is known to be there. */
  #row(state: NamespaceState, id: string): RecordRow {
    const row = this.#database.record(state, id);
    if (row === undefined) throw this.#damaged();
    return row;
  }

  #recordOf(row: RecordRow): StoredRecord {
    return { id: row.id, ...this.#vectors(row), metadata: this.#parse(row.metadata) };
  }

  #vectors(row: RecordRow): { values?: Float32Array; sparse?: SparseVector } {
    const sparse = this.#sparseOf(row);
    return {
      ...(this.#index.dimension === undefined ? {} : { values: this.#floats(row) }),
      ...(sparse === undefined ? {} : { sparse }),
    };
  }

  get #dimension(): number {
    if (this.#index.dimension === undefined)
      throw new Failure('badInput', `“${this.#index.name}” has no dense vectors`);
    return this.#index.dimension;
  }

  #floats({ value }: { value: Uint8Array | null }): Float32Array {
    if (value?.byteLength !== this.#dimension * Float32Array.BYTES_PER_ELEMENT)
      throw this.#damaged();
    return floatsOf(value);
  }

  #sparseOf({ sparse }: { sparse: Uint8Array | null }): SparseVector | undefined {
    if (sparse === null) return undefined;
    const vector = decodeSparse(sparse);
    if (vector === undefined) throw this.#damaged();
    return vector;
  }

  #parse(metadata: string): Metadata {
    try {
      return JSON.parse(metadata) as Metadata;
    } catch (error) {
      throw this.#damaged(error);
    }
  }

  #damaged(cause?: unknown): Failure {
    return damaged(indexFile(this.#index.name), cause);
  }
}
