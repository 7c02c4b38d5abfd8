import { Hono } from 'hono';
import { Failure } from '../../common/failure.ts';
import type { RpcClient } from '../../common/rpc.ts';
import { defaultNamespace, type NamespaceSummary } from '../../model/vectorIndex.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import { hasSchemas, type ApiVersion } from './apiVersion.ts';
import { notThereYet } from './decode.ts';
import type { EngineEnv } from './engineEnv.ts';
import { pageOf, pagination } from './paging.ts';

/** Pinecone's namespaces of one index, under a path with the parameter `index`. */
export function namespaceRoutes(store: RpcClient<StoreCalls>): Hono<EngineEnv> {
  const app = new Hono<EngineEnv>();
  const all = async (index = ''): Promise<readonly NamespaceSummary[]> => {
    const { namespaces } = await store.call('index.stats', { index });
    const hasDefault = namespaces.some(({ name }) => name === defaultNamespace);
    const empty = hasDefault ? [] : [{ name: defaultNamespace, recordCount: 0 }];
    // Names are ASCII, where the order of UTF-16 units is the order of bytes.
    return [...empty, ...namespaces].sort((one, other) => (one.name < other.name ? -1 : 1));
  };

  app.get('/namespaces', async (context) => {
    const { prefix, after, limit } = pageOf(context.req.query());
    const matching = (await all(context.req.param('index'))).filter(({ name }) =>
      name.startsWith(prefix),
    );
    const rest = matching.filter(({ name }) => name > after);
    const page = rest.slice(0, limit);
    return context.json({
      namespaces: page.map((namespace) => namespaceAnswer(namespace, context.get('version'))),
      ...pagination(rest.length <= limit, page.at(-1)?.name),
      total_count: matching.length,
    });
  });
  app.get('/namespaces/:namespace', async (context) => {
    const wanted = context.req.param('namespace');
    const found = (await all(context.req.param('index'))).find(({ name }) => name === wanted);
    if (found === undefined) throw new Failure('notFound', `Namespace ${wanted} not found`);
    return context.json(namespaceAnswer(found, context.get('version')));
  });
  app.post('/namespaces', () => {
    throw notThereYet('creating empty namespaces');
  });
  app.delete('/namespaces/:namespace', () => {
    throw notThereYet('deleting namespaces: delete all of their vectors instead');
  });
  return app;
}

/** Counts are decimal strings from 2026-07 on, and numbers before. */
function namespaceAnswer({ name, recordCount }: NamespaceSummary, version: ApiVersion): object {
  return { name, record_count: hasSchemas(version) ? String(recordCount) : recordCount };
}
