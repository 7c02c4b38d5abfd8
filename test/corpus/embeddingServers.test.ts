import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { createEndpointClient } from '../../src/embedding/endpointClient.ts';
import { SentenceEmbedder } from '../../src/engine/embedding/sentences/sentenceEmbedder.ts';
import { Secret } from '../../src/common/secret.ts';
import { compareVectors, cosine } from '../../src/services/embedding/modelCheck.ts';
import { startEmbeddingServer, type EmbeddingServer } from '../support/models/embeddingServer.ts';
import { startOpenAiStandIn, type OpenAiStandIn } from '../support/models/openAiStandIn.ts';

const { signal } = new AbortController();
const client = createEndpointClient(fetch);
const texts = [
  'Customers may return a product within 30 days and get their money back.',
  'The car park behind the building is free of charge on weekends.',
  'Please clean the coffee machine after use.',
];

/** A program of others, with another model than ours. */
describe('a real server that speaks OpenAI’s API', () => {
  let server: EmbeddingServer | { readonly missing: string };
  beforeAll(async () => {
    server = await startEmbeddingServer();
  }, 180_000);
  afterAll(async () => {
    if ('stop' in server) await server.stop();
  });

  const real = ({ skip }: TestContext): EmbeddingServer =>
    'missing' in server ? skip(server.missing) : server;
  const placeOf = ({ url }: Pick<EmbeddingServer, 'url'>) => ({
    endpoint: { name: 'e5', url, keyHeader: 'authorization' as const },
    key: undefined,
  });

  it('lists its model and embeds texts in their order, at unit length', async (context) => {
    const { url, model } = real(context);
    expect(await client.listModels(placeOf({ url }), signal)).toContain(model);
    const vectors = await client.embed(placeOf({ url }), model, texts, signal);
    expect(vectors.map(({ length }) => length)).toEqual([384, 384, 384]);
    for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 2);
    const [last] = await client.embed(placeOf({ url }), model, texts.slice(-1), signal);
    expect(cosine(last ?? [], vectors[2] ?? [])).toBeGreaterThan(0.999);
  });

  it('finds the passage that answers a question, also in another language', async (context) => {
    const { url, model } = real(context);
    const questions = ['query: How do I get a refund?', 'query: Wo kann ich am Sonntag parken?'];
    const asked = await client.embed(placeOf({ url }), model, questions, signal);
    const passages = await client.embed(
      placeOf({ url }),
      model,
      texts.map((text) => `passage: ${text}`),
      signal,
    );
    const best = asked.map((question) => {
      const scores = passages.map((passage) => cosine(question, passage));
      return scores.indexOf(Math.max(...scores));
    });
    expect(best).toEqual([0, 1]);
  });

  it('has vectors of our dimension, and is still seen to be another model', async (context) => {
    const { url, model } = real(context);
    const embedder = new SentenceEmbedder({ modelsFolders: [path.resolve('media/models')] });
    try {
      const [bundled] = await embedder.listModels();
      const ours = await embedder.embed(bundled!, texts, {}, signal);
      const theirs = await client.embed(placeOf({ url }), model, texts, signal);
      const stored = ours.map(({ values }) => [...values]);
      expect(Math.abs(compareVectors(theirs, stored).cosine)).toBeLessThan(0.3);
    } finally {
      embedder.dispose();
    }
  });
});

/** The answers are those of the reference: https://platform.openai.com/docs/api-reference/embeddings/create */
describe('the stand-in for OpenAI', () => {
  let standIn: OpenAiStandIn;
  beforeAll(async () => {
    standIn = await startOpenAiStandIn();
  });
  afterAll(() => standIn.stop());

  const ask = async (body: object, key = standIn.key): Promise<[number, unknown]> => {
    const response = await fetch(`${standIn.url}/embeddings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    });
    return [response.status, await response.json()];
  };

  it('answers with the members that are documented', async () => {
    const input = 'The food was delicious and the waiter...';
    const asked = { model: standIn.model, input, encoding_format: 'float' };
    expect(await ask(asked)).toEqual([
      200,
      {
        object: 'list',
        data: [{ object: 'embedding', index: 0, embedding: expect.any(Array) }],
        model: standIn.model,
        usage: { prompt_tokens: expect.any(Number), total_tokens: expect.any(Number) },
      },
    ]);
    const [, inBase64] = await ask({ ...asked, encoding_format: 'base64' });
    expect(inBase64).toMatchObject({ data: [{ embedding: expect.any(String) }] });
  });

  it('refuses a wrong key and an unknown model as documented', async () => {
    const asked = { model: standIn.model, input: ['a'] };
    expect(await ask(asked, 'wrong')).toMatchObject([401, { error: { code: 'invalid_api_key' } }]);
    expect(await ask({ ...asked, model: 'gone' })).toMatchObject([
      404,
      { error: { type: 'invalid_request_error', code: 'model_not_found' } },
    ]);
  });

  it('is understood by our client, which names the next step', async () => {
    const at = (key: string) => ({
      endpoint: { name: 'cloud', url: standIn.url, keyHeader: 'authorization' as const },
      key: new Secret(key),
    });
    const vectors = await client.embed(at(standIn.key), standIn.model, texts, signal);
    expect(vectors.map(({ length }) => length)).toEqual([256, 256, 256]);
    await expect(client.embed(at('sk-wrong'), standIn.model, ['a'], signal)).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.stringContaining('Enter it again with “Manage Embedding Providers”'),
    });
    await expect(client.embed(at(standIn.key), 'gone', ['a'], signal)).rejects.toMatchObject({
      message: expect.stringContaining('does not have this model'),
    });
  });
});
