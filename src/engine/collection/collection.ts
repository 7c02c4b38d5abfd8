import type { Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import type { Metadata } from '../../model/record.ts';
import { damaged } from '../store/sqlite.ts';
import {
  indexFile,
  type IndexDatabase,
  type NamespaceState,
  type RecordRow,
} from '../store/indexDatabase.ts';
import type { RecordBatch, StoreCalls, StoredIndex, StoredMatch } from '../store/storeCalls.ts';
import { LoadedNamespace } from './loadedNamespace.ts';
import { sampleOf } from './sample.ts';

type Params<M extends keyof StoreCalls> = Omit<StoreCalls[M]['params'] & object, 'index'>;
type Result<M extends keyof StoreCalls> = StoreCalls[M]['result'];

/** One index: its file is the truth, namespaces that were searched are in memory as well. Owns the database. */
export class Collection implements Disposable {
  readonly #index: StoredIndex;
  readonly #database: IndexDatabase;
  readonly #loaded = new Map<string, LoadedNamespace>();

  constructor(index: StoredIndex, database: IndexDatabase) {
    this.#index = index;
    this.#database = database;
  }

  dispose(): void {
    this.#loaded.clear();
    this.#database.dispose();
  }

  /** Only namespaces with records: an emptied one is as good as gone. */
  stats(): Result<'index.stats'> {
    const namespaces = this.#database.namespaces().filter(({ recordCount }) => recordCount > 0);
    return { namespaces: namespaces.map(({ name, recordCount }) => ({ name, recordCount })) };
  }

  upsert({ namespace, batch }: Params<'records.upsert'>): Result<'records.upsert'> {
    const rows = recordRows(batch, this.#dimension);
    const { lsn, pks } = this.#database.upsert(namespace, rows);
    this.#keepInStep(namespace, (loaded) => {
      rows.forEach(({ id, value }, at) =>
        loaded.set(pks[at]!, id, floatsOf(value), batch.metadata[at]),
      );
    });
    return { lsn };
  }

  query(params: Params<'records.query'>): Result<'records.query'> {
    const state = this.#database.namespace(params.namespace);
    if (state === undefined) return { matches: [], lsn: 0 };
    const { lsn } = state;
    const loaded = this.#load(state);
    const query = 'id' in params.by ? loaded.values(params.by.id) : params.by.vector;
    if (query === undefined) return { matches: [], lsn };
    this.#checkLength(query.length);
    const matches = loaded
      .search(this.#index.metric, query, params.topK, params.filter)
      .map(({ pk, id, score, values }): StoredMatch => ({
        id,
        score,
        ...(params.includeValues ? { values: values.slice() } : {}),
        ...(params.includeMetadata ? { metadata: this.#parse(this.#database.metadata(pk)) } : {}),
      }));
    return { matches, lsn };
  }

  fetch({ namespace, ids }: Params<'records.fetch'>): Result<'records.fetch'> {
    const state = this.#database.namespace(namespace);
    if (state === undefined) return { records: [], lsn: 0 };
    const records = [...new Set(ids)].flatMap((id) => {
      const row = this.#database.record(state, id);
      if (row === undefined) return [];
      return [{ id, values: this.#floats(row), metadata: this.#parse(row.metadata) }];
    });
    return { records, lsn: state.lsn };
  }

  list({ namespace, prefix, after, limit }: Params<'records.list'>): Result<'records.list'> {
    const state = this.#database.namespace(namespace);
    if (state === undefined) return { ids: [], isLast: true, lsn: 0 };
    const ids = this.#database.ids(state, prefix, after, limit + 1);
    return { ids: ids.slice(0, limit), isLast: ids.length <= limit, lsn: state.lsn };
  }

  delete({ namespace, selection }: Params<'records.delete'>): Result<'records.delete'> {
    const state = this.#database.namespace(namespace);
    if (state === undefined) return { lsn: 0 };
    if ('all' in selection) {
      const result = this.#database.deleteAll(state);
      this.#loaded.delete(namespace);
      return result;
    }
    const ids = 'ids' in selection ? selection.ids : this.#load(state).matching(selection.filter);
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
      const row = state && this.#database.record(state, id);
      if (row === undefined) throw this.#damaged();
      values.set(this.#floats(row), at * dimension);
      return this.#parse(row.metadata);
    });
    const { metric } = this.#index;
    return { ids, values: values.buffer, metadata, total, dimension, metric };
  }

  /** What is in memory follows what is on disk; where that fails it is dropped, and read again when it is needed. */
  #keepInStep(namespace: string, change: (loaded: LoadedNamespace) => void): void {
    const loaded = this.#loaded.get(namespace);
    if (loaded === undefined) return;
    try {
      change(loaded);
    } catch {
      this.#loaded.delete(namespace);
    }
  }

  #load(state: NamespaceState): LoadedNamespace {
    const known = this.#loaded.get(state.name);
    if (known !== undefined) return known;
    const loaded = new LoadedNamespace(this.#dimension, () => this.#metadataOf(state));
    for (const row of this.#database.vectors(state)) loaded.set(row.pk, row.id, this.#floats(row));
    this.#loaded.set(state.name, loaded);
    return loaded;
  }

  *#metadataOf(state: NamespaceState): Generator<{ id: string; metadata: Metadata }> {
    for (const { id, metadata } of this.#database.metadataOf(state))
      yield { id, metadata: this.#parse(metadata) };
  }

  get #dimension(): number {
    if (this.#index.dimension === undefined)
      throw new Failure('internal', `“${this.#index.name}” has no dense vectors`);
    return this.#index.dimension;
  }

  #floats({ value }: { value: Uint8Array }): Float32Array {
    if (value.byteLength !== this.#dimension * Float32Array.BYTES_PER_ELEMENT)
      throw this.#damaged();
    return floatsOf(value);
  }

  #parse(metadata: string): Metadata {
    try {
      return JSON.parse(metadata) as Metadata;
    } catch (error) {
      throw this.#damaged(error);
    }
  }

  #checkLength(length: number): void {
    if (length === this.#dimension) return;
    const message = `Vector dimension ${length} does not match the dimension of the index ${this.#dimension}`;
    throw new Failure('badInput', message);
  }

  #damaged(cause?: unknown): Failure {
    return damaged(indexFile(this.#index.name), cause);
  }
}

/** The records of a batch as they go to disk. */
function recordRows(batch: RecordBatch, dimension: number): readonly RecordRow[] {
  const { ids, values, metadata } = batch;
  const rowBytes = dimension * Float32Array.BYTES_PER_ELEMENT;
  if (values.byteLength !== ids.length * rowBytes || metadata.length !== ids.length)
    throw new Failure('badInput', 'The batch does not fit the dimension of the index');
  return ids.map((id, at) => ({
    id,
    metadata: JSON.stringify(metadata[at]),
    value: new Uint8Array(values, at * rowBytes, rowBytes),
  }));
}

/** The float32 numbers in the bytes; copied where they do not begin at a multiple of four. */
function floatsOf(bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, byteLength } =
    bytes.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
}
