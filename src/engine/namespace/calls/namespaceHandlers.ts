import type { Handlers } from '../../../common/rpc.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { derivedFolderName } from '../../storage/derivedFiles.ts';
import type { DiskReserve } from '../../storage/diskReserve.ts';
import type { OpenIndexes } from '../../store/openIndexes.ts';
import type { NamespaceCalls } from './namespaceCalls.ts';

/** Returns the handlers of calls on namespaces. */
export function namespaceHandlers(
  catalog: Catalog,
  indexes: OpenIndexes,
  reserve: DiskReserve,
): Handlers<NamespaceCalls> {
  return {
    'namespace.list': ({ index }) => indexes.use(index, ({ namespaces }) => namespaces.list()),
    'namespace.describe': (params) =>
      indexes.use(params.index, ({ namespaces }) => namespaces.describe(params)),
    'namespace.create': (params) =>
      indexes.use(params.index, ({ namespaces }) => namespaces.create(params)),
    'namespace.delete': (params) =>
      reserve.retryWithReserve(() =>
        indexes.use(params.index, ({ namespaces }) => namespaces.delete(params)),
      ),
    'namespace.version': ({ index, namespace }) => ({
      source: derivedFolderName(catalog.entry(index).file),
      lsn: indexes.use(index, ({ namespaces }) => namespaces.lsn(namespace)),
    }),
  };
}
