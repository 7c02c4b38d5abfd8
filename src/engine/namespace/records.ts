import { Failure } from '../../common/failure.ts';
import { filterTest } from '../../model/filter/matchesFilter.ts';
import type { Metadata } from '../../model/record.ts';
import { ResponseSize } from '../rules/responseSize.ts';
import type { NamespaceState, RecordRow } from '../storage/indexDatabase.ts';
import type { StoredRecord } from '../storage/storedRecord.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { RecordCalls } from './calls/recordCalls.ts';
import { changeRecords } from './changeRecords.ts';
import type { DenseVectors } from './denseVectors.ts';
import type { FilterWrites } from './filterWrites.ts';
import type { IndexContext } from './indexContext.ts';
import type { Namespaces } from './namespaces.ts';
import { recordRows } from './recordRows.ts';
import { filteredVectors } from './recordSelection.ts';

/** Reads and writes the records of an index by id and by filter. */
export class Records {
  readonly #context: IndexContext;
  readonly #namespaces: Namespaces;
  readonly #filterWrites: FilterWrites;

  constructor(context: IndexContext, namespaces: Namespaces, filterWrites: FilterWrites) {
    this.#context = context;
    this.#namespaces = namespaces;
    this.#filterWrites = filterWrites;
  }

  /** The freshness counter of a namespace. Throws what the write would throw. */
  counterForWrite(namespace: string, attempt: WriteAttempt): number {
    const { aliases } = this.#context;
    if (attempt === 'upsert') aliases.checkNamespaceCreation(namespace);
    else aliases.checkRecordWrite(namespace);
    if (attempt === 'changeOfKnown') this.#requireNamespace(namespace);
    return this.#namespaces.lsn(namespace);
  }

  upsert({ namespace, batch }: Params<'records.upsert'>): Result<'records.upsert'> {
    const { aliases, index } = this.#context;
    aliases.checkNamespaceCreation(namespace);
    const rows = recordRows(batch, index.dimension);
    this.#filterWrites.applyPending(namespace, batch.ids);
    return this.#write(namespace, rows, batch.metadata);
  }

