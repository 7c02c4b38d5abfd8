import { Hono } from 'hono';
import { Failure } from '../../../common/failure.ts';
import type { RpcClient } from '../../../common/rpc.ts';
import { defaultNamespace } from '../../../model/vectorIndex.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import { hasDefaultName, hasResultList } from '../schemas/apiVersion.ts';
import type { LargeResponses } from '../bounds/largeResponses.ts';
import { serializeList, serializeObject } from '../bounds/responseJson.ts';
import { readJson, readText } from './body.ts';
import {
  readResponse,
  writeResponse,
  documentsOnly,
  indexOf,
  matchJson,
  recordJson,
  shownNamespace,
} from './dataResponses.ts';
import { signalOf } from './clientSignal.ts';
import { isEmptyObject, isGiven, isObject, parseJson } from '../schemas/decode.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';
import { pageOf, pagination } from '../schemas/paging.ts';
import { decodeIds, decodeVectorNamespace } from '../schemas/recordIdentifiers.ts';
import { decodeFetchByMetadata, decodeUpdate } from '../schemas/updateRequests.ts';
import { decodeDelete, decodeQuery, decodeUpsert } from '../schemas/vectorRequests.ts';

type Store = RpcClient<StoreCalls>;

const usage = { readUnits: 1 };

/** Pinecone's routes for vectors, under a path with the parameter `index`. */
export function vectorRoutes(store: Store, large: LargeResponses): Hono<EngineEnv> {
  const app = new Hono<EngineEnv>();
  app.on(['GET', 'POST'], '/describe_index_stats', (context) => stats(context, store));
  app.post('/vectors/upsert', (context) => upsert(context, store));
  app.post('/query', (context) => query(context, store, large));
  app.get('/vectors/fetch', (context) => fetch(context, store, large));
  app.post('/vectors/fetch_by_metadata', (context) => fetchByMetadata(context, store, large));
  app.get('/vectors/list', (context) => list(context, store));
  app.post('/vectors/update', (context) => update(context, store));
  app.post('/vectors/delete', (context) => remove(context, store));
  return app;
}

async function stats(context: EngineContext, store: Store): Promise<Response> {
  refuseStatsFilter(await readText(context));
  const index = await store.call('index.describe', { name: indexOf(context) });
  const { namespaces } = await store.call('index.stats', { index: indexOf(context) });
  const isNamed = hasDefaultName(context.get('version'));
  const counts = namespaces.map(({ name, recordCount }) => [
    name === defaultNamespace && !isNamed ? '' : name,
    { vectorCount: recordCount },
  ]);
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
  const index = await describeVectors(context, store);
  const request = decodeUpsert(await readJson(context), index, context.get('version'));
  const { ids, values } = request.batch;
  const params = { index: index.name, ...request };
  const { lsn } = await store.call('records.upsert', params, { transfer: [values] });
  return writeResponse(context, lsn, { upsertedCount: ids.length });
}

async function query(
  context: EngineContext,
  store: Store,
  large: LargeResponses,
): Promise<Response> {
  const index = await describeVectors(context, store);
  const version = context.get('version');
  const body = await readJson(context);
  const request = decodeQuery(body, index, version);
  const params = { index: index.name, ...request };
  const expected = {
    count: request.topK,
    values: request.includeValues ? index.dimension : 0,
    hasMetadata: request.includeMetadata !== false,
  };
  const signal = signalOf(context);
  return large.produce(expected, signal, async () => {
    const { matches, namespace, lsn } = await store.call('records.query', params, { signal });
    return readResponse(context, lsn, {
      ...(hasResultList(version) ? { results: [] } : {}),
      matches: await serializeList(matches, matchJson),
      namespace: shownNamespace(namespaceIn(body), namespace),
      usage,
    });
  });
}

async function fetch(
  context: EngineContext,
  store: Store,
  large: LargeResponses,
): Promise<Response> {
  const index = await describeVectors(context, store);
  const ids = decodeIds(context.req.queries('ids') ?? []);
  const requested = context.req.query('namespace');
  const asked = decodeVectorNamespace(requested, context.get('version'));
  const params = { index: index.name, namespace: asked, ids };
  const expected = { count: ids.length, values: index.dimension };
  return large.produce(expected, signalOf(context), async () => {
    const { records, namespace, lsn } = await store.call('records.fetch', params);
    const vectors = await serializeObject(records, recordJson);
    return readResponse(context, lsn, {
      vectors,
      namespace: shownNamespace(requested, namespace),
      usage,
    });
  });
}

async function fetchByMetadata(
  context: EngineContext,
  store: Store,
  large: LargeResponses,
): Promise<Response> {
  const index = await describeVectors(context, store);
  const body = await readJson(context);
  const page = decodeFetchByMetadata(body, context.get('version'));
  const params = { index: index.name, ...page };
  const expected = { count: page.limit, values: index.dimension };
  const signal = signalOf(context);
  return large.produce(expected, signal, async () => {
    const found = await store.call('records.fetchMatching', params, { signal });
    const { records, isLast, namespace, lsn } = found;
    return readResponse(context, lsn, {
      vectors: await serializeObject(records, recordJson),
      namespace: shownNamespace(namespaceIn(body), namespace),
      usage,
      ...pagination(isLast, records.at(-1)?.id),
    });
  });
}

async function list(context: EngineContext, store: Store): Promise<Response> {
  const index = await describeVectors(context, store);
  const page = pageOf(context.req.query());
  const requested = context.req.query('namespace');
  const asked = decodeVectorNamespace(requested, context.get('version'));
  const params = { index: index.name, namespace: asked, ...page };
  const { ids, isLast, namespace, lsn } = await store.call('records.list', params);
  const vectors = ids.map((id) => ({ id }));
  return readResponse(context, lsn, {
    vectors,
    ...pagination(isLast, ids.at(-1)),
    namespace: shownNamespace(requested, namespace),
    usage,
  });
}

async function update(context: EngineContext, store: Store): Promise<Response> {
  const index = await describeVectors(context, store);
  const request = decodeUpdate(await readJson(context), index, context.get('version'));
  const params = { index: index.name };
  if ('id' in request) {
    const { lsn } = await store.call('records.update', { ...params, ...request });
    return writeResponse(context, lsn, {});
  }
  const call = { ...params, ...request };
  const options = { signal: signalOf(context) };
  const { matched, lsn } = await store.call('records.updateMatching', call, options);
  return writeResponse(context, lsn, { matchedRecords: matched });
}

async function remove(context: EngineContext, store: Store): Promise<Response> {
  const index = await describeVectors(context, store);
  const request = decodeDelete(await readJson(context), context.get('version'));
  const params = { index: index.name, ...request };
  const { lsn } = await store.call('records.delete', params, { signal: signalOf(context) });
  return writeResponse(context, lsn, {});
}

/** Returns the index. Throws `badInput` for an index of documents, which has its own API. */
async function describeVectors(context: EngineContext, store: Store): Promise<StoredIndex> {
  const index = await store.call('index.describe', { name: indexOf(context) });
  if (index.kind === 'documents') throw documentsOnly();
  return index;
}

function namespaceIn(body: unknown): unknown {
  return isObject(body) ? body['namespace'] : undefined;
}

function refuseStatsFilter(text: string): void {
  const body = text === '' ? {} : parseJson(text);
  const filter = isObject(body) ? body['filter'] : undefined;
  if (isGiven(filter) && !isEmptyObject(filter))
    throw new Failure(
      'badInput',
      'Serverless indexes do not support describing statistics by filter',
    );
}
