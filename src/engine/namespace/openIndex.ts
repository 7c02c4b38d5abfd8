import type { Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { AliasTable } from '../storage/aliasTable.ts';
import { ImportJobTable } from '../storage/importJobTable.ts';
import type { IndexDatabase } from '../storage/indexDatabase.ts';
import { NamespaceTable } from '../storage/namespaceTable.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';
import type { Searcher } from '../vectorSearch/searcher.ts';
import type { CooperativeTasks, CooperativeTask } from '../workers/cooperativeTasks.ts';
import { Documents } from './documents.ts';
import { FilterableFields } from './filters/filterableFields.ts';
import { FilterWrites } from './filterWrites.ts';
import type { IndexContext } from './indexContext.ts';
import { LoadedNamespaces } from './loadedNamespaces.ts';
import { MapReads } from './mapReads.ts';
import { Namespaces } from './namespaces.ts';
import { RecordReader } from './recordReader.ts';
import { Records } from './records.ts';
import { PartSnapshots } from './snapshots/partSnapshots.ts';
import { SnapshotFolder } from './snapshots/snapshotFolder.ts';
import { VectorSnapshots } from './snapshots/vectorSnapshots.ts';
import { VectorQueries } from './vectorQueries.ts';

/** An open index: its database, and the operations on its namespaces, records and documents. Owns the database. */
export class OpenIndex implements Disposable {
  readonly database: IndexDatabase;
  readonly aliases: AliasTable;
  readonly imports: ImportJobTable;
  readonly namespaces: Namespaces;
  readonly records: Records;
  readonly documents: Documents;
  readonly queries: VectorQueries;
  readonly mapReads: MapReads;
  readonly #index: StoredIndex;
  readonly #snapshots: SnapshotFolder;
  readonly #loaded: LoadedNamespaces;
  readonly #filterWrites: FilterWrites;
  readonly #tasks: CooperativeTasks;
  #isDisposed = false;

  /** Owns `snapshotFolder`, which holds the caches of its vectors. */
  constructor(
    index: StoredIndex,
    database: IndexDatabase,
    searcher: () => Searcher,
    snapshotFolder: string,
    tasks: CooperativeTasks,
  ) {
    this.#tasks = tasks;
    this.#index = index;
    this.database = database;
    this.aliases = new AliasTable(database, index.kind === 'documents' ? 412 : 400);
    this.imports = new ImportJobTable(database);
    const table = new NamespaceTable(database);
    const reader = new RecordReader(index, database);
    this.#snapshots = new SnapshotFolder(snapshotFolder, database);
    this.#loaded = new LoadedNamespaces({
      index,
      database,
      reader,
      searcher,
      snapshots: new VectorSnapshots(this.#snapshots, database),
      partSnapshots: new PartSnapshots(this.#snapshots, database, tasks),
      tasks,
      checkOpen: () => this.#checkOpen(),
    });
    const context: IndexContext = {
      index,
      database,
      aliases: this.aliases,
      filters: new FilterableFields(index, table),
      reader,
      loaded: this.#loaded,
      run: (steps, signal) => this.#run(steps, signal),
      isOpen: () => this.#isOpen(),
      checkOpen: () => this.#checkOpen(),
    };
    this.#filterWrites = new FilterWrites(context);
    this.namespaces = new Namespaces(context, table, this.#filterWrites);
    this.records = new Records(context, this.namespaces, this.#filterWrites);
    this.documents = new Documents(context, this.#filterWrites);
    this.queries = new VectorQueries(context);
    this.mapReads = new MapReads(context);
  }

  /** Finishes what a crash interrupted. Call it before any other method. */
  resume(): void {
    this.#filterWrites.resume();
    void this.namespaces.sweep();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#snapshots.dispose();
    this.#loaded.clear();
    this.database.dispose();
  }

  #run<T>(task: CooperativeTask<T>, signal?: AbortSignal): Promise<T> {
    const check = (): void => {
      if (!this.#isOpen()) this.#refuseClosed();
    };
    return this.#tasks.run(task, { signal, check });
  }

  #isOpen(): boolean {
    return !this.#isDisposed && this.database.hasSameFiles();
  }

  #checkOpen(): void {
    if (this.#isDisposed) this.#refuseClosed();
  }

  #refuseClosed(): never {
    const message = `“${this.#index.name}” was closed while it was in use: try again`;
    throw new Failure('unavailable', message);
  }
}