  update({ namespace, id, ...changes }: Params<'records.update'>): Result<'records.update'> {
    const { aliases, database } = this.#context;
    aliases.checkRecordWrite(namespace);
    this.#filterWrites.applyPending(namespace, [id]);
    const state = database.namespace(namespace);
    const pk = state && database.numberOf(state, id);
    if (state === undefined || pk === undefined) return { lsn: state?.lsn ?? 0 };
    const change = { metadata: {}, removed: [], ...changes };
    const { lsn, applyToMemory } = changeRecords(this.#context, state, [pk], change);
    applyToMemory();
    return { lsn };
  }

  async updateMatching(
    params: Params<'records.updateMatching'>,
    signal?: AbortSignal,
  ): Promise<Result<'records.updateMatching'>> {
    const { namespace, filter, metadata, isDryRun } = params;
    this.#context.filters.check(namespace, filter);
    this.#context.aliases.checkRecordWrite(namespace);
    if (!isDryRun)
      return this.#filterWrites.write(namespace, filter, { metadata, removed: [] }, signal);
    const matched = await this.#filterWrites.count(namespace, filter, signal);
    return { matched, lsn: this.#namespaces.lsn(namespace) };
  }

  fetch({ ids, shown, ...params }: Params<'records.fetch'>): Result<'records.fetch'> {
    const { database, reader } = this.#context;
    const { namespace, state } = this.#toRead(params.namespace);
    if (state === undefined) return { records: [], namespace, lsn: 0 };
    const size = new ResponseSize();
    const records = [...new Set(ids)].flatMap((id) => {
      const row = database.record(state, id);
      return row === undefined ? [] : [reader.shownRecord(row, size, shown)];
    });
    return { records, namespace, lsn: state.lsn };
  }

  async fetchMatching(
    params: Params<'records.fetchMatching'>,
    signal?: AbortSignal,
  ): Promise<Result<'records.fetchMatching'>> {
    const { aliases, filters } = this.#context;
    const namespace = aliases.target(params.namespace);
    filters.check(namespace, params.filter);
    const dense = await filteredVectors(this.#context, namespace);
    return this.#context.run(this.#fetchMatching(params, dense), signal);
  }

  list({ prefix, after, limit, ...params }: Params<'records.list'>): Result<'records.list'> {
    const { namespace, state } = this.#toRead(params.namespace);
    if (state === undefined) return { ids: [], isLast: true, namespace, lsn: 0 };
    const ids = this.#context.database.ids(state, prefix, after, limit + 1);
    const isLast = ids.length <= limit;
    return { ids: ids.slice(0, limit), isLast, namespace, lsn: state.lsn };
  }

  async countMatching(
    params: Params<'records.countMatching'>,
    signal?: AbortSignal,
  ): Promise<Result<'records.countMatching'>> {
    const namespace = this.#context.aliases.target(params.namespace);
    this.#context.filters.check(namespace, params.filter);
    return { count: await this.#filterWrites.count(namespace, params.filter, signal) };
  }

  async delete(
    params: Params<'records.delete'>,
    signal?: AbortSignal,
  ): Promise<Result<'records.delete'>> {
    const { aliases, database, filters } = this.#context;
    const { namespace, selection, requiresNamespace = false } = params;
    if ('filter' in selection) filters.check(namespace, selection.filter);
    aliases.checkRecordWrite(namespace);
    if (requiresNamespace) this.#requireNamespace(namespace);
    const state = database.namespace(namespace);
    if (state === undefined) return { matched: 0, lsn: 0 };
    if ('all' in selection) return this.#namespaces.deleteRecords(state);
    if ('ids' in selection) return this.#delete(state, selection.ids);
    return this.#filterWrites.write(namespace, selection.filter, 'delete', signal);
  }

  #requireNamespace(namespace: string): void {
    if (this.#context.database.namespace(namespace) === undefined)
      throw new Failure('notFound', 'Namespace not found');
  }

  #delete(state: NamespaceState, ids: readonly string[]): Result<'records.delete'> {
    const { database, loaded } = this.#context;
    this.#filterWrites.applyPending(state.name, ids);
    const result = database.delete(state, ids);
    loaded.delete(state.name, ids);
    return { matched: ids.length, ...result };
  }

  *#fetchMatching(
    { filter, after, limit, ...params }: Params<'records.fetchMatching'>,
    dense: DenseVectors | undefined,
  ): CooperativeTask<Result<'records.fetchMatching'>> {
    const ids = dense && (yield* dense.passingIds(filter, after, limit + 1));
    const { namespace, state } = this.#toRead(params.namespace);
    if (state === undefined) return { records: [], isLast: true, namespace, lsn: 0 };
    const { reader } = this.#context;
    const passes = filterTest(filter);
    const size = new ResponseSize();
    const records: StoredRecord[] = [];
    const found = ids ? reader.metadataById(state, ids) : reader.metadataOf(state, after);
    for (const { id, metadata } of found) {
      if (passes(metadata)) {
        if (records.length === limit) return { records, isLast: false, namespace, lsn: state.lsn };
        records.push(reader.shownRecord(reader.row(state, id), size));
      }
      yield;
    }
    return { records, isLast: true, namespace, lsn: state.lsn };
  }

  /** The namespace of a read: the target if the name is an alias. */
  #toRead(name: string): { namespace: string; state: NamespaceState | undefined } {
    const { aliases, database } = this.#context;
    const namespace = aliases.target(name);
    return { namespace, state: database.namespace(namespace) };
  }

  /** Writes rows in one transaction, not flushed, then to memory. `metadata` is that of the rows, already parsed. */
  #write(
    namespace: string,
    rows: readonly RecordRow[],
    metadata: readonly Metadata[],
  ): { lsn: number } {
    const { database, loaded } = this.#context;
    const { lsn, pks } = database.upsertUnflushed(namespace, rows);
    loaded.write(namespace, rows, pks, metadata);
    return { lsn };
  }
}

type Params<M extends keyof RecordCalls> = Omit<RecordCalls[M]['params'], 'index'>;
type Result<M extends keyof RecordCalls> = RecordCalls[M]['result'];

/** The kind of a write: it creates or replaces records, changes existing ones, or requires that the namespace exists. */
export type WriteAttempt = 'upsert' | 'change' | 'changeOfKnown';
