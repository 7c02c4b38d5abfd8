import { setImmediate as others } from 'node:timers/promises';
import type { IndexDatabase, NamespaceState } from '../../storage/indexDatabase.ts';
import type { VectorRow } from '../../storage/snapshots/changedRecords.ts';
import type { DenseVectors } from '../denseVectors.ts';
import type { RecordReader } from '../recordReader.ts';
import type { VectorSnapshots } from '../snapshots/vectorSnapshots.ts';

/** Loads the dense vectors of a namespace into memory in slices, from its snapshot and the database. */
export class DenseLoader {
  readonly #deps: LoaderDeps;

  constructor(deps: LoaderDeps) {
    this.#deps = deps;
  }

  /** Resolves once all records are in memory; undefined if they are not wanted any more. Throws `damaged`. */
  async load(state: NamespaceState, load: DenseLoad): Promise<DenseVectors | undefined> {
    const restored = await this.#restore(state, load);
    if (restored !== undefined || !load.isWanted()) return restored;
    return this.#readAll(state, load);
  }

  /** Loads from the snapshot, and from the database what was written since. Undefined if there is no usable snapshot. */
  async #restore(state: NamespaceState, load: DenseLoad): Promise<DenseVectors | undefined> {
    const { database, snapshots, newVectors } = this.#deps;
    const vectors = newVectors(state);
    vectors.setExpectedCount(state.recordCount);
    const snapshot = await snapshots.restore(state, vectors);
    if (!load.isWanted() || snapshot === undefined) {
      vectors.dispose();
      return undefined;
    }
    // The database lists the records that were written while the snapshot was read.
    const { changed, all: numbers } = database.changedRecords.since(state.pk, 'dense', snapshot);
    vectors.deletePks(new Set(changed));
    load.onCreated(vectors);
    const left = [...numbers];
    while (left.length > 0 && load.isWanted()) {
      const slice = left.splice(-this.#sliceRows);
      this.#add(
        slice.map((pk) => database.changedRecords.dense(state.pk, pk)),
        vectors,
      );
      await others();
    }
    return load.isWanted() ? this.#finish(state, numbers.size, vectors) : undefined;
  }

  async #readAll(state: NamespaceState, load: DenseLoad): Promise<DenseVectors | undefined> {
    const vectors = this.#deps.newVectors(state);
    vectors.setExpectedCount(state.recordCount);
    load.onCreated(vectors);
    let records = 0;
    for (let after = ''; load.isWanted(); await others()) {
      const slice = this.#deps.database.vectorsAfter(state, after, this.#sliceRows);
      this.#add(slice, vectors);
      records += slice.length;
      if (slice.length < this.#sliceRows) return this.#finish(state, records, vectors);
      after = slice.at(-1)!.id;
    }
    return undefined;
  }

  get #sliceRows(): number {
    const rowBytes = this.#deps.reader.dimension * Float32Array.BYTES_PER_ELEMENT;
    return Math.max(1, Math.min(maxSliceRows, Math.floor(sliceBytes / rowBytes)));
  }

  #add(rows: readonly (VectorRow | undefined)[], vectors: DenseVectors): void {
    for (const row of rows) {
      const values = row && this.#deps.reader.values(row);
      if (row !== undefined && values !== undefined) vectors.set(row.pk, row.id, values);
    }
  }

  #finish({ name }: NamespaceState, records: number, vectors: DenseVectors): DenseVectors {
    vectors.finishLoading();
    this.#deps.snapshots.loaded(name, records, vectors);
    return vectors;
  }
}

/** Bytes of vectors that are read in a few milliseconds. Other calls run between two such slices. */
const sliceBytes = 2 * 1024 * 1024;
const maxSliceRows = 1000;

export type DenseLoad = {
  /** Called once. From then on the caller applies each write to these vectors too. */
  readonly onCreated: (vectors: DenseVectors) => void;
  /** Whether the vectors are still wanted. Once they are not, the loader reads nothing more. */
  readonly isWanted: () => boolean;
};

export type LoaderDeps = {
  readonly database: IndexDatabase;
  readonly reader: RecordReader;
  readonly snapshots: VectorSnapshots;
  readonly newVectors: (state: NamespaceState) => DenseVectors;
};
