import { Hono } from 'hono';
import { Failure } from '../../../common/failure.ts';
import type { RpcClient } from '../../../common/rpc.ts';
import { localProvider, taggedModel } from '../../../model/embedding/indexModel.ts';
import { unpackHits } from '../../namespace/calls/storedHits.ts';
import type { QueryVectors } from '../../namespace/calls/recordCalls.ts';
import type { StoredHit } from '../../namespace/calls/storedHits.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import type { Embedder } from '../../embedding/embedder.ts';
import { dimensionsOf } from '../../embedding/embeddingModel.ts';
import { readEmbeddingParameters } from '../../embedding/embeddingParameters.ts';
import type { SparseVector } from '../../sparseSearch/sparseVector.ts';
import { documentsOnly } from '../operations/documentsOnly.ts';
import { rerankDocuments } from '../operations/rerankDocuments.ts';
import { hasSchemas } from '../schemas/apiVersion.ts';
import type { IndexDefinitions } from '../operations/indexDefinitions.ts';
import type { LargeResponses } from '../bounds/largeResponses.ts';
import { readJson, readText } from './body.ts';
import { readResponse, writeResponse, indexOf, scoreResponse } from './dataResponses.ts';
import { signalOf } from './clientSignal.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';
import {
  decodeRecordSearch,
  decodeTextRecords,
  type RecordSearch,
} from '../schemas/recordRequests.ts';
import type { RerankSettings } from '../schemas/rerankRequests.ts';
import { decodeNamespace } from '../schemas/recordIdentifiers.ts';

export type RecordDeps = {
  readonly store: RpcClient<StoreCalls>;
  readonly definitions: IndexDefinitions;
  readonly embedder: Embedder;
  readonly large: LargeResponses;
};

/** Pinecone's routes for text records that the index embeds, under a path with the parameter `index`. */
export function recordRoutes(deps: RecordDeps): Hono<EngineEnv> {
  const app = new Hono<EngineEnv>();
  app.post('/records/namespaces/:namespace/upsert', (context) => upsert(context, deps));
  app.post('/records/namespaces/:namespace/search', (context) => search(context, deps));
  return app;
}

async function upsert(context: EngineContext, deps: RecordDeps): Promise<Response> {
  const index = await deps.definitions.of(indexOf(context));
  const namespace = decodeNamespace(context.req.param('namespace'));
  const { field, writeParameters } = embeddingOf(index);
  const records = decodeTextRecords(await readText(context), field, context.get('version'));
  const texts = records.map(({ text }) => text);
  const { vectors } = await embed(context, deps, { index, texts, parameters: writeParameters });
  const values = new Float32Array(records.length * (index.dimension ?? 0));
  vectors.forEach(({ vector }, at) => vector && values.set(vector, at * vector.length));
  const batch = {
    ids: records.map(({ id }) => id),
    values: values.buffer,
    metadata: records.map(({ metadata }) => metadata),
    ...(index.vectorType === 'sparse' ? { sparse: vectors.map(({ sparse }) => sparse) } : {}),
  };
  const params = { index: index.name, namespace, batch };
  const { lsn } = await deps.store.call('records.upsert', params, { transfer: [values.buffer] });
  return writeResponse(context, lsn, null, 201);
}

async function search(context: EngineContext, deps: RecordDeps): Promise<Response> {
  const index = await deps.definitions.of(indexOf(context));
  const request = decodeRecordSearch(await readJson(context, 422), index, context.get('version'));
  const { by, fields, rerank, ...query } = request;
  const { target, tokens } = await targetOf(context, deps, index, by);
  const params = {
    index: index.name,
    namespace: decodeNamespace(context.req.param('namespace')),
    ...query,
    by: target,
    includeValues: false,
    includeMetadata: fields === undefined ? true : ('partly' as const),
  };
  const signal = signalOf(context);
  return deps.large.produce({ count: query.topK }, signal, async () => {
    const found = await deps.store.call('records.query', params, { signal });
    const hits = unpackHits(found.hits);
    const matches =
      rerank === undefined ? hits : await rerankHits(deps.embedder, hits, rerank, signal);
    return readResponse(context, found.lsn, {
      result: { hits: matches.map((match) => hitResponse(match, fields)) },
      usage: {
        read_units: 1,
        ...(tokens === undefined ? {} : { embed_total_tokens: tokens }),
        ...(rerank === undefined ? {} : { rerank_units: 1 }),
      },
      ...(hasSchemas(context.get('version')) ? { namespace: found.namespace } : {}),
    });
  });
}

