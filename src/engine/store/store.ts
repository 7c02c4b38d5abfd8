import type { Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import type { Log } from '../../common/log.ts';
import type { Handlers } from '../../common/rpc.ts';
import type { WriteAttempt } from '../namespace/collection.ts';
import { checkDatabaseFile } from '../storage/integrity/checkDatabaseFile.ts';
import { DiskReserve } from '../storage/diskReserve.ts';
import { Backups } from '../catalog/backups.ts';
import type { Searcher } from '../vectorSearch/searcher.ts';
import { Catalog } from '../catalog/catalog.ts';
import { configuredIndex } from '../catalog/configuredIndex.ts';
import {
  derivedFolderName,
  removeDerivedFiles,
  removeOrphanedDerivedFiles,
} from '../storage/derivedFiles.ts';
import { IndexDatabase } from '../storage/indexDatabase.ts';
import { OpenIndexes } from './openIndexes.ts';
import type { StoreCalls } from './storeCalls.ts';

/** What can be asked of a data folder. Nearly all is synchronous: one store belongs into one thread. */
export class Store implements Disposable {
  readonly #dataFolder: string;
  readonly #catalog: Catalog;
  readonly #backups: Backups;
  readonly #indexes: OpenIndexes;
  readonly #reserve: DiskReserve;

  /** Throws `conflict` where another engine holds the folder, `damaged` where the catalog is. */
  constructor(dataFolder: string, log: Log, newSearcher?: () => Searcher) {
    this.#catalog = new Catalog(dataFolder);
    this.#indexes = new OpenIndexes(this.#catalog, dataFolder, log, newSearcher);
    this.#backups = new Backups(dataFolder, this.#catalog);
    this.#dataFolder = dataFolder;
    this.#reserve = new DiskReserve(dataFolder);
    removeOrphanedDerivedFiles(
      dataFolder,
      this.#catalog.entries().map(({ file }) => file),
    );
  }

  dispose(): void {
    this.#reserve.dispose();
    this.#indexes.dispose();
    this.#catalog.dispose();
  }

  /** Makes ready what the first search would wait for, holds disk space back for deletions, and checks files once a day. */
  prepare(): void {
    this.#reserve.enable();
    this.#indexes.keepChecking(checkDatabaseFile);
    this.#indexes.prepare();
  }

  readonly handlers: Handlers<StoreCalls> = {
    'index.list': () => this.#catalog.entries().map((entry) => this.#indexes.stateOf(entry)),
    'index.describe': ({ name }) => this.#indexes.stateOf(this.#catalog.entry(name)),
    'index.create': (index) =>
      this.#catalog.add(index, (file) => {
        new IndexDatabase(file, 'create', index.name).dispose();
        this.#indexes.noteCreated(index.name);
      }),
    'index.configure': ({ name, ...changes }) => {
      this.#catalog.change(configuredIndex(this.#catalog.entry(name).index, changes));
      return this.#indexes.stateOf(this.#catalog.entry(name));
    },
    'index.delete': ({ name }) => {
      const entry = this.#catalog.entry(name);
      if (entry.index.isProtected) {
        const message = 'Deletion protection is enabled for this index: disable it first';
        throw new Failure('forbidden', message);
      }
      this.#indexes.forget(name);
      this.#reserve.retryWithReserve(() => {
        this.#catalog.remove(entry, () => this.#backups.noteDeletion(entry));
        removeDerivedFiles(this.#dataFolder, entry.file);
      });
    },
    'index.stats': ({ index }) => {
      this.#indexes.checkWell(index);
      return this.#indexes.with(index, (collection) => collection.stats());
    },
    'records.upsert': (params) =>
      this.#indexes.with(params.index, (collection) => collection.upsert(params)),
    'records.query': (params, { signal }) =>
      this.#indexes.awaiting(params.index, (collection) =>
        collection.queries.query(params, signal),
      ),
    'records.fetch': (params) =>
      this.#indexes.with(params.index, (collection) => collection.fetch(params)),
    'records.readInto': (params) =>
      this.#indexes.with(params.index, (collection) => collection.points.readInto(params)),
    'records.matching': (params, { signal }) =>
      this.#indexes.awaiting(params.index, (collection) =>
        collection.points.matching(params, signal),
      ),
    'records.countMatching': (params, { signal }) =>
      this.#indexes.awaiting(params.index, (collection) =>
        collection.countMatching(params, signal),
      ),
    'records.scores': (params) =>
      this.#indexes.awaiting(params.index, (collection) => collection.points.scores(params)),
    'records.list': (params) =>
      this.#indexes.with(params.index, (collection) => collection.list(params)),
    'records.mark': ({ index }) =>
      this.#indexes.with(index, ({ database }) => ({ mark: database.lastNumber })),
    'records.addedAfter': ({ index, mark, limit }) =>
      this.#indexes.with(index, ({ database }) => {
        const rows = database.recordsAfter(mark, limit);
        const records = rows.map(({ id, namespace }) => ({ id, namespace }));
        return { records, mark: rows.at(-1)?.pk ?? mark };
      }),
    'records.delete': (params, { signal }) =>
      this.#reserve.retryWithReserveAsync(() =>
        this.#indexes.awaiting(params.index, async (collection) =>
          collection.delete(params, signal),
        ),
      ),
    'records.fetchMatching': (params, { signal }) =>
      this.#indexes.awaiting(params.index, (collection) =>
        collection.fetchMatching(params, signal),
      ),
    'records.update': (params) =>
      this.#indexes.with(params.index, (collection) => collection.update(params)),
    'records.updateMatching': (params, { signal }) =>
      this.#indexes.awaiting(params.index, (collection) =>
        collection.updateMatching(params, signal),
      ),
    'documents.upsert': (params) =>
      this.#indexes.with(params.index, ({ documents }) => documents.upsert(params)),
    'documents.search': (params, { signal }) =>
      this.#indexes.awaiting(params.index, ({ documents }) => documents.search(params, signal)),
    'documents.fetchMatching': (params, { signal }) =>
      this.#indexes.awaiting(params.index, ({ documents }) =>
        documents.fetchMatching(params, signal),
      ),
    'documents.update': (params) =>
      this.#indexes.with(params.index, ({ documents }) => documents.update(params)),
    'documents.updateMatching': (params, { signal }) =>
      this.#indexes.awaiting(params.index, ({ documents }) =>
        documents.updateMatching(params, signal),
      ),
    'alias.list': ({ index }) => this.#indexes.with(index, ({ aliases }) => aliases.list()),
    'alias.get': ({ index, name }) => this.#indexes.with(index, ({ aliases }) => aliases.get(name)),
    'alias.create': ({ index, name, target }) =>
      this.#indexes.with(index, ({ aliases }) =>
        aliases.create(name, target, new Date().toISOString()),
      ),
    'alias.change': ({ index, name, target }) =>
      this.#indexes.with(index, ({ aliases }) =>
        aliases.change(name, target, new Date().toISOString()),
      ),
    'alias.delete': ({ index, name }) =>
      this.#indexes.with(index, ({ aliases }) => aliases.delete(name)),
    'import.list': ({ index }) => this.#indexes.with(index, ({ imports }) => imports.list()),
    'import.get': ({ index, id }) => this.#indexes.with(index, ({ imports }) => imports.get(id)),
    'import.create': ({ index, ...state }) =>
      this.#indexes.with(index, ({ imports }) => imports.create(state)),
    'import.save': ({ index, ...state }) =>
      this.#indexes.with(index, ({ imports }) => imports.save(state)),
    'backup.list': () => this.#backups.list(),
    'backup.get': ({ id }) => this.#backups.get(id),
    'backup.create': async ({ index, ...about }) => {
      const entry = this.#catalog.entry(index);
      const database = this.#indexes.with(index, (collection) => collection.database);
      return this.#backups.create(entry, database, about);
    },
    'backup.delete': ({ id }) => this.#reserve.retryWithReserve(() => this.#backups.delete(id)),
    'backup.restore': ({ id, ...settings }) => this.#backups.restore(id, settings),
    'restoreJob.list': () => this.#backups.jobs(),
    'namespace.list': ({ index }) =>
      this.#indexes.with(index, (collection) => collection.namespaces()),
    'namespace.describe': (params) =>
      this.#indexes.with(params.index, (collection) => collection.describeNamespace(params)),
    'namespace.create': (params) =>
      this.#indexes.with(params.index, (collection) => collection.createNamespace(params)),
    'namespace.delete': (params) =>
      this.#reserve.retryWithReserve(() =>
        this.#indexes.with(params.index, (collection) => collection.deleteNamespace(params)),
      ),
    'namespace.version': ({ index, namespace }) => ({
      source: derivedFolderName(this.#catalog.entry(index).file),
      lsn: this.#indexes.with(index, (collection) => collection.lsn(namespace)),
    }),
  };

  /** The freshness counter of a namespace. Throws as a write to it would. */
  counterForWrite(
    { index, namespace }: { readonly index: string; readonly namespace: string },
    attempt: WriteAttempt,
  ): number {
    return this.#indexes.with(index, (collection) =>
      collection.counterForWrite(namespace, attempt),
    );
  }
}
