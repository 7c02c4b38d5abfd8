import type { Handlers } from '../../common/rpc.ts';
import { removeIndex, type IndexCallDeps } from './indexHandlers.ts';

/** Returns the handler of the call that empties the data folder. */
export function resetHandlers(deps: IndexCallDeps): Handlers<ResetCalls> {
  const { catalog, backups, reserve } = deps;
  return {
    'store.reset': () => {
      reserve.retryWithReserve(() => backups.deleteAll());
      const entries = catalog.entries();
      for (const entry of entries) removeIndex(deps, entry);
      return entries.map(({ index }) => index.name);
    },
  };
}

/** The call that empties the data folder. */
export type ResetCalls = {
  /**
   * Deletes all indexes, also protected ones, all backups and all restore jobs. Backups and restores in progress fail.
   * Returns the names of the deleted indexes.
   */
  'store.reset': { params: null; result: readonly string[] };
};
