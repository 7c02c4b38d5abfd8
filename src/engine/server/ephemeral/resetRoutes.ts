import { Hono } from 'hono';
import type { RpcClient } from '../../../common/rpc.ts';
import type { InitialIndexes } from '../operations/initialIndexes.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';

/**
 * `POST /_vectorscope/reset`: deletes all indexes and backups, and creates the initial indexes again. Responds when that
 * is done.
 */
export function resetRoutes({ store, endWork, initialIndexes }: ResetDeps): Hono {
  const routes = new Hono();
  routes.post('/_vectorscope/reset', async (context) => {
    const deleted = await store.call('store.reset', null);
    await Promise.all(deleted.map(endWork));
    await initialIndexes?.create();
    return context.body(null, 204);
  });
  return routes;
}

export type ResetDeps = {
  readonly store: RpcClient<StoreCalls>;
  /** Cancels the running work of a deleted index. Resolves when it has stopped. */
  readonly endWork: (index: string) => Promise<void>;
  readonly initialIndexes: InitialIndexes | undefined;
};
