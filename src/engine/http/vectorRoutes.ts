import { Hono } from 'hono';
import { Failure } from '../../common/failure.ts';
import type { RpcClient } from '../../common/rpc.ts';
import type { StoreCalls, StoredMatch } from '../store/storeCalls.ts';
import { hasResultList } from './apiVersion.ts';
import { readJson } from './body.ts';
import { isObject, notThereYet, parseJson } from './decode.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';
import { shortestFloat32, shortestFloat32s } from './float32.ts';
import { pageOf, pagination } from './paging.ts';
import {
  decodeDelete,
  decodeIds,
  decodeNamespace,
  decodeQuery,
  decodeUpsert,
} from './vectorBodies.ts';

const maxAnswerBytes = 4 * 1024 * 1024;

type Store = RpcClient<StoreCalls>;

/** Pinecone's vectors API of one index, under a path with the parameter `index`. */
export function vectorRoutes(store: Store): Hono<EngineEnv> {
  const app = new Hono<EngineEnv>();
  app.post('/describe_index_stats', (context) => stats(context, store));
  app.post('/vectors/upsert', (context) => upsert(context, store));
  app.post('/query', (context) => query(context, store));
  app.get('/vectors/fetch', (context) => fetch(context, store));
  app.get('/vectors/list', (context) => list(context, store));
  app.post('/vectors/delete', (context) => remove(context, store));
  for (const [path, what] of Object.entries(later)) {
    app.all(path, () => {
      throw notThereYet(what);
    });
  }
  return app;
}

/** What the data plane offers beyond that. */
const later = {
  '/vectors/update': 'updates of single fields',
  '/vectors/fetch_by_metadata': 'fetching by metadata',
  '/records/*': 'records with integrated embedding',
  '/namespaces/:namespace/documents/*': 'documents',
  '/namespace-aliases/*': 'namespace aliases',
  '/bulk/*': 'bulk imports',
};

async function stats(context: EngineContext, store: Store): Promise<Response> {
  refuseStatsFilter(await context.req.text());
  const index = await store.call('index.describe', { name: indexOf(context) });
  const { namespaces } = await store.call('index.stats', { index: indexOf(context) });
  const counts = namespaces.map(({ name, recordCount }) => [name, { vectorCount: recordCount }]);
  return context.json({
    namespaces: Object.fromEntries(counts),
    dimension: index.dimension,
    indexFullness: 0,
    totalVectorCount: namespaces.reduce((sum, { recordCount }) => sum + recordCount, 0),
    metric: index.metric,
    vectorType: index.vectorType,
  });
}

async function upsert(context: EngineContext, store: Store): Promise<Response> {
  const index = indexOf(context);
  const body = await readJson(context);
  const request = decodeUpsert(body, await store.call('index.describe', { name: index }));
  const { ids, values } = request.batch;
  const params = { index, ...request };
  const { lsn } = await store.call('records.upsert', params, { transfer: [values] });
  return written(context, lsn, { upsertedCount: ids.length });
}

async function query(context: EngineContext, store: Store): Promise<Response> {
  const index = indexOf(context);
  const body = await readJson(context);
  const request = decodeQuery(body, await store.call('index.describe', { name: index }));
  const { matches, lsn } = await store.call('records.query', { index, ...request });
  return read(context, lsn, {
    ...(hasResultList(context.get('version')) ? { results: [] } : {}),
    matches: matches.map(matchAnswer),
    namespace: request.namespace,
  });
}

async function fetch(context: EngineContext, store: Store): Promise<Response> {
  const ids = decodeIds(context.req.queries('ids') ?? []);
  const namespace = decodeNamespace(context.req.query('namespace'));
  const index = indexOf(context);
  const { records, lsn } = await store.call('records.fetch', { index, namespace, ids });
  const vectors = records.map(({ id, values, metadata }) => [
    id,
    { id, values: shortestFloat32s(values), ...metadataAnswer(metadata) },
  ]);
  return read(context, lsn, { vectors: Object.fromEntries(vectors), namespace });
}

async function list(context: EngineContext, store: Store): Promise<Response> {
  const page = pageOf(context.req.query());
  const namespace = decodeNamespace(context.req.query('namespace'));
  const index = indexOf(context);
  const { ids, isLast, lsn } = await store.call('records.list', { index, namespace, ...page });
  const vectors = ids.map((id) => ({ id }));
  return read(context, lsn, { vectors, ...pagination(isLast, ids.at(-1)), namespace });
}

async function remove(context: EngineContext, store: Store): Promise<Response> {
  const request = decodeDelete(await readJson(context));
  const { lsn } = await store.call('records.delete', { index: indexOf(context), ...request });
  return written(context, lsn, {});
}

function indexOf(context: EngineContext): string {
  return context.req.param('index') ?? '';
}

/** Writes are applied when they are answered: the counter of a write is at once the counter up to which reads see. */
function written(context: EngineContext, lsn: number, body: object): Response {
  context.header('x-pinecone-request-lsn', String(lsn));
  return read(context, lsn, body, {});
}

function read(
  context: EngineContext,
  lsn: number,
  body: object,
  usage: object = { usage: { readUnits: 1 } },
): Response {
  const text = JSON.stringify({ ...body, ...usage });
  if (Buffer.byteLength(text) > maxAnswerBytes) {
    const message = `The answer exceeds ${maxAnswerBytes} bytes: ask for fewer records, or leave out values or metadata`;
    throw new Failure('badInput', message);
  }
  context.header('x-pinecone-max-indexed-lsn', String(lsn));
  context.header('content-type', 'application/json');
  return context.body(text);
}

function matchAnswer({ id, score, values, metadata }: StoredMatch): object {
  return {
    id,
    score: Number.isFinite(Math.fround(score)) ? shortestFloat32(score) : score,
    values: values === undefined ? [] : shortestFloat32s(values),
    ...metadataAnswer(metadata),
  };
}

function metadataAnswer(metadata: StoredMatch['metadata']): object {
  return metadata === undefined || Object.keys(metadata).length === 0 ? {} : { metadata };
}

function refuseStatsFilter(text: string): void {
  const body = text === '' ? {} : parseJson(text);
  const filter = isObject(body) ? body['filter'] : undefined;
  if (isObject(filter) && Object.keys(filter).length > 0)
    throw new Failure(
      'badInput',
      'Serverless indexes do not support describing statistics by filter',
    );
}
