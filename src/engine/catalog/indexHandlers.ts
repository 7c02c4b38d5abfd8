import { Failure } from '../../common/failure.ts';
import type { Handlers } from '../../common/rpc.ts';
import { removeDerivedFiles } from '../storage/derivedFiles.ts';
import type { DiskReserve } from '../storage/diskReserve.ts';
import { PullCheckpoints } from '../storage/pullCheckpoints.ts';
import { IndexDatabase } from '../storage/indexDatabase.ts';
import type { IndexState, StoredIndex } from '../storage/storedIndex.ts';
import type { OpenIndexes } from '../store/openIndexes.ts';
import type { Backups } from './backups.ts';
import type { Catalog, CatalogEntry } from './catalog.ts';
import { configuredIndex, type IndexChanges } from './configuredIndex.ts';

/** Returns the handlers of calls on indexes as a whole. */
export function indexHandlers(deps: IndexCallDeps): Handlers<IndexCalls> {
  const { catalog, indexes } = deps;
  return {
    'index.list': () => catalog.entries().map((entry) => indexes.stateOf(entry)),
    'index.describe': ({ name }) => indexes.stateOf(catalog.entry(name)),
    'index.create': (index) =>
      catalog.add(index, (file) => {
        new IndexDatabase(file, 'create', index.name).dispose();
        indexes.markChecked(index.name);
      }),
    'index.configure': ({ name, ...changes }) => {
      catalog.change(configuredIndex(catalog.entry(name).index, changes));
      return indexes.stateOf(catalog.entry(name));
    },
    'index.delete': ({ name }) => {
      const entry = catalog.entry(name);
      throwIfProtected(entry);
      removeIndex(deps, entry);
    },
    'index.stats': ({ index }) => {
      indexes.throwIfDamaged(index);
      const namespaces = indexes.use(index, (open) => open.namespaces.list());
      return { namespaces: namespaces.map(({ name, recordCount }) => ({ name, recordCount })) };
    },
  };
}

/** Calls on indexes as a whole. */
export type IndexCalls = {
  'index.list': { params: null; result: readonly IndexState[] };
  /** Throws `notFound`. */
  'index.describe': { params: { name: string }; result: IndexState };
  /** Throws `conflict` if the name is taken. */
  'index.create': { params: StoredIndex; result: void };
  /** Throws `notFound`, and `badInput` if the index would have too many tags. */
  'index.configure': { params: IndexChanges & { name: string }; result: IndexState };
  /** Throws `notFound`, and `forbidden` if the index is protected from deletion. */
  'index.delete': { params: { name: string }; result: void };
  'index.stats': {
    params: { index: string };
    result: {
      readonly namespaces: readonly { readonly name: string; readonly recordCount: number }[];
    };
  };
};

export type IndexCallDeps = {
  readonly dataFolder: string;
  readonly catalog: Catalog;
  readonly indexes: OpenIndexes;
  readonly backups: Backups;
  readonly reserve: DiskReserve;
};

function throwIfProtected({ index }: CatalogEntry): void {
  if (!index.isProtected) return;
  const message = 'Deletion protection is enabled for this index: disable it first';
  throw new Failure('forbidden', message);
}

/** Closes and deletes an index, even if it is protected from deletion. */
export function removeIndex(
  { dataFolder, catalog, indexes, backups, reserve }: IndexCallDeps,
  entry: CatalogEntry,
): void {
  indexes.forget(entry.index.name);
  reserve.retryWithReserve(() => {
    catalog.remove(entry, () => backups.noteDeletion(entry));
    removeDerivedFiles(dataFolder, entry.file);
    new PullCheckpoints(dataFolder).remove(entry.index.name);
  });
}
