import { Hono } from 'hono';
import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import type { RpcClient } from '../../../common/rpc.ts';
import type { DocumentEmbedder } from '../../embedding/documentEmbedder.ts';
import type { DocumentScoring } from '../../namespace/calls/documentCalls.ts';
import type { DocumentFields } from '../../storage/indexFields.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import type { ShownFields, StoredRecord } from '../../storage/storedRecord.ts';
import type { ExpectedRecords, LargeResponses } from '../bounds/largeResponses.ts';
import type { IndexDefinitions } from '../operations/indexDefinitions.ts';
import { serializeList, serializeObject } from '../bounds/responseJson.ts';
import { readJson } from './body.ts';
import {
  readResponse,
  writeResponse,
  indexOf,
  scoreResponse,
  sparseResponse,
} from './dataResponses.ts';
import { signalOf } from './clientSignal.ts';
import { decode, isGiven } from '../schemas/decode.ts';
import {
  decodeDocumentList,
  decodeDocuments,
  decodeDocumentUpdate,
  decodeFetch,
  decodeSearch,
  type DocumentSearch,
} from '../schemas/documentRequests.ts';
import { DocumentReader } from '../schemas/documentFields.ts';
import { decodeMetadataFilter } from '../schemas/documentFilter.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';
import { shortestFloat32s } from './float32.ts';
import { nextToken, pagination } from '../schemas/paging.ts';
import { decodeIds, decodeNamespace } from '../schemas/recordIdentifiers.ts';

/** Pinecone's routes for documents, under a path with the parameter `index`. */
export function documentRoutes(deps: DocumentDeps): Hono<EngineEnv> {
  const app = new Hono<EngineEnv>();
  const handlers = { upsert, search, fetch, update, list, delete: remove };
  for (const [name, handler] of Object.entries(handlers))
    app.post(`/namespaces/:namespace/documents/${name}`, async (context) =>
      handler(context, await requestOf(context, deps)),
    );
  return app;
}

type Store = RpcClient<StoreCalls>;

