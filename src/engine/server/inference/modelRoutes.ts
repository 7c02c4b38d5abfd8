import { Hono } from 'hono';
import * as v from 'valibot';
import type { SentenceEmbedder } from '../../embedding/sentences/sentenceEmbedder.ts';
import { readJson } from '../rest/body.ts';
import { decode } from '../schemas/decode.ts';
import { embeddingModelResponse } from './modelResponses.ts';

const addSchema = v.object({ folder: v.string() });

/** The routes by which the user adds models of this machine. Failures are thrown for the app's error handler. */
export function modelRoutes({ sentences }: { readonly sentences: SentenceEmbedder }): Hono {
  const routes = new Hono();

  routes.post('/_vectorscope/models', async (context) => {
    const { folder } = decode(addSchema, await readJson(context));
    const model = await sentences.addFolder(folder, context.req.raw.signal);
    return context.json(embeddingModelResponse(model), 201);
  });

  routes.get('/_vectorscope/models', (context) => context.json({ models: sentences.listAdded() }));

  routes.delete('/_vectorscope/models/:name', async (context) => {
    await sentences.removeModel(context.req.param('name'));
    return context.body(null, 204);
  });

  return routes;
}