/** Returns the best hits in the order of a reranking model, with its scores. */
async function rerankHits(
  embedder: Embedder,
  hits: readonly StoredHit[],
  settings: RerankSettings,
  signal: AbortSignal,
): Promise<readonly StoredHit[]> {
  const documents = hits.map(({ metadata = {} }) => metadata);
  const ranked = await rerankDocuments(embedder, documents, settings, signal);
  return ranked.map(({ index, score }) => ({ ...hits[index]!, score }));
}

async function targetOf(
  context: EngineContext,
  deps: RecordDeps,
  index: StoredIndex,
  by: RecordSearch['by'],
): Promise<{ target: QueryVectors; tokens?: number }> {
  if (!('text' in by)) return { target: by };
  const parameters = embeddingOf(index).readParameters;
  const texts = [by.text];
  const { vectors, tokens } = await embed(context, deps, { index, texts, parameters });
  return { target: vectors[0]!, tokens };
}

type EmbeddedTexts = {
  readonly index: StoredIndex;
  readonly texts: readonly string[];
  readonly parameters: object;
};

/** A vector for a text, of the type of the index. */
type TextVector = { readonly vector?: Float32Array; readonly sparse?: SparseVector };

async function embed(
  context: EngineContext,
  { embedder }: RecordDeps,
  { index, texts, parameters }: EmbeddedTexts,
): Promise<{ vectors: readonly TextVector[]; tokens: number }> {
  const { signal } = context.req.raw;
  const model = await embedder.findModel(embeddingOf(index).model, signal);
  const { dimension } = index;
  if (dimension !== undefined && !dimensionsOf(model).includes(dimension)) {
    const message = `The model ${model.name} now has dimension ${dimensionsOf(model).join(', ')}, but the index was made with ${dimension}`;
    throw new Failure('badInput', message);
  }
  const read = readEmbeddingParameters(parameters);
  if (dimension === undefined) {
    const embeddings = embedder.embedSparse(model, texts, read);
    return { vectors: embeddings.map(({ sparse }) => ({ sparse })), tokens: tokensOf(embeddings) };
  }
  const embeddings = await embedder.embed(model, texts, { ...read, dimension }, signal);
  return {
    vectors: embeddings.map(({ values }) => ({ vector: values })),
    tokens: tokensOf(embeddings),
  };
}

function tokensOf(embeddings: readonly { readonly tokens: number }[]): number {
  return embeddings.reduce((sum, { tokens }) => sum + tokens, 0);
}

/** The integrated model of an index, or the one of this machine that its tags remember. */
function embeddingOf(index: StoredIndex): NonNullable<StoredIndex['embedding']> {
  const { name, kind } = index;
  const embedding = index.embedding ?? taggedEmbedding(index);
  if (embedding !== undefined) return embedding;
  if (kind === 'documents') throw documentsOnly();
  const message = `“${name}” has no integrated model: upsert and query vectors, or create an index for a model`;
  throw new Failure('badInput', message);
}

function taggedEmbedding({ kind, tags }: StoredIndex): StoredIndex['embedding'] {
  const tagged = taggedModel(tags);
  if (kind !== 'vectors' || tagged?.provider !== localProvider) return undefined;
  const { model, textField: field = 'text', maxTokens } = tagged;
  const writeParameters = maxTokens === undefined ? {} : { max_tokens_per_sequence: maxTokens };
  return { model, field, readParameters: {}, writeParameters };
}

function hitResponse(match: StoredHit, fields?: readonly string[]): object {
  const { id, score, metadata = {} } = match;
  const shown =
    fields === undefined
      ? metadata
      : Object.fromEntries(Object.entries(metadata).filter(([name]) => fields.includes(name)));
  return { _id: id, _score: scoreResponse(score), fields: shown };
}
