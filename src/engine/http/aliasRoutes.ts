import { Hono } from 'hono';
import * as v from 'valibot';
import { Failure } from '../../common/failure.ts';
import type { RpcClient } from '../../common/rpc.ts';
import type { NamespaceAlias } from '../store/aliasTable.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import { readJson } from './body.ts';
import { indexOf } from './dataAnswers.ts';
import { decode } from './decode.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';
import { pageOf, pagination } from './paging.ts';
import { decodeNamespace } from './recordNames.ts';

type Store = RpcClient<StoreCalls>;

const newAlias = v.object({ name: v.string(), target_namespace: v.string() });
const changedAlias = v.object({ target_namespace: v.string() });

/** Pinecone's other names for namespaces, under a path with the parameter `index`. */
export function aliasRoutes(store: Store): Hono<EngineEnv> {
  const app = new Hono<EngineEnv>();
  const nameOf = (context: EngineContext): string => context.req.param('alias') ?? '';

  app.get('/namespace-aliases', async (context) => {
    const { prefix, after, limit } = pageOf(context.req.query());
    const all = await store.call('alias.list', { index: indexOf(context) });
    const rest = all.filter(({ name }) => name.startsWith(prefix) && name > after);
    const page = rest.slice(0, limit);
    return context.json({
      namespace_aliases: page.map(aliasAnswer),
      ...pagination(rest.length <= limit, page.at(-1)?.name),
    });
  });
  app.post('/namespace-aliases', async (context) => {
    const body = decode(newAlias, await readJson(context));
    const name = decodeAliasName(body.name);
    const target = decodeNamespace(body.target_namespace);
    if (name === target) throw new Failure('badInput', 'An alias cannot stand for itself');
    const alias = await store.call('alias.create', { index: indexOf(context), name, target });
    return context.json(aliasAnswer(alias));
  });
  app.get('/namespace-aliases/:alias', async (context) => {
    const params = { index: indexOf(context), name: nameOf(context) };
    return context.json(aliasAnswer(await store.call('alias.get', params)));
  });
  app.patch('/namespace-aliases/:alias', async (context) => {
    const body = decode(changedAlias, await readJson(context));
    const target = decodeNamespace(body.target_namespace);
    const params = { index: indexOf(context), name: nameOf(context), target };
    return context.json(aliasAnswer(await store.call('alias.change', params)));
  });
  app.delete('/namespace-aliases/:alias', async (context) => {
    await store.call('alias.delete', { index: indexOf(context), name: nameOf(context) });
    return context.json({});
  });
  return app;
}

function decodeAliasName(name: string): string {
  if (name === '') throw new Failure('badInput', 'An alias needs a name');
  return decodeNamespace(name);
}

function aliasAnswer({ name, target, createdAt, updatedAt }: NamespaceAlias): object {
  return { name, target_namespace: target, created_at: createdAt, updated_at: updatedAt };
}
