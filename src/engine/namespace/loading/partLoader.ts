import type { IndexDatabase, NamespaceState } from '../../storage/indexDatabase.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import { SparseRows } from '../../sparseSearch/sparseRows.ts';
import { TextRows } from '../../textSearch/textRows.ts';
import type { CooperativeTask, CooperativeTasks } from '../../workers/cooperativeTasks.ts';
import type { DenseVectors } from '../denseVectors.ts';
import type { RecordReader } from '../recordReader.ts';
import { filedColumns, filedSparse, filedTexts, type FiledPart } from '../snapshots/filedPart.ts';
import type { PartSnapshots } from '../snapshots/partSnapshots.ts';

export type PartLoaderDeps = {
  readonly index: StoredIndex;
  readonly database: IndexDatabase;
  readonly reader: RecordReader;
  readonly snapshots: PartSnapshots;
  readonly tasks: CooperativeTasks;
};

export type PartLoad<T> = {
  /** Called once. From then on the caller applies each write to these rows too. */
  readonly onCreated: (rows: T) => void;
  /** Whether the rows are still wanted. Once they are not, the loader reads nothing more. */
  readonly isWanted: () => boolean;
};

/** Rows in memory, and the part that a file holds of them. */
export type LoadedPart<T> = { readonly rows: T; readonly filed: FiledPart };

/** How rows are made and filled from the database. */
type Filling<T> = {
  readonly make: () => LoadedPart<T>;
  /** Sets all records. */
  readonly all: (rows: T) => CooperativeTask<number>;
  /** Sets one record, if it is there. */
  readonly one: (rows: T, pk: number) => void;
};

/** Loads the sparse vectors or the full-text index of a namespace, from its snapshot and the database. */
export class PartLoader {
  readonly #deps: PartLoaderDeps;

  constructor(deps: PartLoaderDeps) {
    this.#deps = deps;
  }

  /** Resolves once all records are in memory; undefined if they are not wanted any more. Throws `damaged`. */
  sparse(
    state: NamespaceState,
    load: PartLoad<SparseRows>,
  ): Promise<LoadedPart<SparseRows> | undefined> {
    const { database, reader } = this.#deps;
    return this.#load(state, load, {
      make: () => {
        const rows = new SparseRows();
        return { rows, filed: filedSparse(rows, load.isWanted) };
      },
      *all(rows) {
        let count = 0;
        for (const { pk, id, value } of database.sparseVectors(state)) {
          rows.set(pk, id, reader.sparse({ sparse: value }));
          count++;
          yield;
        }
        return count;
      },
      one: (rows, pk) => {
        const row = database.changedRecords.sparse(state.pk, pk);
        if (row !== undefined) rows.set(pk, row.id, reader.sparse({ sparse: row.value }));
      },
    });
  }

  /** Like `sparse`, for the full-text index. */
  texts(
    state: NamespaceState,
    load: PartLoad<TextRows>,
  ): Promise<LoadedPart<TextRows> | undefined> {
    const { database, index, reader } = this.#deps;
    return this.#load(state, load, {
      make: () => {
        const rows = new TextRows(index.fields ?? {});
        return { rows, filed: filedTexts(rows, index, load.isWanted) };
      },
      *all(rows) {
        let count = 0;
        for (const { pk, id, metadata } of reader.metadataOf(state)) {
          rows.set(pk, id, metadata);
          count++;
          yield;
        }
        return count;
      },
      one: (rows, pk) => {
        const row = database.changedRecords.metadata(state.pk, pk);
        if (row !== undefined) rows.set(pk, row.id, reader.parse(row.metadata));
      },
    });
  }

  /**
   * Like `sparse`, for the columns of metadata of vectors in memory. Filters read those that the snapshot does not have
   * from the database.
   */
  columns(
    state: NamespaceState,
    dense: DenseVectors,
    load: PartLoad<DenseVectors>,
  ): Promise<LoadedPart<DenseVectors> | undefined> {
    const { database, reader } = this.#deps;
    return this.#load(state, load, {
      make: () => ({ rows: dense, filed: filedColumns(dense, load.isWanted) }),
      all: () => each(new Set(), () => undefined),
      one: (rows, pk) => {
        const row = database.changedRecords.metadata(state.pk, pk);
        if (row !== undefined) rows.setMetadata(row.id, reader.parse(row.metadata));
      },
    });
  }

  async #load<T>(
    state: NamespaceState,
    { onCreated, isWanted }: PartLoad<T>,
    { make, all, one }: Filling<T>,
  ): Promise<LoadedPart<T> | undefined> {
    const { snapshots, tasks } = this.#deps;
    let part = make();
    const missing = await snapshots.restore(state, part.filed, () => onCreated(part.rows));
    if (missing === undefined) {
      part = make();
      onCreated(part.rows);
    }
    const { rows, filed } = part;
    const task = missing === undefined ? all(rows) : each(missing, (pk) => one(rows, pk));
    const records = await tasks.run(whileWanted(task, isWanted));
    if (records === undefined) return undefined;
    snapshots.loaded(state.name, filed, records);
    return part;
  }
}

/** Handles each number in a step of its own. Returns how many there are. */
function* each(
  numbers: ReadonlySet<number>,
  handle: (number: number) => void,
): CooperativeTask<number> {
  for (const number of numbers) {
    handle(number);
    yield;
  }
  return numbers.size;
}

function* whileWanted<T>(
  task: CooperativeTask<T>,
  isWanted: () => boolean,
): CooperativeTask<T | undefined> {
  while (isWanted()) {
    const step = task.next();
    if (step.done === true) return step.value;
    yield;
  }
  return undefined;
}
