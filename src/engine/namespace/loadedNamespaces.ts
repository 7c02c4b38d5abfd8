import { setTimeout } from 'node:timers/promises';
import type { Metadata } from '../../model/record.ts';
import type { SparseRows } from '../sparseSearch/sparseRows.ts';
import type { IndexDatabase, NamespaceState, RecordRow } from '../storage/indexDatabase.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';
import type { TextRows } from '../textSearch/textRows.ts';
import type { Searcher } from '../vectorSearch/searcher.ts';
import { runInBackground, type CooperativeTasks } from '../workers/cooperativeTasks.ts';
import { DenseVectors } from './denseVectors.ts';
import { isFilteredInMemory } from './filters/isFilteredInMemory.ts';
import { DenseLoader } from './loading/denseLoader.ts';
import { PartLoader, type LoadedPart } from './loading/partLoader.ts';
import { ReadyNamespace, type MemoryPart, type MemoryParts } from './readyNamespace.ts';
import type { RecordReader } from './recordReader.ts';
import type { FiledPart } from './snapshots/filedPart.ts';
import type { PartSnapshots } from './snapshots/partSnapshots.ts';
import type { VectorSnapshots } from './snapshots/vectorSnapshots.ts';
import { WriteTracker } from './writeTracker.ts';

/** The namespaces of an index that are in memory. Loads them on demand, and applies each write to them. */
export class LoadedNamespaces {
  readonly #deps: LoadedNamespacesDeps;
  readonly #denseLoader: DenseLoader;
  readonly #partLoader: PartLoader;
  readonly #namespaces = new Map<string, Loaded>();
  readonly #trackers = new Map<string, Set<WriteTracker>>();

  constructor(deps: LoadedNamespacesDeps) {
    this.#deps = deps;
    const { database, reader, snapshots, partSnapshots } = deps;
    const newVectors = (state: NamespaceState): DenseVectors => this.#newDense(state);
    this.#denseLoader = new DenseLoader({ database, reader, snapshots, newVectors });
    this.#partLoader = new PartLoader({ ...deps, snapshots: partSnapshots });
  }

