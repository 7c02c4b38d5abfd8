import type { Disposable } from '../../common/disposables.ts';
import type { Log } from '../../common/log.ts';
import type { Handlers } from '../../common/rpc.ts';
import { backupHandlers } from '../catalog/backupHandlers.ts';
import { Backups } from '../catalog/backups.ts';
import { Catalog } from '../catalog/catalog.ts';
import { indexHandlers } from '../catalog/indexHandlers.ts';
import { resetHandlers } from '../catalog/resetHandlers.ts';
import { aliasHandlers } from '../namespace/calls/aliasHandlers.ts';
import { documentHandlers } from '../namespace/calls/documentHandlers.ts';
import { importHandlers } from '../namespace/calls/importHandlers.ts';
import { namespaceHandlers } from '../namespace/calls/namespaceHandlers.ts';
import { recordHandlers } from '../namespace/calls/recordHandlers.ts';
import type { WriteAttempt } from '../namespace/records.ts';
import { removeOrphanedDerivedFiles } from '../storage/derivedFiles.ts';
import { DiskReserve } from '../storage/diskReserve.ts';
import { checkDatabaseFile } from '../storage/integrity/checkDatabaseFile.ts';
import type { Searcher } from '../vectorSearch/searcher.ts';
import { OpenIndexes } from './openIndexes.ts';
import type { StoreCalls } from './storeCalls.ts';

/** The data folder and the handlers of all calls on it. Writes are synchronous: use one store from one thread. */
export class Store implements Disposable {
  readonly handlers: Handlers<StoreCalls>;
  readonly #catalog: Catalog;
  readonly #indexes: OpenIndexes;
  readonly #reserve: DiskReserve;

  /** Throws `conflict` if another engine holds the folder, and `damaged` if the catalog is damaged. */
  constructor(dataFolder: string, log: Log, newSearcher?: () => Searcher) {
    const catalog = new Catalog(dataFolder);
    const indexes = new OpenIndexes(catalog, dataFolder, log, newSearcher);
    const backups = new Backups(dataFolder, catalog);
    const reserve = new DiskReserve(dataFolder);
    removeOrphanedDerivedFiles(
      dataFolder,
      catalog.entries().map(({ file }) => file),
    );
    this.#catalog = catalog;
    this.#indexes = indexes;
    this.#reserve = reserve;
    const parts = { dataFolder, catalog, indexes, backups, reserve };
    this.handlers = {
      ...indexHandlers(parts),
      ...backupHandlers(parts),
      ...resetHandlers(parts),
      ...namespaceHandlers(catalog, indexes, reserve),
      ...aliasHandlers(indexes),
      ...importHandlers(indexes),
      ...recordHandlers(indexes, reserve),
      ...documentHandlers(indexes),
    };
  }

  dispose(): void {
    this.#reserve.dispose();
    this.#indexes.dispose();
    this.#catalog.dispose();
  }

  /** Starts search threads, reserves disk space for deletions, and starts the daily checks of index files. */
  startBackgroundWork(): void {
    this.#reserve.enable();
    this.#indexes.startFileChecks(checkDatabaseFile);
    this.#indexes.startThreads();
  }

  /** Returns the write counter of a namespace. Throws as a write to it would. */
  counterForWrite(
    { index, namespace }: { readonly index: string; readonly namespace: string },
    attempt: WriteAttempt,
  ): number {
    return this.#indexes.use(index, ({ records }) => records.counterForWrite(namespace, attempt));
  }
}
