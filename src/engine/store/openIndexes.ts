import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import type { Log } from '../../common/log.ts';
import { Collection } from '../namespace/collection.ts';
import { readKernel } from '../kernels/kernelFile.ts';
import { Searcher } from '../vectorSearch/searcher.ts';
import { stackFrames } from '../process/stackFrames.ts';
import type { CatalogEntry } from '../catalog/catalog.ts';
import { derivedFolder, derivedName } from '../storage/derivedFiles.ts';
import { IndexDatabase } from '../storage/indexDatabase.ts';
import { indexFile } from '../storage/indexSchema.ts';
import { speakingOf } from '../storage/sqlite.ts';
import type { IndexState } from '../storage/storedIndex.ts';

/**
 * The files of indexes that are in use. One that turns out to be damaged fails alone; the next call on its records tries
 * it again, and so does the next look at it once its file was replaced.
 */
export class OpenIndexes implements Disposable {
  readonly #entryOf: (name: string) => CatalogEntry;
  readonly #dataFolder: string;
  readonly #log: Log;
  readonly #open = new Map<string, Collection>();
  /** By name, what the damaged file looked like from outside. */
  readonly #damaged = new Map<string, string>();
  readonly #checked = new Set<string>();
  readonly #newSearcher: () => Searcher;
  #searcher: Searcher | undefined;

  /** `entryOf` throws `notFound`. */
  constructor(
    entryOf: (name: string) => CatalogEntry,
    dataFolder: string,
    log: Log,
    newSearcher: () => Searcher = () => new Searcher(readKernel()),
  ) {
    this.#newSearcher = newSearcher;
    this.#entryOf = entryOf;
    this.#dataFolder = dataFolder;
    this.#log = log;
  }

  dispose(): void {
    for (const name of this.#open.keys()) this.#close(name);
    this.#searcher?.dispose();
  }

  /** Starts threads ahead of the first search, where there are caches for them to read. */
  prepare(): void {
    const folder = derivedFolder(this.#dataFolder, 'vectors');
    if (existsSync(folder) && readdirSync(folder).length > 0) this.#searcherOf().warm();
  }

  /** Work on an index, which is opened for it. Throws `notFound`, and `damaged` where its file is. */
  with<T>(name: string, work: (collection: Collection) => T): T {
    const entry = this.#entryOf(name);
    try {
      return speakingOf(indexFile(name), () => work(this.#collection(entry)));
    } catch (error) {
      if (Failure.is(error, 'damaged')) {
        this.#close(name);
        this.#damaged.set(name, lookOf(entry.file));
      }
      if (Failure.is(error, 'internal'))
        this.#log.error(`A call on “${name}” failed\n${stackFrames(error.cause)}`);
      // Somebody looks into the file with another tool: that passes. A conflict of our own has no cause.
      if (Failure.is(error, 'conflict') && error.cause !== undefined)
        throw new Failure('unavailable', error.message, { cause: error });
      throw error;
    }
  }

  /** For work that takes a while, during which the index may be closed or deleted. */
  async awaiting<T>(name: string, work: (collection: Collection) => Promise<T>): Promise<T> {
    const collection = this.with(name, (one) => one);
    try {
      return await work(collection);
    } catch (error) {
      return this.with(name, () => {
        throw error;
      });
    }
  }

  stateOf({ index, file }: CatalogEntry): IndexState {
    const look = this.#damaged.get(index.name);
    const wasReplaced = look !== undefined && look !== lookOf(file);
    if (!this.#checked.has(index.name) || wasReplaced) this.#check(index.name, file);
    return { ...index, isDamaged: this.#damaged.has(index.name) };
  }

  /** Its file was just made, and needs no look. */
  noteCreated(name: string): void {
    this.#checked.add(name);
  }

  /** Closes its file, which is about to be deleted. */
  forget(name: string): void {
    this.#close(name);
    this.#checked.delete(name);
    this.#damaged.delete(name);
  }

  #collection({ index, file }: CatalogEntry): Collection {
    const known = this.#open.get(index.name);
    if (known?.database.isInPlace() === true) return known;
    // Its file was deleted, or another one was put into its place: what is there now counts.
    this.#close(index.name);
    const database = new IndexDatabase(file, 'existing', index.name);
    const searcher = (): Searcher => this.#searcherOf();
    const snapshots = path.join(derivedFolder(this.#dataFolder, 'vectors'), derivedName(file));
    const collection = new Collection(index, database, searcher, snapshots);
    this.#open.set(index.name, collection);
    this.#damaged.delete(index.name);
    collection.resume();
    return collection;
  }

  #searcherOf(): Searcher {
    return (this.#searcher ??= this.#newSearcher());
  }

  #close(name: string): void {
    const collection = this.#open.get(name);
    this.#open.delete(name);
    collection?.dispose();
  }

  /** Looks at a file once, without keeping it open: there may be more indexes than a process may have files. */
  #check(name: string, file: string): void {
    this.#damaged.delete(name);
    try {
      if (!this.#open.has(name)) new IndexDatabase(file, 'existing', name).dispose();
    } catch (error) {
      if (Failure.is(error, 'damaged')) this.#damaged.set(name, lookOf(file));
    }
    this.#checked.add(name);
  }
}

/** Changes when another file takes this one's place. */
function lookOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? 'gone' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}
