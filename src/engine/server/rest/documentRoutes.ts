import { Hono } from 'hono';
import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import type { RpcClient } from '../../../common/rpc.ts';
import type { DocumentFields } from '../../storage/indexFields.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import type { ShownFields, StoredRecord } from '../../storage/storedRecord.ts';
import { listOf, objectOf } from '../bounds/answerText.ts';
import { readJson } from './body.ts';
import { answerRead, answerWrite, indexOf, scoreAnswer, sparseAnswer } from './dataResponses.ts';
import { signalOf } from './clientSignal.ts';
import { decode, isGiven } from '../schemas/decode.ts';
import {
  decodeDocumentList,
  decodeDocuments,
  decodeDocumentUpdate,
  decodeFetch,
  decodeSearch,
} from '../schemas/documentRequests.ts';
import { DocumentReader } from '../schemas/documentFields.ts';
import { decodeMetadataFilter } from '../schemas/documentFilter.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';
import { shortestFloat32s } from './float32.ts';
import { pagination } from '../schemas/paging.ts';
import { decodeIds, decodeNamespace } from '../schemas/recordNames.ts';

type Store = RpcClient<StoreCalls>;

/** What every handler needs: the namespace of the path, and what reads its documents. */
type Request = {
  readonly store: Store;
  readonly place: { readonly index: string; readonly namespace: string };
  readonly reader: DocumentReader;
  readonly body: unknown;
};

type Handler = (context: EngineContext, request: Request) => Promise<Response>;

const usage = { read_units: 1 };

const deleteBody = v.object({
  ids: v.nullish(v.array(v.unknown())),
  filter: v.optional(v.unknown()),
  delete_all: v.nullish(v.boolean()),
});

/** Pinecone's documents of one index, under a path with the parameter `index`. */
export function documentRoutes(store: Store): Hono<EngineEnv> {
  const app = new Hono<EngineEnv>();
  const handlers = { upsert, search, fetch, update, list, delete: remove };
  for (const [name, handler] of Object.entries(handlers))
    app.post(`/namespaces/:namespace/documents/${name}`, async (context) =>
      handler(context, await requestOf(context, store)),
    );
  return app;
}

async function requestOf(context: EngineContext, store: Store): Promise<Request> {
  const index = await store.call('index.describe', { name: indexOf(context) });
  const reader = new DocumentReader(index, context.get('version'));
  const namespace = decodeNamespace(context.req.param('namespace'));
  const body = await readJson(context, 422);
  return { store, place: { index: index.name, namespace }, reader, body };
}

const upsert: Handler = async (context, { store, place, reader, body }) => {
  const documents = decodeDocuments(body, reader);
  const { lsn } = await store.call('documents.upsert', { ...place, documents });
  return answerWrite(context, lsn, { upserted_count: documents.length }, 202);
};

const search: Handler = async (context, { store, place, reader, body }) => {
  const params = decodeSearch(body, reader, context.get('version'));
  const options = { signal: signalOf(context) };
  const answer = await store.call('documents.search', { ...place, ...params }, options);
  const { matches, namespace, lsn } = answer;
  return answerRead(context, lsn, {
    matches: await listOf(matches, ({ score, ...document }) => ({
      ...documentAnswer(document, reader.fields, params.shown),
      _score: Number.isFinite(score) ? scoreAnswer(score) : null,
    })),
    namespace,
    usage,
  });
};

const fetch: Handler = async (context, { store, place, reader, body }) => {
  const request = decodeFetch(body);
  const options = { signal: signalOf(context) };
  const page =
    'ids' in request
      ? { ...(await store.call('records.fetch', { ...place, ...request })), isLast: true }
      : await store.call('documents.fetchMatching', { ...place, ...request }, options);
  return answerRead(context, page.lsn, {
    documents: await objectOf(page.records, (record) =>
      documentAnswer(record, reader.fields, request.shown),
    ),
    ...pagination(page.isLast, page.records.at(-1)?.id),
    namespace: page.namespace,
    usage,
  });
};

const update: Handler = async (context, { store, place, reader, body }) => {
  const request = decodeDocumentUpdate(body, reader);
  if ('changes' in request) {
    const { lsn } = await store.call('documents.update', { ...place, ...request });
    return answerWrite(context, lsn, {}, 202);
  }
  const params = { ...place, ...request };
  const options = { signal: signalOf(context) };
  const { matched, lsn } = await store.call('documents.updateMatching', params, options);
  return answerWrite(context, lsn, { matched_records: matched }, 202);
};

const list: Handler = async (context, { store, place, body }) => {
  const params = { ...place, ...decodeDocumentList(body) };
  const { ids, isLast, namespace, lsn } = await store.call('records.list', params);
  return answerRead(context, lsn, {
    documents: ids.map((id) => ({ _id: id })),
    ...pagination(isLast, ids.at(-1)),
    namespace,
    usage,
  });
};

const remove: Handler = async (context, { store, place, body }) => {
  const { ids, filter, delete_all: all } = decode(deleteBody, body, 422);
  if ([isGiven(ids), isGiven(filter), all === true].filter(Boolean).length !== 1)
    throw new Failure('badInput', 'Give exactly one of ids, filter and delete_all');
  const selection = isGiven(filter)
    ? { filter: decodeMetadataFilter(filter) }
    : isGiven(ids)
      ? { ids: decodeIds(ids) }
      : ({ all: true } as const);
  const params = { ...place, selection };
  const options = { signal: signalOf(context) };
  const { matched, lsn } = await store.call('records.delete', params, options);
  return answerWrite(context, lsn, isGiven(filter) ? { matched_records: matched } : {}, 202);
};

function documentAnswer(
  { id, values, sparse, metadata }: StoredRecord,
  fields: DocumentFields,
  shown: ShownFields,
): object {
  const vectors = Object.entries(fields).flatMap(([name, { type }]): [string, unknown][] => {
    if (type === 'dense_vector' && values !== undefined) return [[name, shortestFloat32s(values)]];
    if (type === 'sparse_vector' && sparse !== undefined) return [[name, sparseAnswer(sparse)]];
    return [];
  });
  const entries = [...Object.entries(metadata), ...vectors].filter(
    ([name]) => shown === 'all' || shown.includes(name),
  );
  return { _id: id, ...Object.fromEntries(entries) };
}
