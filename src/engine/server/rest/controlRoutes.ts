import { Hono } from 'hono';
import { Failure } from '../../../common/failure.ts';
import type { RpcClient } from '../../../common/rpc.ts';
import type { IndexState } from '../../storage/storedIndex.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import type { Embedding } from '../../storage/indexFields.ts';
import type { Embedder } from '../../embedding/embedder.ts';
import { chooseDimension } from '../../embedding/embeddingModel.ts';
import { checkParameters } from '../../embedding/embeddingParameters.ts';
import type { IndexOperations } from '../operations/indexOperations.ts';
import type { IndexHosts } from '../ports/indexHosts.ts';
import { readJson } from './body.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';
import { indexResponse } from './indexResponses.ts';
import { changedEmbedding, type EmbeddingChange } from '../schemas/embeddingChange.ts';
import { decodeConfiguration } from '../schemas/indexRequests.ts';

/** Pinecone's control plane: the routes of `/indexes`, and stubs of features that exist in the cloud only. */
export function controlRoutes(deps: ControlDeps): Hono<EngineEnv> {
  const { store, indexes, hosts, endWork } = deps;
  const app = new Hono<EngineEnv>();
  const describe = async (context: EngineContext, name: string): Promise<object | undefined> => {
    const index = await store.call('index.describe', { name });
    const [response] = await indexResponses(context, hosts, [index]);
    return response;
  };

  app.get('/indexes', async (context) => {
    const indexes = await store.call('index.list', null);
    return context.json({ indexes: await indexResponses(context, hosts, indexes) });
  });
  app.post('/indexes', async (context) => {
    const body = await readJson(context, 422);
    const name = await indexes.create(body, context.get('version'), context.req.raw.signal);
    return context.json(await describe(context, name), 201);
  });
  app.post('/indexes/create-for-model', async (context) => {
    const body = await readJson(context, 422);
    const version = context.get('version');
    const name = await indexes.createForModel(body, version, context.req.raw.signal);
    return context.json(await describe(context, name), 201);
  });
  app.get('/indexes/:name', async (context) =>
    context.json(await describe(context, context.req.param('name'))),
  );
  app.patch('/indexes/:name', async (context) => {
    const name = context.req.param('name');
    const { embedding, ...changes } = decodeConfiguration(await readJson(context, 422));
    const index = await store.call('index.configure', {
      name,
      ...changes,
      ...(embedding === undefined
        ? {}
        : { embedding: await embeddingAfter(context, deps, embedding) }),
    });
    const [response] = await indexResponses(context, hosts, [index]);
    return context.json(response);
  });
  app.delete('/indexes/:name', async (context) => {
    const name = context.req.param('name');
    await store.call('index.delete', { name });
    await endWork(name);
    return context.body(null, 202);
  });
  return app.route('/', cloudRoutes());
}

export type ControlDeps = {
  readonly store: RpcClient<StoreCalls>;
  readonly indexes: IndexOperations;
  readonly embedder: Embedder;
  readonly hosts: IndexHosts;
  /** Cancels the running work of a deleted index. Resolves when it has stopped. */
  readonly endWork: (index: string) => Promise<void>;
};

/** Returns the embedding of an index after a change. Throws `badInput` if its model does not fit the index. */
async function embeddingAfter(
  context: EngineContext,
  { store, embedder }: ControlDeps,
  change: EmbeddingChange,
): Promise<Embedding> {
  const name = context.req.param('name') ?? '';
  const index = await store.call('index.describe', { name });
  const embedding = changedEmbedding(index, change);
  const { signal } = context.req.raw;
  const model = await embedder.findModel(embedding.model, signal);
  chooseDimension(model, index.dimension);
  checkParameters(model, embedding.readParameters);
  checkParameters(model, embedding.writeParameters);
  return embedding;
}

/** Opens the ports of indexes and returns their descriptions. */
async function indexResponses(
  context: EngineContext,
  hosts: IndexHosts,
  indexes: readonly IndexState[],
): Promise<object[]> {
  await hosts.open(indexes.map(({ name }) => name));
  const userAgent = context.req.header('user-agent');
  return indexes.map((index) =>
    indexResponse(index, hosts.hostOf(index.name, userAgent), context.get('version')),
  );
}

/** Routes of features that Pinecone has for pods or paid plans only. */
function cloudRoutes(): Hono<EngineEnv> {
  const app = new Hono<EngineEnv>();
  app.get('/collections', (context) => context.json({ collections: [] }));
  app.post('/collections', () => {
    throw new Failure('badInput', 'Serverless indexes do not support collections: make a backup');
  });
  app.on(['GET', 'DELETE'], '/collections/:name', (context) => {
    throw new Failure('notFound', `Resource ${context.req.param('name')} not found`);
  });
  for (const path of ['/indexes/:name/backup-schedules', '/backup-schedules/*']) {
    app.all(path, () => {
      const message = 'Backup schedules are for paid plans in the cloud: make backups one by one';
      throw new Failure('forbidden', message);
    });
  }
  return app;
}
