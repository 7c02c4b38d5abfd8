import { Hono } from 'hono';
import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import type { Embedder } from '../../embedding/embedder.ts';
import { chooseDimension, isSparse, termModel } from '../../embedding/embeddingModel.ts';
import { readEmbeddingParameters } from '../../embedding/embeddingParameters.ts';
import { rerankModels } from '../../embedding/simulated/hostedModels.ts';
import type { SparseEmbedding } from '../../embedding/simulated/sparseTerms.ts';
import { rerankDocuments } from '../operations/rerankDocuments.ts';
import { decode } from '../schemas/decode.ts';
import { decodeRerank } from '../schemas/rerankRequests.ts';
import { readJson } from '../rest/body.ts';
import { scoreResponse } from '../rest/dataResponses.ts';
import { shortestFloat32s } from '../rest/float32.ts';
import { embeddingModelResponse, maxInputs, rerankModelResponse } from './modelResponses.ts';

export type InferenceDeps = { readonly embedder: Embedder };

const embedSchema = v.object({
  model: v.string(),
  inputs: v.pipe(
    v.array(v.object({ text: v.string() })),
    v.minLength(1, 'at least one input is needed'),
    v.maxLength(maxInputs, `at most ${maxInputs} inputs are taken`),
  ),
  parameters: v.nullish(v.looseObject({ return_tokens: v.nullish(v.boolean()) })),
});

type EmbedRequest = v.InferOutput<typeof embedSchema>;

/**
 * Pinecone's inference routes for the models of this machine, and simulated ones: embedding, reranking and listing
 * models. Failures are thrown for the app's error handler.
 */
export function inferenceRoutes({ embedder }: InferenceDeps): Hono {
  const routes = new Hono();

  routes.post('/embed', async (context) => {
    const body = decode(embedSchema, await readJson(context, 422), 422);
    return context.json(await embed(embedder, body, context.req.raw.signal));
  });

  routes.post('/rerank', async (context) => {
    const request = decodeRerank(await readJson(context, 422));
    const { documents, returnsDocuments } = request;
    const ranked = await rerankDocuments(embedder, documents, request, context.req.raw.signal);
    return context.json({
      model: request.model,
      data: ranked.map(({ index, score }) => ({
        index,
        score: scoreResponse(score),
        ...(returnsDocuments ? { document: documents[index] } : {}),
      })),
      usage: { rerank_units: 1 },
    });
  });

  routes.get('/models', async (context) => {
    const { type, vector_type: vectorType } = context.req.query();
    const all = await listModels(embedder, context.req.raw.signal);
    const models = all.filter(
      (model) =>
        (type === undefined || model['type'] === type) &&
        (vectorType === undefined || model['vector_type'] === vectorType),
    );
    return context.json({ models });
  });

  routes.get('/models/:name', async (context) => {
    const name = context.req.param('name');
    const models = await listModels(embedder, context.req.raw.signal);
    const model = models.find((one) => one['model'] === name);
    if (model === undefined) throw new Failure('notFound', `Model ${name} not found`);
    return context.json(model);
  });

  return routes;
}

async function embed(
  embedder: Embedder,
  { model: name, inputs, parameters }: EmbedRequest,
  signal: AbortSignal,
): Promise<object> {
  const model = await embedder.findModel(name, signal);
  const read = readEmbeddingParameters(parameters ?? {});
  chooseDimension(model, read.dimension);
  const texts = inputs.map(({ text }) => text);
  const response = (
    data: readonly object[],
    embeddings: readonly { tokens: number }[],
  ): object => ({
    model: model.name,
    vector_type: isSparse(model) ? 'sparse' : 'dense',
    data,
    usage: { total_tokens: embeddings.reduce((sum, { tokens }) => sum + tokens, 0) },
  });
  if (isSparse(model)) {
    const embeddings = embedder.embedSparse(model, texts, read);
    const showsTerms = parameters?.return_tokens === true;
    return response(
      embeddings.map((one) => sparseResponse(one, showsTerms)),
      embeddings,
    );
  }
  const embeddings = await embedder.embed(model, texts, read, signal);
  return response(
    embeddings.map(({ values }) => ({ values: shortestFloat32s(values), vector_type: 'dense' })),
    embeddings,
  );
}

function sparseResponse({ sparse, terms }: SparseEmbedding, showsTerms: boolean): object {
  return {
    sparse_values: shortestFloat32s(sparse.values),
    sparse_indices: [...sparse.indices],
    ...(showsTerms ? { sparse_tokens: terms } : {}),
    vector_type: 'sparse',
  };
}

async function listModels(
  embedder: Embedder,
  signal: AbortSignal,
): Promise<readonly { readonly [name: string]: unknown }[]> {
  const models = [...(await embedder.listModels(signal)), termModel].map(embeddingModelResponse);
  if (embedder.simulated === undefined) return models;
  return [...models, ...rerankModels.map(rerankModelResponse)];
}
