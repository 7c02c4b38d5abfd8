import type { Metadata } from '../../model/record.ts';
import type {
  IndexDatabase,
  NamespaceState,
  RecordRow,
  VectorRow,
} from '../store/indexDatabase.ts';
import type { Searcher } from '../scan/searcher.ts';
import type { VectorSnapshots } from '../snapshot/vectorSnapshots.ts';
import type { StoredIndex } from '../store/storedIndex.ts';
import { LoadedNamespace } from './loadedNamespace.ts';
import type { RecordReader } from './recordReader.ts';
import { SparseRows } from './sparseRows.ts';
import { TextRows } from './textRows.ts';

/** What of a namespace is in memory: each part is read when it is first searched. */
type Parts = { dense?: LoadedNamespace; sparse?: SparseRows; texts?: TextRows };

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

  dense(state: NamespaceState): LoadedNamespace {
    const parts = this.#parts(state);
    return (parts.dense ??= this.#loadDense(state));
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
    this.#follow(namespace, ({ dense, sparse, texts }) => {
      for (const [at, row] of rows.entries()) {
        const pk = pks[at]!;
        const fields = metadata?.[at] ?? this.#reader.parse(row.metadata);
        const values = dense && this.#reader.values(row);
        if (values === undefined) dense?.delete(row.id);
        else dense?.set(pk, row.id, values, fields);
        sparse?.set(pk, row.id, this.#reader.sparse(row));
        texts?.set(pk, row.id, fields);
      }
      if (dense !== undefined) this.#snapshots.wrote(namespace, rows.length, dense);
    });
  }

  delete(namespace: string, ids: readonly string[]): void {
    this.#follow(namespace, (parts) => {
      for (const part of Object.values(parts)) for (const id of ids) part.delete(id);
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

  #loadDense(state: NamespaceState): LoadedNamespace {
    const loaded = this.#restored(state) ?? this.#readWhole(state);
    loaded.ready();
    return loaded;
  }

  /** From files as it lay in memory, and from the database what was written since. */
  #restored(state: NamespaceState): LoadedNamespace | undefined {
    const loaded = this.#newNamespace(state);
    const restored = this.#snapshots.restore(state, loaded);
    if (restored !== undefined) {
      const { snapshot, pks } = restored;
      loaded.deleteNumbers(new Set(pks));
      const records = this.#read(this.#database.vectorsSince(state, snapshot), loaded);
      this.#snapshots.loaded(state.name, Math.max(records, pks.length), loaded);
      return loaded;
    }
    loaded.dispose();
    return undefined;
  }

  #readWhole(state: NamespaceState): LoadedNamespace {
    const loaded = this.#newNamespace(state);
    loaded.expect(state.recordCount);
    const records = this.#read(this.#database.vectors(state), loaded);
    this.#snapshots.loaded(state.name, records, loaded);
    return loaded;
  }

  #read(rows: Iterable<VectorRow>, into: LoadedNamespace): number {
    let records = 0;
    for (const row of rows) {
      const values = this.#reader.values(row);
      if (values !== undefined) into.set(row.pk, row.id, values);
      records++;
    }
    return records;
  }

  #newNamespace(state: NamespaceState): LoadedNamespace {
    return new LoadedNamespace({
      dimension: this.#reader.dimension,
      isNormalised: this.#index.metric === 'cosine',
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