  /**
   * Resolves once the parts are in memory; undefined if there is no such namespace. Throws `damaged`, and `unavailable` if
   * the index is closed meanwhile.
   */
  async ready(
    namespace: string,
    needs: readonly MemoryPart[],
  ): Promise<ReadyNamespace | undefined> {
    for (;;) {
      this.#deps.checkOpen();
      const state = this.#deps.database.namespace(namespace);
      if (state === undefined) return undefined;
      const loaded = this.#loadedOf(namespace);
      const missing = needs.find((part) => loaded.ready[part] === undefined);
      if (missing === undefined)
        return new ReadyNamespace(state, loaded.ready, () => this.#isCurrent(namespace, loaded));
      await this.#load(state, loaded, missing);
    }
  }

  /** Records the ids that are written to a namespace, until `stopTracking`. */
  trackWrites(namespace: string): WriteTracker {
    const tracker = new WriteTracker();
    const trackers = this.#trackers.get(namespace) ?? new Set();
    this.#trackers.set(namespace, trackers.add(tracker));
    return tracker;
  }

  stopTracking(namespace: string, tracker: WriteTracker): void {
    const trackers = this.#trackers.get(namespace);
    trackers?.delete(tracker);
    if (trackers?.size === 0) this.#trackers.delete(namespace);
  }

  /** Applies committed rows. Pass `metadata` if it is already parsed. */
  write(
    namespace: string,
    rows: readonly RecordRow[],
    pks: readonly number[],
    metadata?: readonly Metadata[],
  ): void {
    const { reader, snapshots } = this.#deps;
    this.#track(
      namespace,
      rows.map(({ id }) => id),
    );
    this.#apply(namespace, ({ ready, loading, filed }) => {
      for (const [at, row] of rows.entries()) {
        const pk = pks[at]!;
        const fields = metadata?.[at] ?? reader.parse(row.metadata);
        for (const { dense, sparse, texts } of [ready, loading]) {
          const values = dense && reader.values(row);
          if (values === undefined) dense?.delete(row.id);
          else dense?.set(pk, row.id, values, fields);
          sparse?.set(pk, row.id, reader.sparse(row));
          texts?.set(pk, row.id, fields);
        }
      }
      if (ready.dense !== undefined) snapshots.wrote(namespace, rows.length, ready.dense);
      this.#wrote(namespace, filed, rows.length);
    });
  }

  /** Applies committed metadata of records whose vectors did not change. */
  writeMetadata(
    namespace: string,
    rows: readonly { readonly pk: number; readonly id: string }[],
    metadata: readonly Metadata[],
  ): void {
    this.#track(
      namespace,
      rows.map(({ id }) => id),
    );
    this.#apply(namespace, ({ ready, loading, filed }) => {
      for (const [at, { pk, id }] of rows.entries()) {
        for (const { dense, texts } of [ready, loading]) {
          dense?.setMetadata(id, metadata[at]!);
          texts?.set(pk, id, metadata[at]!);
        }
      }
      const ofMetadata = filed.filter(({ part }) => part !== 'sparse');
      this.#wrote(namespace, ofMetadata, rows.length);
    });
  }

  /** Applies committed deletions. */
  delete(namespace: string, ids: readonly string[]): void {
    this.#track(namespace, ids);
    this.#apply(namespace, ({ ready, loading }) => {
      for (const { dense, sparse, texts } of [ready, loading])
        for (const part of [dense, sparse, texts]) for (const id of ids) part?.delete(id);
    });
  }

  /** Drops a namespace from memory. The next read loads it again. */
  forget(namespace: string): void {
    const loaded = this.#namespaces.get(namespace);
    if (loaded === undefined) return;
    this.#namespaces.delete(namespace);
    disposeOf(loaded);
  }

  /** Drops all namespaces from memory. */
  clear(): void {
    const all = [...this.#namespaces.values()];
    this.#namespaces.clear();
    for (const loaded of all) disposeOf(loaded);
  }

  #isCurrent(namespace: string, loaded: Loaded): boolean {
    return this.#namespaces.get(namespace) === loaded;
  }

  #loadedOf(namespace: string): Loaded {
    const known = this.#namespaces.get(namespace);
    if (known !== undefined) return known;
    const loaded: Loaded = { ready: {}, loading: {}, loads: new Map(), filed: [] };
    this.#namespaces.set(namespace, loaded);
    return loaded;
  }

  #track(namespace: string, ids: readonly string[]): void {
    for (const tracker of this.#trackers.get(namespace) ?? []) tracker.add(ids);
  }

  /** Drops the namespace from memory if the change fails: the database is the truth. */
  #apply(namespace: string, change: (loaded: Loaded) => void): void {
    const loaded = this.#namespaces.get(namespace);
    if (loaded === undefined) return;
    try {
      change(loaded);
    } catch {
      this.forget(namespace);
    }
  }

  #load(state: NamespaceState, loaded: Loaded, part: MemoryPart): Promise<void> {
    const known = loaded.loads.get(part);
    if (known !== undefined) return known;
    const load = this.#loadPart(state, loaded, part).finally(() => {
      loaded.loads.delete(part);
      delete loaded.loading[part];
    });
    loaded.loads.set(part, load);
    return load;
  }

  async #loadPart(state: NamespaceState, loaded: Loaded, part: MemoryPart): Promise<void> {
    const isWanted = (): boolean => this.#isCurrent(state.name, loaded);
    if (part === 'dense') await this.#loadDense(state, loaded, isWanted);
    else if (part === 'sparse') {
      const onCreated = (rows: SparseRows): void => void (loaded.loading.sparse = rows);
      const sparse = await this.#partLoader.sparse(state, { onCreated, isWanted });
      if (sparse !== undefined) loaded.ready.sparse = this.#file(loaded, sparse);
    } else if (part === 'columns') {
      const { dense } = loaded.ready;
      const load = { onCreated: () => undefined, isWanted };
      const columns = dense && (await this.#partLoader.columns(state, dense, load));
      if (columns !== undefined) loaded.ready.columns = this.#file(loaded, columns);
    } else {
      const onCreated = (rows: TextRows): void => void (loaded.loading.texts = rows);
      const texts = await this.#partLoader.texts(state, { onCreated, isWanted });
      if (texts !== undefined) loaded.ready.texts = this.#file(loaded, texts);
    }
    delete loaded.loading[part];
  }

  #file<T>({ filed }: Loaded, part: LoadedPart<T>): T {
    filed.push(part.filed);
    return part.rows;
  }

  #wrote(namespace: string, filed: readonly FiledPart[], records: number): void {
    for (const part of filed) this.#deps.partSnapshots.wrote(namespace, part, records);
  }

  async #loadDense(state: NamespaceState, loaded: Loaded, isWanted: () => boolean): Promise<void> {
    try {
      const dense = await this.#denseLoader.load(state, {
        onCreated: (vectors) => (loaded.loading.dense = vectors),
        isWanted,
      });
      if (dense === undefined) return;
      loaded.ready.dense = dense;
      void this.#prepareColumns(state.name, dense, isWanted);
    } catch (error) {
      if (isWanted()) this.forget(state.name);
      throw error;
    }
  }

  /** Reads the columns of metadata in the background: the first filter on a field finds them. */
  async #prepareColumns(
    namespace: string,
    dense: DenseVectors,
    isWanted: () => boolean,
  ): Promise<void> {
    if (!isFilteredInMemory(this.#deps.index)) return;
    // The pause does not keep the process alive.
    await setTimeout(columnsPauseMs, undefined, { ref: false });
    try {
      if (!isWanted()) return;
      await this.ready(namespace, ['dense', 'columns']);
      await runInBackground(dense.loadColumns(), isWanted);
    } catch {
      // A filter reads them again, and tells what is wrong.
    }
  }

  /** Has the snapshot of the columns written again, which lacks some. */
  #columnsLoaded(namespace: string): void {
    const columns = this.#namespaces.get(namespace)?.filed.find(({ part }) => part === 'columns');
    if (columns !== undefined) this.#wrote(namespace, [columns], columns.recordCount());
  }

  #newDense(state: NamespaceState): DenseVectors {
    const { index, reader, searcher } = this.#deps;
    return new DenseVectors({
      dimension: reader.dimension,
      metric: index.metric,
      searcher: searcher(),
      readMetadata: () => reader.metadataOf(state),
      readVector: (pk) => reader.vector(pk),
      onColumnsLoaded: () => this.#columnsLoaded(state.name),
    });
  }
}

/** The searches that a namespace is loaded for go first. */
const columnsPauseMs = 500;

/** One namespace in memory. Writes go to the ready parts and to those that are still loading. */
type Loaded = {
  readonly ready: MemoryParts;
  readonly loading: MemoryParts;
  readonly loads: Map<MemoryPart, Promise<void>>;
  /** The ready parts that have files of their own. */
  readonly filed: FiledPart[];
};

export type LoadedNamespacesDeps = {
  readonly index: StoredIndex;
  readonly database: IndexDatabase;
  readonly reader: RecordReader;
  readonly searcher: () => Searcher;
  readonly snapshots: VectorSnapshots;
  readonly partSnapshots: PartSnapshots;
  readonly tasks: CooperativeTasks;
  /** Throws `unavailable` once the index is closed. */
  readonly checkOpen: () => void;
};

function disposeOf({ ready, loading }: Loaded): void {
  ready.dense?.dispose();
  loading.dense?.dispose();
}
