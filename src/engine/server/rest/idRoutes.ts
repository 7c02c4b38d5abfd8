import { Hono } from 'hono';
import * as v from 'valibot';
import type { RpcClient } from '../../../common/rpc.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import { decode } from '../schemas/decode.ts';
import { readLimit, readPrefix } from '../schemas/paging.ts';
import { decodeId, decodeNamespace } from '../schemas/recordIdentifiers.ts';
import { readJson } from './body.ts';

const maxIds = 10_000;

const idsSchema = v.object({
  index: v.string(),
  namespace: v.optional(v.string()),
  prefix: v.optional(v.string(), ''),
  after: v.optional(v.string()),
  limit: v.optional(v.number()),
});

/** The route that lists ids in large pages: `after` continues after an id, and `next` is the last id of the page. */
export function idRoutes(store: RpcClient<StoreCalls>): Hono {
  const routes = new Hono();
  routes.post('/_vectorscope/ids', async (context) => {
    const request = decode(idsSchema, await readJson(context));
    const { index, namespace, prefix, after, limit } = request;
    const { ids, isLast } = await store.call('records.list', {
      index,
      namespace: decodeNamespace(namespace),
      prefix: readPrefix(prefix),
      after: after === undefined ? '' : decodeId(after),
      limit: readLimit(limit, maxIds, maxIds),
    });
    const next = isLast ? undefined : ids.at(-1);
    return context.json({ ids, ...(next !== undefined && { next }) });
  });
  return routes;
}
