import { Hono } from 'hono';
import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import { checkDimension, type WordEmbedder, type WordModel } from '../../embedding/wordEmbedder.ts';
import { readJson } from './body.ts';
import { decode } from '../schemas/decode.ts';
import { shortestFloat32s } from './float32.ts';
import { noRerankModel } from '../schemas/recordRequests.ts';

export type InferenceDeps = { readonly embedder: WordEmbedder };

const maxInputs = 96;

const embedSchema = v.object({
  model: v.string(),
  inputs: v.pipe(
    v.array(v.object({ text: v.string() })),
    v.minLength(1, 'at least one input is needed'),
    v.maxLength(maxInputs, `at most ${maxInputs} inputs are taken`),
  ),
  // `input_type` and `truncate` have no effect on word models.
  parameters: v.optional(v.object({ dimension: v.optional(v.number()) })),
});

const rerankSchema = v.object({ model: v.string() });

/**
 * Pinecone's inference routes for the word models of local indexes: embedding and listing models. Failures are
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
    const embeddings = await embedder.embed(model, texts, signal);
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

function describeModel({ name, index, dimension }: WordModel): Record<string, unknown> {
  return {
    model: name,
    short_description: `The mean of the vectors of a text's words, looked up in the index ${index} on this machine`,
    type: 'embed',
    vector_type: 'dense',
    default_dimension: dimension,
    modality: 'text',
    max_batch_size: maxInputs,
    provider_name: 'local',
    supported_dimensions: [dimension],
    supported_metrics: ['cosine', 'dotproduct', 'euclidean'],
    supported_parameters: [],
  };
}
