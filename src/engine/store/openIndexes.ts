import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import type { Log } from '../../common/log.ts';
import { OpenIndex } from '../namespace/openIndex.ts';
import { CooperativeTasks } from '../workers/cooperativeTasks.ts';
import { readKernel } from '../kernels/kernelFile.ts';
import { Searcher } from '../vectorSearch/searcher.ts';
import { stackFrames } from '../process/stackFrames.ts';
import type { Catalog, CatalogEntry } from '../catalog/catalog.ts';
import { FileChecks, type CheckFile } from './fileChecks.ts';
import { DamagedFiles } from './damagedFiles.ts';
import { derivedFolder, derivedFolderName } from '../storage/derivedFiles.ts';
import { fileIdentityOf } from '../storage/fileIdentity.ts';
import { IndexDatabase } from '../storage/indexDatabase.ts';
import { describeIndexFile } from '../storage/indexSchema.ts';
import { requireWriteAheadLog, hasWriteAheadLog } from '../storage/integrity/writeAheadLog.ts';
import { damaged, withSqliteErrors } from '../storage/sqlite.ts';
import type { IndexState } from '../storage/storedIndex.ts';

/**
 * Opens index files on demand and keeps them open. A damaged file affects only its own index; the next call on its
 * records opens it again, and so does the next check after the file was replaced.
 */
export class OpenIndexes implements Disposable {
  readonly #catalog: IndexCatalog;
  readonly #dataFolder: string;
  readonly #log: Log;
  readonly #open = new Map<string, OpenIndex>();
  readonly #damaged = new DamagedFiles();
  /** Indexes whose write-ahead log the catalog marks as needed, by name. */
  readonly #walTracked = new Map<string, number>();
  readonly #checked = new Set<string>();
  readonly #newSearcher: () => Searcher;
  readonly #tasks = new CooperativeTasks();
  #searcher: Searcher | undefined;
  #checks: FileChecks | undefined;

  constructor(
    catalog: IndexCatalog,
    dataFolder: string,
    log: Log,
    newSearcher: () => Searcher = () => new Searcher(readKernel()),
  ) {
    this.#newSearcher = newSearcher;
    this.#catalog = catalog;
    this.#dataFolder = dataFolder;
    this.#log = log;
  }

