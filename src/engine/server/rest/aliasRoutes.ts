import { Hono } from 'hono';
import type { RpcClient } from '../../../common/rpc.ts';
import type { NamespaceAlias } from '../../storage/aliasTable.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import {
  aliasToken,
  decodeAliasName,
  decodeAliasPage,
  decodeNewAlias,
  decodeNewTarget,
  requireAliases,
} from '../schemas/aliasRequests.ts';
import { readJson } from './body.ts';
import { indexOf } from './dataResponses.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';

type Store = RpcClient<StoreCalls>;

/** Pinecone's routes for namespace aliases, under a path with the parameter `index`. */
export function aliasRoutes(store: Store): Hono<EngineEnv> {
  const app = new Hono<EngineEnv>();
  app.use('/namespace-aliases/*', (context, next) => {
    requireAliases(context.get('version'));
    return next();
  });
  app.get('/namespace-aliases', (context) => list(context, store));
  app.post('/namespace-aliases', async (context) => {
    const alias = decodeNewAlias(await readJson(context));
    const created = await store.call('alias.create', { index: indexOf(context), ...alias });
    return context.json(aliasResponse(created));
  });
  app.get('/namespace-aliases/:alias', async (context) =>
    context.json(aliasResponse(await store.call('alias.get', aliasOf(context)))),
  );
  app.patch('/namespace-aliases/:alias', async (context) => {
    const params = { ...aliasOf(context), target: decodeNewTarget(await readJson(context)) };
    return context.json(aliasResponse(await store.call('alias.change', params)));
  });
  app.delete('/namespace-aliases/:alias', async (context) => {
    await store.call('alias.delete', aliasOf(context));
    return context.json({});
  });
  return app;
}

async function list(context: EngineContext, store: Store): Promise<Response> {
  const page = decodeAliasPage(context.req.query());
  const all = await store.call('alias.list', { index: indexOf(context) });
  const matching = all.filter(
    ({ name, target }) =>
      name.startsWith(page.prefix) && (page.target === undefined || page.target === target),
  );
  const rest = matching.filter(({ name }) => name > page.after);
  const shown = rest.slice(0, page.limit);
  const last = shown.at(-1);
  const hasMore = rest.length > shown.length && last !== undefined;
  return context.json({
    namespace_aliases: shown.map(aliasResponse),
    ...(hasMore ? { pagination: { next: aliasToken(page, last.name) } } : {}),
    total_count: matching.length,
  });
}

function aliasOf(context: EngineContext): { index: string; name: string } {
  return { index: indexOf(context), name: decodeAliasName(context.req.param('alias')) };
}

function aliasResponse({ name, target, createdAt, updatedAt }: NamespaceAlias): object {
  return { name, target_namespace: target, created_at: createdAt, updated_at: updatedAt };
}
