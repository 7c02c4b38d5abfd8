import { Hono } from 'hono';
import type { IndexCall } from '../operations/indexCall.ts';
import type { VectorOperations } from '../operations/vectorOperations.ts';
import { serializeList, serializeObject } from '../bounds/responseJson.ts';
import { hasResultList } from '../schemas/apiVersion.ts';
import { parseJson } from '../schemas/decode.ts';
import { pagination } from '../schemas/paging.ts';
import { arrivingBody, readJson, readText } from './body.ts';
import { signalOf } from './clientSignal.ts';
import { indexOf, matchJson, readResponse, recordJson, writeResponse } from './dataResponses.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';

type Handler = (context: EngineContext, operations: VectorOperations) => Promise<Response>;

const usage = { readUnits: 1 };

/** Pinecone's routes for vectors, under a path with the parameter `index`. */
export function vectorRoutes(operations: VectorOperations): Hono<EngineEnv> {
  const app = new Hono<EngineEnv>();
  app.on(['GET', 'POST'], '/describe_index_stats', (context) => stats(context, operations));
  app.post('/vectors/upsert', (context) => upsert(context, operations));
  app.post('/query', (context) => query(context, operations));
  app.get('/vectors/fetch', (context) => fetch(context, operations));
  app.post('/vectors/fetch_by_metadata', (context) => fetchByMetadata(context, operations));
  app.get('/vectors/list', (context) => list(context, operations));
  app.post('/vectors/update', (context) => update(context, operations));
  app.post('/vectors/delete', (context) => remove(context, operations));
  return app;
}

const stats: Handler = async (context, operations) => {
  const text = await readText(context);
  const body = text === '' ? {} : parseJson(text);
  const { index, namespaces, recordCount } = await operations.stats(callOf(context), body);
  const counts = namespaces.map((one) => [one.name, { vectorCount: one.recordCount }]);
  return context.json({
    namespaces: Object.fromEntries(counts),
    dimension: index.dimension,
    indexFullness: 0,
    totalVectorCount: recordCount,
    metric: index.metric,
    vectorType: index.vectorType,
  });
};

const upsert: Handler = async (context, operations) => {
  const body = arrivingBody(context) ?? (await context.req.arrayBuffer());
  const { upsertedCount, lsn } = await operations.upsertJson(callOf(context), body);
  return writeResponse(context, lsn, { upsertedCount });
};

const query: Handler = async (context, operations) => {
  const call = callOf(context);
  return operations.query(call, await readJson(context), async ({ matches, namespace, lsn }) =>
    readResponse(context, lsn, {
      ...(hasResultList(call.version) ? { results: [] } : {}),
      matches: await serializeList(matches, matchJson),
      namespace,
      usage,
    }),
  );
};

const fetch: Handler = async (context, operations) => {
  const ids = context.req.queries('ids') ?? [];
  const request = { ids, namespace: context.req.query('namespace') };
  return operations.fetch(callOf(context), request, async ({ records, namespace, lsn }) => {
    const vectors = await serializeObject(records, recordJson);
    return readResponse(context, lsn, { vectors, namespace, usage });
  });
};

const fetchByMetadata: Handler = async (context, operations) => {
  const body = await readJson(context);
  return operations.fetchByMetadata(callOf(context), body, async (page) => {
    const vectors = await serializeObject(page.records, recordJson);
    const { namespace, lsn, next } = page;
    return readResponse(context, lsn, { vectors, namespace, usage, ...pagination(next) });
  });
};

const list: Handler = async (context, operations) => {
  const page = await operations.list(callOf(context), context.req.query());
  const { ids, next, namespace, lsn } = page;
  const vectors = ids.map((id) => ({ id }));
  return readResponse(context, lsn, { vectors, ...pagination(next), namespace, usage });
};

const update: Handler = async (context, operations) => {
  const body = await readJson(context);
  const { matched, lsn } = await operations.update(callOf(context), body);
  return writeResponse(context, lsn, matched === undefined ? {} : { matchedRecords: matched });
};

const remove: Handler = async (context, operations) => {
  const { lsn } = await operations.delete(callOf(context), await readJson(context));
  return writeResponse(context, lsn, {});
};

function callOf(context: EngineContext): IndexCall {
  const signal = signalOf(context);
  return { index: indexOf(context), version: context.get('version'), signal };
}
