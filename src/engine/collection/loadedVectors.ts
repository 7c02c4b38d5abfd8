import { Failure } from '../../common/failure.ts';
import type { Metadata } from '../../model/record.ts';
import type { IndexDatabase, NamespaceState, RecordRow } from '../store/indexDatabase.ts';
import type { Searcher } from '../scan/searcher.ts';
import type { VectorSnapshots } from '../snapshot/vectorSnapshots.ts';
import type { StoredIndex } from '../store/storedIndex.ts';
import { DenseLoader } from './denseLoader.ts';
import { LoadedNamespace } from './loadedNamespace.ts';
import type { RecordReader } from './recordReader.ts';
import { SparseRows } from './sparseRows.ts';
import { TextRows } from './textRows.ts';

/** What of a namespace is in memory: each part is read when it is first searched. */
type Parts = {
  /** Follows what is written, also while the rest of it is read. */
  dense?: LoadedNamespace;
  /** Settles once `dense` holds all, or nobody wants it any more. */
  loading?: Promise<void>;
  sparse?: SparseRows;
  texts?: TextRows;
};

/** The namespaces of an index as far as they are in memory, where they follow what is on disk. */
export class LoadedVectors {
  readonly #index: StoredIndex;
  readonly #database: IndexDatabase;
  readonly #reader: RecordReader;
  readonly #searcher: () => Searcher;
  readonly #snapshots: VectorSnapshots;
  readonly #namespaces = new Map<string, Parts>();

  constructor(
    index: StoredIndex,
    database: IndexDatabase,
    reader: RecordReader,
    searcher: () => Searcher,
    snapshots: VectorSnapshots,
  ) {
    this.#index = index;
    this.#database = database;
    this.#reader = reader;
    this.#searcher = searcher;
    this.#snapshots = snapshots;
  }

  /**
   * Reads the dense vectors of a namespace into memory. Resolves once they are there, or were let go; then the caller looks
   * at the namespace anew. Undefined where they are there already.
   */
  loading(state: NamespaceState): Promise<void> | undefined {
    const parts = this.#parts(state);
    if (parts.loading === undefined && parts.dense === undefined)
      parts.loading = this.#loadDense(state, parts);
    return parts.loading;
  }

  /** Only where `loading` has nothing to wait for. */
  dense(state: NamespaceState): LoadedNamespace {
    const { dense, loading } = this.#parts(state);
    if (dense === undefined || loading !== undefined)
      throw new Failure('internal', `Vectors of “${state.name}” were needed before they were read`);
    return dense;
  }

  sparse(state: NamespaceState): SparseRows {
    const parts = this.#parts(state);
    return (parts.sparse ??= this.#loadSparse(state));
  }

  texts(state: NamespaceState): TextRows {
    const parts = this.#parts(state);
    return (parts.texts ??= this.#loadTexts(state));
  }

  /** Rows have been written; `metadata` is theirs, if it is at hand. */
  write(
    namespace: string,
    rows: readonly RecordRow[],
    pks: readonly number[],
    metadata?: readonly Metadata[],
  ): void {
    this.#follow(namespace, ({ dense, loading, sparse, texts }) => {
      for (const [at, row] of rows.entries()) {
        const pk = pks[at]!;
        const fields = metadata?.[at] ?? this.#reader.parse(row.metadata);
        const values = dense && this.#reader.values(row);
        if (values === undefined) dense?.delete(row.id);
        else dense?.set(pk, row.id, values, fields);
        sparse?.set(pk, row.id, this.#reader.sparse(row));
        texts?.set(pk, row.id, fields);
      }
      if (dense !== undefined && loading === undefined)
        this.#snapshots.wrote(namespace, rows.length, dense);
    });
  }

  delete(namespace: string, ids: readonly string[]): void {
    this.#follow(namespace, ({ dense, sparse, texts }) => {
      for (const part of [dense, sparse, texts]) for (const id of ids) part?.delete(id);
    });
  }

  /** The namespace is read again when it is needed. */
  forget(namespace: string): void {
    this.#namespaces.get(namespace)?.dense?.dispose();
    this.#namespaces.delete(namespace);
  }

  clear(): void {
    for (const { dense } of this.#namespaces.values()) dense?.dispose();
    this.#namespaces.clear();
  }

  /** Where memory cannot follow what is on disk, it is dropped. */
  #follow(namespace: string, change: (parts: Parts) => void): void {
    const parts = this.#namespaces.get(namespace);
    if (parts === undefined) return;
    try {
      change(parts);
    } catch {
      this.forget(namespace);
    }
  }

  #parts({ name }: NamespaceState): Parts {
    const parts = this.#namespaces.get(name) ?? {};
    this.#namespaces.set(name, parts);
    return parts;
  }

  async #loadDense(state: NamespaceState, parts: Parts): Promise<void> {
    const isLetGo = (): boolean => this.#namespaces.get(state.name) !== parts;
    try {
      await this.#loader().load(state, { follow: (loaded) => (parts.dense = loaded), isLetGo });
    } catch (error) {
      if (!isLetGo()) this.forget(state.name);
      throw error;
    } finally {
      delete parts.loading;
    }
  }

  #loader(): DenseLoader {
    return new DenseLoader({
      database: this.#database,
      reader: this.#reader,
      snapshots: this.#snapshots,
      newNamespace: (state) => this.#newNamespace(state),
    });
  }

  #newNamespace(state: NamespaceState): LoadedNamespace {
    return new LoadedNamespace({
      dimension: this.#reader.dimension,
      metric: this.#index.metric,
      searcher: this.#searcher(),
      readMetadata: () => this.#reader.metadataOf(state),
      readVector: (pk) => this.#reader.vector(pk),
    });
  }

  #loadSparse(state: NamespaceState): SparseRows {
    const loaded = new SparseRows();
    for (const { pk, id, value } of this.#database.sparseVectors(state))
      loaded.set(pk, id, this.#reader.sparse({ sparse: value }));
    return loaded;
  }

  #loadTexts(state: NamespaceState): TextRows {
    const loaded = new TextRows(this.#index.fields ?? {});
    for (const { pk, id, metadata } of this.#reader.metadataOf(state)) loaded.set(pk, id, metadata);
    return loaded;
  }
}