  dispose(): void {
    this.#checks?.dispose();
    for (const name of this.#open.keys()) this.#close(name);
    this.#searcher?.dispose();
  }

  /** Checks the file of each index that is opened from now on, at most once a day. */
  startFileChecks(checkDatabaseFile: CheckFile): void {
    this.#checks = new FileChecks(checkDatabaseFile, (name, file, what) => {
      this.#log.error(`The check of “${name}” found: ${what}`);
      const failure = damaged(describeIndexFile(name), new Error(what));
      this.#damaged.add(name, file, failure, true);
    });
  }

  /** Starts the search threads before the first search, if an index is large enough to have snapshots. */
  startThreads(): void {
    const folder = derivedFolder(this.#dataFolder, 'vectors');
    if (existsSync(folder) && readdirSync(folder).length > 0) this.#searcherOf().startThreads();
  }

  /**
   * The result of work on an index, which is opened first if it is not open. Throws `notFound`, `damaged`, and `unavailable`
   * if the index is closed or deleted while asynchronous work goes on.
   */
  use<T>(name: string, work: (index: OpenIndex) => T): T {
    const entry = this.#catalog.entry(name);
    const result = this.#translateFailures(entry, () => work(this.#openIndex(entry)));
    this.#setWalFileIdentity(entry);
    return result instanceof Promise ? (this.#whenDone(entry, result) as T) : result;
  }

  /** Like `use`, for work whose writes are not flushed: resolves once they are on disk. The work runs at once. */
  useAndFlush<T>(name: string, work: (index: OpenIndex) => T): Promise<T> {
    return this.use(name, async (index) => {
      const result = work(index);
      try {
        await index.database.flush();
      } catch (error) {
        // The log may have a gap. Closing writes it to the file as it is in memory, and flushes that.
        if (this.#open.get(name) === index) this.#close(name);
        throw error;
      }
      return result;
    });
  }

  async #whenDone<T>(entry: CatalogEntry, pending: Promise<T>): Promise<T> {
    const { name } = entry.index;
    const open = this.#open.get(name);
    try {
      const result = await pending;
      if (this.#open.get(name) === open) this.#setWalFileIdentity(entry);
      return result;
    } catch (error) {
      return this.use(name, () => {
        throw error;
      });
    }
  }

  #translateFailures<T>({ index: { name }, file }: CatalogEntry, work: () => T): T {
    try {
      return withSqliteErrors(describeIndexFile(name), work);
    } catch (error) {
      if (Failure.is(error, 'damaged')) {
        this.#damaged.add(name, file, error, this.#open.has(name));
        this.#close(name);
      }
      if (Failure.is(error, 'internal'))
        this.#log.error(`A call on “${name}” failed\n${stackFrames(error.cause)}`);
      // Another tool has locked the file, which passes. A conflict of the engine's own has no cause.
      if (Failure.is(error, 'conflict') && error.cause !== undefined)
        throw new Failure('unavailable', error.message, { cause: error });
      throw error;
    }
  }

  stateOf(entry: CatalogEntry): IndexState {
    const { name } = entry.index;
    if (!this.#checked.has(name) || this.#damaged.wasReplaced(name, entry.file)) this.#check(entry);
    return { ...entry.index, isDamaged: this.#damaged.has(name) };
  }

  /** Throws the last damage found in an index, until its file is replaced. */
  throwIfDamaged(name: string): void {
    const { file } = this.#catalog.entry(name);
    const failure = this.#damaged.failureOf(name);
    if (failure !== undefined && !this.#damaged.wasReplaced(name, file)) throw failure;
  }

  /** Marks a new file as checked. */
  markChecked(name: string): void {
    this.#checked.add(name);
  }

  /** Closes an index whose file is about to be deleted. */
  forget(name: string): void {
    this.#close(name);
    this.#checked.delete(name);
    this.#damaged.remove(name);
  }

  #openIndex({ index, file, number, ...entry }: CatalogEntry): OpenIndex {
    const known = this.#open.get(index.name);
    if (known?.database.hasSameFiles() === true) return known;
    // The file was deleted or replaced: the current file is opened instead.
    this.#close(index.name);
    // A file that this process had open has had its log checkpointed.
    const walFileIdentity = known === undefined ? entry.walFileIdentity : undefined;
    requireWriteAheadLog(index.name, file, walFileIdentity);
    const database = new IndexDatabase(file, 'existing', index.name);
    if (walFileIdentity !== undefined) this.#walTracked.set(index.name, number);
    const searcher = (): Searcher => this.#searcherOf();
    const snapshots = path.join(
      derivedFolder(this.#dataFolder, 'vectors'),
      derivedFolderName(file),
    );
    const opened = new OpenIndex(index, database, searcher, snapshots, this.#tasks);
    this.#open.set(index.name, opened);
    this.#damaged.opened(index.name, file);
    this.#checks?.schedule({ name: index.name, file, database });
    opened.resume();
    return opened;
  }

  #searcherOf(): Searcher {
    return (this.#searcher ??= this.#newSearcher());
  }

  #close(name: string): void {
    const open = this.#open.get(name);
    if (open === undefined) return;
    this.#open.delete(name);
    // Cleared before closing checkpoints and removes the log. The other order would report a missing log.
    const number = this.#walTracked.get(name);
    this.#walTracked.delete(name);
    try {
      if (number !== undefined) this.#catalog.setWalFileIdentity(number, null);
    } catch (error) {
      this.#log.error(`The log of “${name}” is noted as needed\n${stackFrames(error)}`);
    }
    open.dispose();
  }

  /** Marks the write-ahead log as needed once it contains a write, before the write's response. */
  #setWalFileIdentity({ index: { name }, file, number }: CatalogEntry): void {
    if (this.#walTracked.has(name) || !this.#open.has(name) || !hasWriteAheadLog(file)) return;
    const identity = fileIdentityOf(file);
    if (identity === undefined) return;
    this.#catalog.setWalFileIdentity(number, identity);
    this.#walTracked.set(name, number);
  }

  /** Opens and closes a file once to check it: there may be more indexes than a process may have open files. */
  #check({ index: { name }, file, number, walFileIdentity }: CatalogEntry): void {
    this.#damaged.remove(name);
    try {
      if (!this.#open.has(name)) {
        requireWriteAheadLog(name, file, walFileIdentity);
        const database = new IndexDatabase(file, 'existing', name);
        if (walFileIdentity !== undefined) this.#catalog.setWalFileIdentity(number, null);
        database.dispose();
      }
    } catch (error) {
      if (Failure.is(error, 'damaged')) this.#damaged.add(name, file, error, false);
    }
    this.#checked.add(name);
  }
}

/** The part of the catalog that opening indexes needs. `entry` throws `notFound`. */
export type IndexCatalog = Pick<Catalog, 'entry' | 'setWalFileIdentity'>;
