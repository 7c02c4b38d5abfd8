import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createSample } from '../../../../src/engine/samples/createSample.ts';
import { SentenceEmbedder } from '../../../../src/engine/embedding/sentences/sentenceEmbedder.ts';
import { samplesFolder } from '../samples/openEngine.ts';
import { newest, TestEngine, type Answer } from '../testEngine.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const model = 'all-MiniLM-L6-v2';
const passages = [
  {
    _id: 'refund',
    body: 'Customers may return a product within 30 days and get their money back.',
  },
  { _id: 'parking', body: 'The car park behind the building is free of charge on weekends.' },
  { _id: 'kitchen', body: 'Please clean the coffee machine after use.' },
];

describe('an engine with a sentence model', () => {
  const sentences = new SentenceEmbedder({ modelsFolders: [path.resolve('media/models')] });
  let engine: TestEngine;
  beforeAll(async () => {
    engine = new TestEngine(undefined, undefined, { sentences });
    const { signal } = new AbortController();
    const onProgress = (): void => undefined;
    await createSample({
      store: engine.calls,
      samplesFolder,
      name: 'fiori-docs',
      signal,
      onProgress,
    });
  });
  afterAll(() => {
    engine.close();
    sentences.dispose();
  });

  const createForModel = (name: string, embed: object = {}): Promise<Answer> =>
    engine.send('POST', '/indexes/create-for-model', {
      name,
      cloud: 'aws',
      region: 'us-east-1',
      embed: { model, field_map: { text: 'body' }, ...embed },
    });
  const lines = (records: readonly object[]): string =>
    records.map((record) => JSON.stringify(record)).join('\n');
  const search = (index: string, text: string): Promise<Answer> =>
    engine.send('POST', `/_i/${index}/records/namespaces/__default__/search`, {
      query: { top_k: 2, inputs: { text } },
    });
  const firstHit = ({ json }: Answer): string | undefined =>
    (json as { result: { hits: { _id: string }[] } }).result.hits[0]?._id;

  it('creates an index for the model, which keeps the length of its passages', async () => {
    expect(await createForModel('kept')).toMatchObject({
      status: 201,
      json: {
        dimension: 384,
        embed: { model, write_parameters: { max_tokens_per_sequence: 256 } },
      },
    });
    expect(
      await createForModel('long', { write_parameters: { max_tokens_per_sequence: 512 } }),
    ).toMatchObject({ json: { embed: { write_parameters: { max_tokens_per_sequence: 512 } } } });
  });

  it('takes texts by the records API and finds them by meaning', async () => {
    await createForModel('notes');
    const upserted = await engine.send(
      'POST',
      '/_i/notes/records/namespaces/__default__/upsert',
      lines(passages),
    );
    expect(upserted.status).toBe(201);
    expect(firstHit(await search('notes', 'How do I get a refund?'))).toBe('refund');
    expect(firstHit(await search('notes', 'Where can I leave my vehicle?'))).toBe('parking');
  });

  it('takes texts as documents of the newest form and finds them by meaning', async () => {
    const fields = { body: { type: 'string', embed: { model } } };
    await engine.send('POST', '/indexes', { name: 'docs', schema: { fields } }, newest);
    const documents = '/_i/docs/namespaces/n/documents';
    await engine.send('POST', `${documents}/upsert`, { documents: passages }, newest);
    const query = { type: 'embed', field: 'body', query: 'Where can I leave my vehicle?' };
    const found = await engine.send(
      'POST',
      `${documents}/search`,
      { score_by: [query], top_k: 1 },
      newest,
    );
    expect(found.json).toMatchObject({ matches: [{ _id: 'parking' }] });
  });

  it('answers the sample of passages in words by the records API', async () => {
    const { status, json } = await search('fiori-docs', 'How do I deploy an app to Cloud Foundry?');
    const { hits } = (json as { result: { hits: { _score: number; fields: { text: string } }[] } })
      .result;
    const passages = hits.map(({ fields }) => /deploy/i.test(fields.text));
    expect([status, passages]).toEqual([200, [true, true]]);
    expect(hits[0]!._score).toBeGreaterThan(0.6);
  });

  it('embeds for programs, and counts tokens', async () => {
    const inputs = [{ text: 'hello world' }];
    const { json } = await engine.send('POST', '/embed', { model, inputs });
    expect(json).toMatchObject({ model, vector_type: 'dense', usage: { total_tokens: 4 } });
  });

  it('describes the model with its lengths', async () => {
    const { json } = await engine.send('GET', `/models/${model}`);
    expect(json).toMatchObject({
      model,
      default_dimension: 384,
      max_sequence_length: 512,
      supported_parameters: [{ parameter: 'max_tokens_per_sequence' }, { parameter: 'truncate' }],
    });
  });

  it.each([
    [{ max_tokens_per_sequence: 513 }, 'reads at most 512 tokens of a text, not 513'],
    [{ max_tokens_per_sequence: 1 }, 'parameters.max_tokens_per_sequence: must be at least 3'],
    [{ truncate: 'START' }, 'parameters.truncate: must be END or NONE'],
    [{ truncate: 'NONE', max_tokens_per_sequence: 3 }, 'has 4 tokens, more than 3'],
  ])('refuses the parameters %j', async (parameters, message) => {
    const inputs = [{ text: 'hello world' }];
    expect(await engine.send('POST', '/embed', { model, inputs, parameters })).toMatchObject({
      status: 400,
      json: { error: { message: expect.stringContaining(message) } },
    });
  });

  it('refuses other models by their name, and says which there are', async () => {
    expect(await createForModel('other', { model: 'llama-text-embed-v2' })).toMatchObject({
      status: 400,
      json: { error: { message: `Model llama-text-embed-v2 not found: there is ${model}` } },
    });
  });
});
