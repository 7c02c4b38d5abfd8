import type { Handlers } from '../../../common/rpc.ts';
import type { StoredImport } from '../../storage/importJobTable.ts';
import type { OpenIndexes } from '../../store/openIndexes.ts';

/** Returns the handlers of calls on imports. */
export function importHandlers(indexes: OpenIndexes): Handlers<ImportCalls> {
  return {
    'import.list': ({ index }) => indexes.use(index, ({ imports }) => imports.list()),
    'import.get': ({ index, id }) => indexes.use(index, ({ imports }) => imports.get(id)),
    'import.create': ({ index, ...state }) =>
      indexes.use(index, ({ imports }) => imports.create(state)),
    'import.save': ({ index, ...state }) =>
      indexes.use(index, ({ imports }) => imports.save(state)),
  };
}

/** Calls on the states of imports into an index. */
export type ImportCalls = {
  /** The oldest first. */
  'import.list': { params: { index: string }; result: readonly StoredImport[] };
  /** Throws `notFound`. */
  'import.get': { params: { index: string; id: string }; result: StoredImport };
  /** Returns the import with its assigned id. */
  'import.create': { params: Omit<StoredImport, 'id'> & { index: string }; result: StoredImport };
  'import.save': { params: StoredImport & { index: string }; result: void };
};
