import { Hono } from 'hono';
import type { RpcClient } from '../../common/rpc.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import { readJson } from './body.ts';
import { notThereYet } from './decode.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';
import { indexAnswer } from './indexAnswers.ts';
import { decodeConfiguration, decodeNewIndex } from './indexBodies.ts';

/** Pinecone's control plane: `/indexes`. `origin` is where the engine answers. */
export function controlRoutes(store: RpcClient<StoreCalls>, origin: () => string): Hono<EngineEnv> {
  const app = new Hono<EngineEnv>();
  const describe = async (context: EngineContext, name: string): Promise<object> =>
    indexAnswer(await store.call('index.describe', { name }), origin(), context.get('version'));

  app.get('/indexes', async (context) => {
    const indexes = await store.call('index.list', null);
    const version = context.get('version');
    return context.json({ indexes: indexes.map((index) => indexAnswer(index, origin(), version)) });
  });
  app.post('/indexes', async (context) => {
    const index = decodeNewIndex(await readJson(context, 422), context.get('version'));
    await store.call('index.create', index);
    return context.json(await describe(context, index.name), 201);
  });
  app.get('/indexes/:name', async (context) =>
    context.json(await describe(context, context.req.param('name'))),
  );
  app.patch('/indexes/:name', async (context) => {
    const name = context.req.param('name');
    const changes = decodeConfiguration(await readJson(context, 422));
    const index = await store.call('index.configure', { name, ...changes });
    return context.json(indexAnswer(index, origin(), context.get('version')), 202);
  });
  app.delete('/indexes/:name', async (context) => {
    await store.call('index.delete', { name: context.req.param('name') });
    return context.body(null, 202);
  });
  for (const [path, what] of Object.entries(later)) {
    app.all(path, () => {
      throw notThereYet(what);
    });
  }
  return app;
}

/** What Pinecone's control plane offers beyond that. */
const later = {
  '/indexes/create-for-model': 'indexes with an integrated model',
  '/indexes/:name/backups': 'backups',
  '/indexes/:name/backup-schedules': 'backup schedules',
  '/backups/*': 'backups',
  '/backup-schedules/*': 'backup schedules',
  '/restore-jobs/*': 'backups',
  '/collections/*': 'collections',
  '/rerank': 'reranking',
};
