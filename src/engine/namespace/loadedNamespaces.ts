import { Failure } from '../../common/failure.ts';
import type { Metadata } from '../../model/record.ts';
import {
  runToCompletion,
  type CooperativeTasks,
  type CooperativeTask,
} from '../workers/cooperativeTasks.ts';
import type { IndexDatabase, NamespaceState, RecordRow } from '../storage/indexDatabase.ts';
import type { Searcher } from '../vectorSearch/searcher.ts';
import type { VectorSnapshots } from './snapshots/vectorSnapshots.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';
import { DenseLoader } from './denseLoader.ts';
import { DenseVectors } from './denseVectors.ts';
import type { RecordReader } from './recordReader.ts';
import { SparseRows } from '../sparseSearch/sparseRows.ts';
import { TextRows } from '../textSearch/textRows.ts';
import { WriteTracker } from './writeTracker.ts';

/** What is found by terms. */
type TermParts = { sparse?: SparseRows; texts?: TextRows };

/** What of a namespace is in memory: each part is read when it is first searched. */
type Parts = {
  /** Follows what is written, also while the rest of it is read. */
  dense?: DenseVectors;
  /** Settles once `dense` holds all, or nobody wants it any more. */
  loading?: Promise<void>;
  readonly ready: TermParts;
  /** Still being read; follows what is written too. */
  readonly partial: TermParts;
  readonly reading: Map<keyof TermParts, Promise<void>>;
};

/** The namespaces of an index as far as they are in memory, where they follow what is on disk. */
export class LoadedNamespaces {
  readonly #index: StoredIndex;
  readonly #database: IndexDatabase;
  readonly #reader: RecordReader;
  readonly #searcher: () => Searcher;
  readonly #snapshots: VectorSnapshots;
  readonly #tasks: CooperativeTasks;
  readonly #namespaces = new Map<string, Parts>();
  readonly #watches = new Map<string, Set<WriteTracker>>();

  constructor(
    index: StoredIndex,
    database: IndexDatabase,
    reader: RecordReader,
    searcher: () => Searcher,
    snapshots: VectorSnapshots,
    tasks: CooperativeTasks,
  ) {
    this.#index = index;
    this.#database = database;
    this.#reader = reader;
    this.#searcher = searcher;
    this.#snapshots = snapshots;
    this.#tasks = tasks;
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
  dense(state: NamespaceState): DenseVectors {
    const { dense, loading } = this.#parts(state);
    if (dense === undefined || loading !== undefined)
      throw new Failure('internal', `Vectors of “${state.name}” were needed before they were read`);
    return dense;
  }

  sparse(state: NamespaceState): SparseRows {
    const { ready } = this.#parts(state);
    return (ready.sparse ??= runToCompletion(this.#sparseSteps(state, new SparseRows())));
  }

  texts(state: NamespaceState): TextRows {
    const { ready } = this.#parts(state);
    return (ready.texts ??= runToCompletion(this.#textSteps(state, this.#newTexts())));
  }

  /**
   * Reads what `sparse` or `texts` need, while others have this thread too. It is there once that resolves, unless it was
   * let go meanwhile. Undefined where it is there already.
   */
  reading(state: NamespaceState, part: keyof TermParts): Promise<void> | undefined {
    const parts = this.#parts(state);
    if (parts.ready[part] !== undefined) return undefined;
    const known = parts.reading.get(part);
    if (known !== undefined) return known;
    const reading = this.#read(state, parts, part).finally(() => {
      parts.reading.delete(part);
      delete parts.partial[part];
    });
    parts.reading.set(part, reading);
    return reading;
  }

  /** Notes what is written to a namespace, until `unwatch`. */
  watch(namespace: string): WriteTracker {
    const watch = new WriteTracker();
    const watches = this.#watches.get(namespace) ?? new Set();
    this.#watches.set(namespace, watches.add(watch));
    return watch;
  }

  unwatch(namespace: string, watch: WriteTracker): void {
    const watches = this.#watches.get(namespace);
    watches?.delete(watch);
    if (watches?.size === 0) this.#watches.delete(namespace);
  }

  /** Rows have been written; `metadata` is theirs, if it is at hand. */
  write(
    namespace: string,
    rows: readonly RecordRow[],
    pks: readonly number[],
    metadata?: readonly Metadata[],
  ): void {
    this.#note(namespace, rows);
    this.#follow(namespace, ({ dense, loading, ready, partial }) => {
      for (const [at, row] of rows.entries()) {
        const pk = pks[at]!;
        const fields = metadata?.[at] ?? this.#reader.parse(row.metadata);
        const values = dense && this.#reader.values(row);
        if (values === undefined) dense?.delete(row.id);
        else dense?.set(pk, row.id, values, fields);
        for (const { sparse, texts } of [ready, partial]) {
          sparse?.set(pk, row.id, this.#reader.sparse(row));
          texts?.set(pk, row.id, fields);
        }
      }
      if (dense !== undefined && loading === undefined)
        this.#snapshots.wrote(namespace, rows.length, dense);
    });
  }

  /** Records have other metadata, and the vectors that they had. */
  writeMetadata(
    namespace: string,
    rows: readonly { readonly pk: number; readonly id: string }[],
    metadata: readonly Metadata[],
  ): void {
    this.#note(namespace, rows);
    this.#follow(namespace, ({ dense, ready, partial }) => {
      for (const [at, { pk, id }] of rows.entries()) {
        dense?.setMetadata(id, metadata[at]!);
        for (const { texts } of [ready, partial]) texts?.set(pk, id, metadata[at]!);
      }
    });
  }

