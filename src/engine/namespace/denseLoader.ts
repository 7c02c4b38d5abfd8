import { setImmediate as others } from 'node:timers/promises';
import type { VectorSnapshots } from './snapshots/vectorSnapshots.ts';
import type { IndexDatabase, NamespaceState, VectorRow } from '../storage/indexDatabase.ts';
import type { DenseVectors } from './denseVectors.ts';
import type { RecordReader } from './recordReader.ts';

/** Bytes of vectors that are read in a few milliseconds; then other calls have their turn. */
const sliceBytes = 2 * 1024 * 1024;
const maxSliceRows = 1000;

/** The one who asked for a namespace. */
export type LoadObserver = {
  /** From now on what is written to the namespace has to be written to `loaded` too. */
  readonly follow: (loaded: DenseVectors) => void;
  /** Whether nobody wants it any more, as after its index was closed: then nothing may be read. */
  readonly isLetGo: () => boolean;
};

export type LoaderParts = {
  readonly database: IndexDatabase;
  readonly reader: RecordReader;
  readonly snapshots: VectorSnapshots;
  readonly newNamespace: (state: NamespaceState) => DenseVectors;
};

/**
 * Reads dense vectors of namespaces into memory in slices, with other calls, also writes, in between. Each slice is read
 * as the records are then, and what is written to those before it is followed.
 */
export class DenseLoader {
  readonly #parts: LoaderParts;
  readonly #sliceRows: number;

  constructor(parts: LoaderParts) {
    this.#parts = parts;
    const rowBytes = parts.reader.dimension * Float32Array.BYTES_PER_ELEMENT;
    this.#sliceRows = Math.max(1, Math.min(maxSliceRows, Math.floor(sliceBytes / rowBytes)));
  }

  /** Resolves once all records are in memory, or the namespace is let go. Throws `damaged`. */
  async load(state: NamespaceState, watcher: LoadObserver): Promise<void> {
    if (await this.#restored(state, watcher)) return;
    if (!watcher.isLetGo()) await this.#readWhole(state, watcher);
  }

  /** From files as it lay in memory, and from the database what was written since; false where there are none of use. */
  async #restored(state: NamespaceState, watcher: LoadObserver): Promise<boolean> {
    const { database, snapshots, newNamespace } = this.#parts;
    const loaded = newNamespace(state);
    loaded.expect(state.recordCount);
    const snapshot = await snapshots.restore(state, loaded);
    if (watcher.isLetGo() || snapshot === undefined) {
      loaded.dispose();
      return false;
    }
    // What is written while the files are read is not followed, but noted.
    const changed = database.snapshots.changedSince(state.pk, snapshot);
    const numbers = new Set([...changed, ...database.pksAfter(state, snapshot.lastPk)]);
    loaded.deleteNumbers(new Set(changed));
    watcher.follow(loaded);
    const left = [...numbers];
    while (left.length > 0 && !watcher.isLetGo()) {
      const slice = left.splice(-this.#sliceRows);
      this.#add(
        slice.map((pk) => database.vectorOf(state, pk)),
        loaded,
      );
      await others();
    }
    if (!watcher.isLetGo()) this.#finish(state, numbers.size, loaded);
    return true;
  }

  async #readWhole(state: NamespaceState, watcher: LoadObserver): Promise<void> {
    const loaded = this.#parts.newNamespace(state);
    loaded.expect(state.recordCount);
    watcher.follow(loaded);
    let records = 0;
    for (let after = ''; !watcher.isLetGo(); await others()) {
      const slice = this.#parts.database.vectorsAfter(state, after, this.#sliceRows);
      this.#add(slice, loaded);
      records += slice.length;
      if (slice.length < this.#sliceRows) return this.#finish(state, records, loaded);
      after = slice.at(-1)!.id;
    }
  }

  #add(rows: readonly (VectorRow | undefined)[], loaded: DenseVectors): void {
    for (const row of rows) {
      const values = row && this.#parts.reader.values(row);
      if (row !== undefined && values !== undefined) loaded.set(row.pk, row.id, values);
    }
  }

  #finish({ name }: NamespaceState, records: number, loaded: DenseVectors): void {
    loaded.ready();
    this.#parts.snapshots.loaded(name, records, loaded);
  }
}
