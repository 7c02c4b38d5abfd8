import { Hono } from 'hono';
import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import type { Embedder } from '../../embedding/embedder.ts';
import {
  checkDimension,
  type EmbeddingModel,
  type SentenceModel,
} from '../../embedding/embeddingModel.ts';
import { readEmbeddingParameters } from '../../embedding/embeddingParameters.ts';
import { readJson } from './body.ts';
import { decode } from '../schemas/decode.ts';
import { shortestFloat32s } from './float32.ts';
import { noRerankModel } from '../schemas/recordRequests.ts';

export type InferenceDeps = { readonly embedder: Embedder };

const maxInputs = 96;

const embedSchema = v.object({
  model: v.string(),
  inputs: v.pipe(
    v.array(v.object({ text: v.string() })),
    v.minLength(1, 'at least one input is needed'),
    v.maxLength(maxInputs, `at most ${maxInputs} inputs are taken`),
  ),
  // `input_type` has no effect: the models here embed queries as they do passages.
  parameters: v.optional(v.looseObject({ dimension: v.optional(v.number()) })),
});

const rerankSchema = v.object({ model: v.string() });

/**
 * Pinecone's inference routes for the models of this machine: embedding and listing models. Failures are
 * thrown for the app's error handler.
 */
export function inferenceRoutes({ embedder }: InferenceDeps): Hono {
  const routes = new Hono();

  routes.post('/embed', async (context) => {
    const { signal } = context.req.raw;
    const body = decode(embedSchema, await readJson(context, 422), 422);
    const model = await embedder.findModel(body.model, signal);
    checkDimension(model, body.parameters?.dimension);
    const texts = body.inputs.map(({ text }) => text);
    const parameters = readEmbeddingParameters(body.parameters ?? {});
    const embeddings = await embedder.embed(model, texts, parameters, signal);
    return context.json({
      model: model.name,
      vector_type: 'dense',
      data: embeddings.map(({ values }) => ({
        values: shortestFloat32s(values),
        vector_type: 'dense',
      })),
      usage: { total_tokens: embeddings.reduce((sum, { tokens }) => sum + tokens, 0) },
    });
  });

  routes.post('/rerank', async (context) => {
    const { model } = decode(rerankSchema, await readJson(context, 422), 422);
    throw noRerankModel(model);
  });

  routes.get('/models', async (context) => {
    const { type, vector_type: vectorType } = context.req.query();
    const isWanted = (type ?? 'embed') === 'embed' && (vectorType ?? 'dense') === 'dense';
    const models = isWanted ? await embedder.listModels(context.req.raw.signal) : [];
    return context.json({ models: models.map(describeModel) });
  });

  routes.get('/models/:name', async (context) => {
    const name = context.req.param('name');
    const models = await embedder.listModels(context.req.raw.signal);
    const model = models.find((one) => one.name === name);
    if (model === undefined) throw new Failure('notFound', `Model ${name} not found`);
    return context.json(describeModel(model));
  });

  return routes;
}

function describeModel(model: EmbeddingModel): Record<string, unknown> {
  const { name, dimension } = model;
  return {
    model: name,
    short_description:
      model.kind === 'words'
        ? `The mean of the vectors of a text's words, looked up in the index ${model.index} on this machine`
        : model.description,
    type: 'embed',
    vector_type: 'dense',
    default_dimension: dimension,
    modality: 'text',
    ...(model.kind === 'words' ? {} : { max_sequence_length: model.tokens.most }),
    max_batch_size: maxInputs,
    provider_name: 'local',
    supported_dimensions: [dimension],
    supported_metrics: ['cosine', 'dotproduct', 'euclidean'],
    supported_parameters: model.kind === 'words' ? [] : sentenceParameters(model),
  };
}

/** The parameters of sentence models, as the service describes those of its own. */
function sentenceParameters({ tokens }: SentenceModel): readonly object[] {
  return [
    {
      parameter: 'max_tokens_per_sequence',
      type: 'numeric_range',
      value_type: 'integer',
      required: false,
      min: 3,
      max: tokens.most,
      default: tokens.default,
    },
    {
      parameter: 'truncate',
      type: 'one_of',
      value_type: 'string',
      required: false,
      allowed_values: ['END', 'NONE'],
      default: 'END',
    },
  ];
}