  delete(namespace: string, ids: readonly string[]): void {
    for (const watch of this.#watches.get(namespace) ?? []) watch.note(ids);
    this.#follow(namespace, ({ dense, ready, partial }) => {
      const parts = [dense, ready.sparse, ready.texts, partial.sparse, partial.texts];
      for (const part of parts) for (const id of ids) part?.delete(id);
    });
  }

  /** The namespace is read again when it is needed. */
  forget(namespace: string): void {
    for (const watch of this.#watches.get(namespace) ?? []) watch.noteAll();
    this.#namespaces.get(namespace)?.dense?.dispose();
    this.#namespaces.delete(namespace);
  }

  clear(): void {
    for (const { dense } of this.#namespaces.values()) dense?.dispose();
    this.#namespaces.clear();
  }

  #note(namespace: string, rows: readonly { readonly id: string }[]): void {
    for (const watch of this.#watches.get(namespace) ?? []) watch.note(rows.map(({ id }) => id));
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
    const parts = this.#namespaces.get(name) ?? { ready: {}, partial: {}, reading: new Map() };
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

  #newNamespace(state: NamespaceState): DenseVectors {
    return new DenseVectors({
      dimension: this.#reader.dimension,
      metric: this.#index.metric,
      searcher: this.#searcher(),
      readMetadata: () => this.#reader.metadataOf(state),
      readVector: (pk) => this.#reader.vector(pk),
    });
  }

  async #read(state: NamespaceState, parts: Parts, part: keyof TermParts): Promise<void> {
    const { ready, partial } = parts;
    // Let go, or read by one who could not wait.
    const isWanted = (): boolean =>
      this.#namespaces.get(state.name) === parts && ready[part] === undefined;
    if (part === 'sparse') {
      partial.sparse = new SparseRows();
      const whole = await this.#tasks.run(
        whileWanted(this.#sparseSteps(state, partial.sparse), isWanted),
      );
      if (whole !== undefined) ready.sparse = whole;
    } else {
      partial.texts = this.#newTexts();
      const whole = await this.#tasks.run(
        whileWanted(this.#textSteps(state, partial.texts), isWanted),
      );
      if (whole !== undefined) ready.texts = whole;
    }
  }

  #newTexts(): TextRows {
    return new TextRows(this.#index.fields ?? {});
  }

  *#sparseSteps(state: NamespaceState, into: SparseRows): CooperativeTask<SparseRows> {
    for (const { pk, id, value } of this.#database.sparseVectors(state)) {
      into.set(pk, id, this.#reader.sparse({ sparse: value }));
      yield;
    }
    return into;
  }

  *#textSteps(state: NamespaceState, into: TextRows): CooperativeTask<TextRows> {
    for (const { pk, id, metadata } of this.#reader.metadataOf(state)) {
      into.set(pk, id, metadata);
      yield;
    }
    return into;
  }
}

/** The result of the steps; undefined once nobody wants it any more. */
function* whileWanted<T>(
  steps: CooperativeTask<T>,
  isWanted: () => boolean,
): CooperativeTask<T | undefined> {
  while (isWanted()) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield;
  }
  return undefined;
}
