import { statSync } from 'node:fs';
import type { Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import type { Log } from '../../common/log.ts';
import type { Handlers } from '../../common/rpc.ts';
import { Collection } from '../collection/collection.ts';
import { readKernel } from '../scan/kernelFile.ts';
import { Searcher } from '../scan/searcher.ts';
import { stackFrames } from '../stackFrames.ts';
import { Backups } from './backups.ts';
import { Catalog, type CatalogEntry } from './catalog.ts';
import { configuredIndex } from './configuredIndex.ts';
import { IndexDatabase } from './indexDatabase.ts';
import { indexFile } from './indexSchema.ts';
import { mapSource, removeMaps, retainMaps } from './mapFiles.ts';
import { speakingOf } from './sqlite.ts';
import type { StoreCalls } from './storeCalls.ts';
import type { IndexState, StoredIndex } from './storedIndex.ts';

/**
 * All indexes of a data folder. Everything is synchronous: one store belongs into one thread. An index that turns out to
 * be damaged fails alone; the next call on its records tries it again, and so does the next look at it once its file was
 * replaced.
 */
export class Store implements Disposable {
  readonly #log: Log;
  readonly #dataFolder: string;
  readonly #catalog: Catalog;
  readonly #backups: Backups;
  readonly #open = new Map<string, Collection>();
  /** By name, what the damaged file looked like from outside. */
  readonly #damaged = new Map<string, string>();
  readonly #checked = new Set<string>();
  #searcher: Searcher | undefined;

  /** Throws `conflict` where another engine holds the folder, `damaged` where the catalog is. */
  constructor(dataFolder: string, log: Log) {
    this.#log = log;
    this.#catalog = new Catalog(dataFolder);
    this.#backups = new Backups(dataFolder, this.#catalog);
    this.#dataFolder = dataFolder;
    retainMaps(
      dataFolder,
      this.#catalog.entries().map(({ file }) => file),
    );
  }

  dispose(): void {
    for (const name of this.#open.keys()) this.#close(name);
    this.#searcher?.dispose();
    this.#catalog.dispose();
  }

  readonly handlers: Handlers<StoreCalls> = {
    'index.list': () => this.#catalog.entries().map((entry) => this.#stateOf(entry)),
    'index.describe': ({ name }) => this.#stateOf(this.#catalog.entry(name)),
    'index.create': (index) =>
      this.#catalog.add(index, (file) => {
        new IndexDatabase(file, 'create', index.name).dispose();
        this.#checked.add(index.name);
      }),
    'index.configure': ({ name, ...changes }) => {
      this.#catalog.change(configuredIndex(this.#catalog.entry(name).index, changes));
      return this.#stateOf(this.#catalog.entry(name));
    },
    'index.delete': ({ name }) => {
      const entry = this.#catalog.entry(name);
      if (entry.index.isProtected) {
        const message = 'Deletion protection is enabled for this index: disable it first';
        throw new Failure('forbidden', message);
      }
      this.#close(name);
      this.#checked.delete(name);
      this.#damaged.delete(name);
      this.#catalog.remove(entry, () => this.#backups.noteDeletion(entry));
      removeMaps(this.#dataFolder, entry.file);
    },
    'index.stats': ({ index }) => this.#with(index, (collection) => collection.stats()),
    'records.upsert': (params) =>
      this.#with(params.index, (collection) => collection.upsert(params)),
    'records.query': (params, { signal }) =>
      this.#awaiting(params.index, (collection) => collection.query(params, signal)),
    'records.fetch': (params) => this.#with(params.index, (collection) => collection.fetch(params)),
    'records.list': (params) => this.#with(params.index, (collection) => collection.list(params)),
    'records.delete': (params) =>
      this.#with(params.index, (collection) => collection.delete(params)),
    'records.fetchMatching': (params) =>
      this.#with(params.index, (collection) => collection.fetchMatching(params)),
    'records.update': (params) =>
      this.#with(params.index, (collection) => collection.update(params)),
    'records.updateMatching': (params) =>
      this.#with(params.index, (collection) => collection.updateMatching(params)),
    'documents.upsert': (params) =>
      this.#with(params.index, ({ documents }) => documents.upsert(params)),
    'documents.search': (params) =>
      this.#with(params.index, ({ documents }) => documents.search(params)),
    'documents.fetchMatching': (params) =>
      this.#with(params.index, ({ documents }) => documents.fetchMatching(params)),
    'documents.update': (params) =>
      this.#with(params.index, ({ documents }) => documents.update(params)),
    'documents.updateMatching': (params) =>
      this.#with(params.index, ({ documents }) => documents.updateMatching(params)),
    'alias.list': ({ index }) => this.#with(index, ({ aliases }) => aliases.list()),
    'alias.get': ({ index, name }) => this.#with(index, ({ aliases }) => aliases.get(name)),
    'alias.create': ({ index, name, target }) =>
      this.#with(index, ({ aliases }) => aliases.create(name, target, new Date().toISOString())),
    'alias.change': ({ index, name, target }) =>
      this.#with(index, ({ aliases }) => aliases.change(name, target, new Date().toISOString())),
    'alias.delete': ({ index, name }) => this.#with(index, ({ aliases }) => aliases.delete(name)),
    'import.list': ({ index }) => this.#with(index, ({ imports }) => imports.list()),
    'import.get': ({ index, id }) => this.#with(index, ({ imports }) => imports.get(id)),
    'import.create': ({ index, ...state }) =>
      this.#with(index, ({ imports }) => imports.create(state)),
    'import.save': ({ index, ...state }) => this.#with(index, ({ imports }) => imports.save(state)),
    'backup.list': () => this.#backups.list(),
    'backup.get': ({ id }) => this.#backups.get(id),
    'backup.create': async ({ index, ...about }) => {
      const entry = this.#catalog.entry(index);
      const database = this.#with(index, (collection) => collection.database);
      return this.#backups.create(entry, database, about);
    },
    'backup.delete': ({ id }) => this.#backups.delete(id),
    'backup.restore': ({ id, ...settings }) => this.#backups.restore(id, settings),
    'restoreJob.list': () => this.#backups.jobs(),
    'namespace.list': ({ index }) => this.#with(index, (collection) => collection.namespaces()),
    'namespace.create': (params) =>
      this.#with(params.index, (collection) => collection.createNamespace(params)),
    'namespace.delete': (params) =>
      this.#with(params.index, (collection) => collection.deleteNamespace(params)),
    'namespace.version': ({ index, namespace }) => ({
      source: mapSource(this.#catalog.entry(index).file),
      lsn: this.#with(index, (collection) => collection.lsn(namespace)),
    }),
    'namespace.read': (params, { transfer }) => {
      const result = this.#with(params.index, (collection) => collection.read(params));
      transfer([result.values]);
      return result;
    },
  };

  /** The freshness counter of a namespace. Throws as a write to it would. */
  counterForWrite({ index, namespace }: { index: string; namespace: string }): number {
    return this.#with(index, (collection) => collection.counterForWrite(namespace));
  }

  #with<T>(name: string, work: (collection: Collection) => T): T {
    const entry = this.#catalog.entry(name);
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
  async #awaiting<T>(name: string, work: (collection: Collection) => Promise<T>): Promise<T> {
    const collection = this.#with(name, (one) => one);
    try {
      return await work(collection);
    } catch (error) {
      return this.#with(name, () => {
        throw error;
      });
    }
  }

  #collection({ index, file }: CatalogEntry): Collection {
    const known = this.#open.get(index.name);
    if (known?.database.isInPlace() === true) return known;
    // Its file was deleted, or another one was put into its place: what is there now counts.
    this.#close(index.name);
    const database = new IndexDatabase(file, 'existing', index.name);
    const searcher = (): Searcher => (this.#searcher ??= new Searcher(readKernel()));
    const collection = new Collection(index, database, searcher);
    this.#open.set(index.name, collection);
    this.#damaged.delete(index.name);
    return collection;
  }

  #close(name: string): void {
    const collection = this.#open.get(name);
    this.#open.delete(name);
    collection?.dispose();
  }

  #stateOf({ index, file }: CatalogEntry): IndexState {
    const look = this.#damaged.get(index.name);
    const wasReplaced = look !== undefined && look !== lookOf(file);
    if (!this.#checked.has(index.name) || wasReplaced) this.#check(index, file);
    return { ...index, isDamaged: this.#damaged.has(index.name) };
  }

  /** Looks at a file once, without keeping it open: there may be more indexes than a process may have files. */
  #check({ name }: StoredIndex, file: string): void {
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