/** The decoded parts of a request that every handler needs. */
type Request = {
  readonly store: Store;
  readonly large: LargeResponses;
  readonly embedder: DocumentEmbedder;
  /** The dimension of the index; undefined without dense vectors. */
  readonly dimension: number | undefined;
  readonly address: { readonly index: string; readonly namespace: string };
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

export type DocumentDeps = Pick<Request, 'store' | 'large' | 'embedder'> & {
  readonly definitions: IndexDefinitions;
};

async function requestOf(
  context: EngineContext,
  { definitions, ...deps }: DocumentDeps,
): Promise<Request> {
  const index = await definitions.of(indexOf(context));
  const reader = new DocumentReader(index, context.get('version'));
  const namespace = decodeNamespace(context.req.param('namespace'));
  const body = await readJson(context, 422);
  const { name, dimension } = index;
  return { ...deps, dimension, address: { index: name, namespace }, reader, body };
}

const upsert: Handler = async (context, { store, embedder, address, reader, body }) => {
  const decoded = decodeDocuments(body, reader);
  const embedded = await embedder.embedParts(reader.fields, decoded, signalOf(context));
  const params = { ...address, documents: embedded.parts };
  const { lsn } = await store.call('documents.upsert', params);
  const count = { upserted_count: decoded.length };
  return writeResponse(context, lsn, { ...count, ...usageOf(embedded) }, 202);
};

/** Returns the usage of a write that embedded texts. */
function usageOf({ tokens }: { readonly tokens?: number }): object {
  return tokens === undefined ? {} : { usage: { embed_total_tokens: tokens } };
}

const search: Handler = async (context, request) => {
  const { store, large, embedder, address, reader, body } = request;
  const { scoring: decoded, ...params } = decodeSearch(body, reader, context.get('version'));
  const signal = signalOf(context);
  const { scoring, tokens } = await embeddedScoring(embedder, decoded, signal);
  const call = { ...address, ...params, scoring };
  return large.produce(expectedRecords(request, params.topK, params.shown), signal, async () => {
    const answer = await store.call('documents.search', call, { signal });
    const { matches, namespace, lsn } = answer;
    return readResponse(context, lsn, {
      matches: await serializeList(matches, ({ score, ...document }) =>
        JSON.stringify({
          ...documentResponse(document, reader.fields, params.shown),
          _score: Number.isFinite(score) ? scoreResponse(score) : null,
        }),
      ),
      namespace,
      usage: { ...usage, ...(tokens === undefined ? {} : { embed_total_tokens: tokens }) },
    });
  });
};

async function embeddedScoring(
  embedder: DocumentEmbedder,
  scoring: DocumentSearch['scoring'],
  signal: AbortSignal,
): Promise<{ scoring: DocumentScoring; tokens?: number }> {
  if ('embedding' in scoring) {
    const { vector, tokens } = await embedder.embedQuery(scoring.embedding, scoring.text, signal);
    return { scoring: { dense: vector }, tokens };
  }
  if (!('sparseEmbedding' in scoring)) return { scoring };
  const { sparseEmbedding, text } = scoring;
  const { sparse, tokens } = await embedder.embedSparseQuery(sparseEmbedding, text, signal);
  return { scoring: { sparse }, tokens };
}

const fetch: Handler = async (context, request) => {
  const { store, large, address, reader, body } = request;
  const selected = decodeFetch(body, reader.fields);
  const count = 'ids' in selected ? selected.ids.length : selected.limit;
  const signal = signalOf(context);
  return large.produce(expectedRecords(request, count, selected.shown), signal, async () => {
    const page =
      'ids' in selected
        ? { ...(await store.call('records.fetch', { ...address, ...selected })), isLast: true }
        : await store.call('documents.fetchMatching', { ...address, ...selected }, { signal });
    return readResponse(context, page.lsn, {
      documents: await serializeObject(page.records, (record) =>
        JSON.stringify(documentResponse(record, reader.fields, selected.shown)),
      ),
      ...pagination(nextToken(page.isLast, page.records.at(-1)?.id)),
      namespace: page.namespace,
      usage,
    });
  });
};

const update: Handler = async (context, { store, embedder, address, reader, body }) => {
  const request = decodeDocumentUpdate(body, reader);
  const signal = signalOf(context);
  if ('changes' in request) {
    const embedded = await embedder.embedParts(reader.fields, request.changes, signal);
    const params = { ...address, changes: embedded.parts };
    const { lsn } = await store.call('documents.update', params);
    return writeResponse(context, lsn, usageOf(embedded), 202);
  }
  const embedded = await embedder.embedParts(reader.fields, [request.change], signal);
  const params = { ...address, filter: request.filter, change: embedded.parts[0]! };
  const { matched, lsn } = await store.call('documents.updateMatching', params, { signal });
  return writeResponse(context, lsn, { matched_records: matched, ...usageOf(embedded) }, 202);
};

const list: Handler = async (context, { store, address, body }) => {
  const params = { ...address, ...decodeDocumentList(body) };
  const { ids, isLast, namespace, lsn } = await store.call('records.list', params);
  return readResponse(context, lsn, {
    documents: ids.map((id) => ({ _id: id })),
    ...pagination(nextToken(isLast, ids.at(-1))),
    namespace,
    usage,
  });
};

const remove: Handler = async (context, { store, address, body }) => {
  const { ids, filter, delete_all: all } = decode(deleteBody, body, 422);
  if ([isGiven(ids), isGiven(filter), all === true].filter(Boolean).length !== 1)
    throw new Failure('badInput', 'Give exactly one of ids, filter and delete_all');
  const selection = isGiven(filter)
    ? { filter: decodeMetadataFilter(filter) }
    : isGiven(ids)
      ? { ids: decodeIds(ids) }
      : ({ all: true } as const);
  const params = { ...address, selection };
  const options = { signal: signalOf(context) };
  const { matched, lsn } = await store.call('records.delete', params, options);
  return writeResponse(context, lsn, isGiven(filter) ? { matched_records: matched } : {}, 202);
};

function expectedRecords(
  { dimension, reader: { fields } }: Request,
  count: number,
  shown: ShownFields,
): ExpectedRecords {
  const hasVectors = shown === 'all' || shown.some((name) => fields[name]?.type === 'dense_vector');
  return { count, values: hasVectors ? dimension : 0 };
}

function documentResponse(
  { id, values, sparse, metadata }: StoredRecord,
  fields: DocumentFields,
  shown: ShownFields,
): object {
  const vectors = Object.entries(fields).flatMap(([name, { type }]): [string, unknown][] => {
    if (type === 'dense_vector' && values !== undefined) return [[name, shortestFloat32s(values)]];
    if (type === 'sparse_vector' && sparse !== undefined) return [[name, sparseResponse(sparse)]];
    return [];
  });
  const entries = [...Object.entries(metadata), ...vectors].filter(
    ([name]) => shown === 'all' || shown.includes(name),
  );
  return { _id: id, ...Object.fromEntries(entries) };
}
