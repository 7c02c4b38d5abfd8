import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SentenceEmbedder } from '../../../../../src/engine/embedding/sentences/sentenceEmbedder.ts';
import { newest, TestEngine, type Answer } from '../../testEngine.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const local = 'all-MiniLM-L6-v2';
const texts = [
  'Customers may return a product within 30 days and get their money back.',
  'The car park behind the building is free of charge on weekends.',
  'Please clean the coffee machine after use.',
];
const question = 'How do I get a refund?';
const none = { parameters: { truncate: 'NONE' } };

describe('an engine that simulates hosted models', () => {
  const sentences = new SentenceEmbedder({ modelsFolders: [path.resolve('media/models')] });
  let engine: TestEngine;
  beforeAll(() => {
    engine = new TestEngine(undefined, undefined, { sentences, simulatesModels: true });
  });
  afterAll(() => {
    engine.close();
    sentences.dispose();
  });

  const embed = (model: string, all: readonly string[], parameters: object): Promise<Answer> =>
    engine.send('POST', '/embed', { model, inputs: all.map((text) => ({ text })), parameters });

  async function vectorsOf(model: string, parameters: object): Promise<number[][]> {
    const { json } = await embed(model, texts, parameters);
    return (json as { data: { values: number[] }[] }).data.map(({ values }) => values);
  }

  it.each([
    ['multilingual-e5-large', {}, 1024],
    ['llama-text-embed-v2', {}, 1024],
    ['llama-text-embed-v2', { dimension: 384 }, 384],
    ['llama-text-embed-v2', { dimension: 2048 }, 2048],
  ])(
    'gives %s with %j vectors of dimension %i with the local cosines',
    async (model, more, size) => {
      const own = await vectorsOf(local, {});
      const hosted = await vectorsOf(model, { input_type: 'passage', ...more });
      expect(hosted.map(({ length }) => length)).toEqual([size, size, size]);
      for (const [one, other] of [
        [0, 0],
        [0, 1],
        [1, 2],
      ] as const)
        expect(dot(hosted[one]!, hosted[other]!)).toBeCloseTo(dot(own[one]!, own[other]!), 5);
    },
  );

  it('gives two models other vectors for the same text', async () => {
    const [one] = await vectorsOf('multilingual-e5-large', { input_type: 'query' });
    const [other] = await vectorsOf('llama-text-embed-v2', { input_type: 'query' });
    expect(Math.abs(dot(one!, other!))).toBeLessThan(0.5);
  });

  it.each([
    ['llama-text-embed-v2', {}, 'needs the parameter input_type: query or passage'],
    ['llama-text-embed-v2', { input_type: 'text' }, 'input_type: must be query or passage'],
    ['llama-text-embed-v2', { input_type: 'query', dimension: 100 }, 'only, not 100'],
    ['pinecone-sparse-english-v0', {}, 'needs the parameter input_type: query or passage'],
    [
      'pinecone-sparse-english-v0',
      { input_type: 'query', max_tokens_per_sequence: 2049 },
      'reads at most 2048 tokens of a text, not 2049',
    ],
  ])('refuses %s with %j', async (model, parameters, message) => {
    expect(await embed(model, ['a dog'], parameters)).toMatchObject({
      status: 400,
      json: { error: { message: expect.stringContaining(message) } },
    });
  });

  it.each([
    ['multilingual-e5-large', 507],
    ['llama-text-embed-v2', 2048],
    ['pinecone-sparse-english-v0', 512],
  ])('cuts texts for %s at %i tokens, or refuses them', async (model, most) => {
    const long = ['word '.repeat(most + 1)];
    const cut = await embed(model, long, { input_type: 'passage' });
    expect(cut.json).toMatchObject({ usage: { total_tokens: most } });
    expect(await embed(model, long, { input_type: 'passage', truncate: 'NONE' })).toMatchObject({
      status: 400,
      json: { error: { message: expect.stringContaining(`more than ${most}`) } },
    });
  });

  it('refuses 97 texts', async () => {
    const many = Array.from({ length: 97 }, () => 'a dog');
    const { status } = await embed('llama-text-embed-v2', many, { input_type: 'query' });
    expect(status).toBe(400);
  });

  it('gives a term the same index in every text, and more weight if it is repeated', async () => {
    const model = 'pinecone-sparse-english-v0';
    const all = ['dogs dogs bark', 'the dog'];
    const { json } = await embed(model, all, { input_type: 'passage', return_tokens: true });
    const [one, other] = (json as { data: SparseResponse[] }).data;
    const at = one!.sparse_tokens.indexOf('dog');
    expect(other).toMatchObject({
      vector_type: 'sparse',
      sparse_tokens: ['dog'],
      sparse_indices: [one!.sparse_indices[at]],
    });
    expect(one!.sparse_values[at]).toBeGreaterThan(other!.sparse_values[0]!);
  });

  const rerank = (body: object): Promise<Answer> =>
    engine.send('POST', '/rerank', {
      model: 'bge-reranker-v2-m3',
      query: question,
      documents: texts.toReversed().map((text, at) => ({ id: `${at}`, text })),
      ...body,
    });

  it('reranks documents, best first, with scores from 0 to 1', async () => {
    const { json } = await rerank({ top_n: 2 });
    const { data, usage } = json as { data: { index: number; score: number }[]; usage: object };
    expect([data.length, data[0], usage]).toMatchObject([
      2,
      { index: 2, document: { id: '2', text: texts[0] } },
      { rerank_units: 1 },
    ]);
    expect(data.every(({ score }) => score >= 0 && score <= 1)).toBe(true);
    const { json: bare } = await rerank({ return_documents: false });
    expect(Object.keys((bare as { data: object[] }).data[0]!)).toEqual(['index', 'score']);
  });

  it.each([
    [{ rank_fields: ['title'] }, 'Document 0 has no text in the rank field “title”'],
    [{ rank_fields: ['text', 'id'] }, 'reads one rank field, not 2'],
    [{ model: 'other' }, 'Model other not found: there is bge-reranker-v2-m3'],
    [{ documents: Array.from({ length: 101 }, () => ({ text: 'a' })) }, 'at most 100 documents'],
    [
      { query: 'word '.repeat(600), documents: [{ text: 'word '.repeat(600) }], ...none },
      'reads at most 1024 tokens of query and document',
    ],
  ])('refuses to rerank with %j', async (body, message) => {
    expect(await rerank(body)).toMatchObject({
      status: 400,
      json: { error: { message: expect.stringContaining(message) } },
    });
  });

  it('ranks by several fields if the model reads them', async () => {
    const model = 'cohere-rerank-3.5';
    const { json } = await rerank({ model, rank_fields: ['id', 'text'] });
    expect(json).toMatchObject({ model, data: [{ index: 2 }, {}, {}] });
  });

  const createForModel = (name: string, more: object): Promise<Answer> =>
    engine.send('POST', '/indexes/create-for-model', {
      name,
      cloud: 'aws',
      region: 'us-east-1',
      embed: { field_map: { text: 'body' }, ...more },
    });
  const upsert = (index: string): Promise<Answer> =>
    engine.send(
      'POST',
      `/_i/${index}/records/namespaces/n/upsert`,
      texts.map((body, at) => JSON.stringify({ _id: `${at}`, body })).join('\n'),
    );
  const search = (index: string, text: string, more: object = {}): Promise<Answer> =>
    engine.send('POST', `/_i/${index}/records/namespaces/n/search`, {
      query: { top_k: 3, inputs: { text } },
      ...more,
    });

  it('serves an integrated index of a dense model from creation to search', async () => {
    const created = await createForModel('dense', { model: 'llama-text-embed-v2', dimension: 768 });
    expect(created).toMatchObject({
      status: 201,
      json: {
        dimension: 768,
        embed: {
          read_parameters: { input_type: 'query', truncate: 'END' },
          write_parameters: { input_type: 'passage', truncate: 'END' },
        },
      },
    });
    expect((await upsert('dense')).status).toBe(201);
    expect((await search('dense', question)).json).toMatchObject({
      result: { hits: [{ _id: '0' }, {}, {}] },
    });
  });

  it('serves an integrated index of a sparse model from creation to search', async () => {
    const model = 'pinecone-sparse-english-v0';
    expect(await createForModel('sparse', { model })).toMatchObject({
      status: 201,
      json: { vector_type: 'sparse', metric: 'dotproduct', embed: { vector_type: 'sparse' } },
    });
    expect((await upsert('sparse')).status).toBe(201);
    const { json } = await search('sparse', 'cleaning a coffee machine');
    expect(json).toMatchObject({ result: { hits: [{ _id: '2', _score: 3 }] } });
  });

  it('reranks the hits of a search, and needs a query if the search has none', async () => {
    await createForModel('ranked', { model: 'multilingual-e5-large' });
    await upsert('ranked');
    const settings = { model: 'bge-reranker-v2-m3', rank_fields: ['body'], top_n: 1 };
    const about = { ...settings, query: 'Where can I leave my vehicle?' };
    expect((await search('ranked', question, { rerank: about, fields: [] })).json).toMatchObject({
      result: { hits: [{ _id: '1', fields: {} }] },
      usage: { rerank_units: 1 },
    });
    const query = { top_k: 1, id: '0' };
    expect(await search('ranked', '', { query, rerank: settings })).toMatchObject({
      status: 400,
      json: { error: { message: 'rerank needs a query where the search has no text' } },
    });
  });

  it('embeds a text field of documents', async () => {
    const embedding = { model: 'llama-text-embed-v2', dimension: 512 };
    const fields = { body: { type: 'string', embed: embedding } };
    await engine.send('POST', '/indexes', { name: 'docs', schema: { fields } }, newest);
    const route = '/_i/docs/namespaces/n/documents';
    const documents = texts.map((body, at) => ({ _id: `${at}`, body }));
    await engine.send('POST', `${route}/upsert`, { documents }, newest);
    const clause = { type: 'embed', field: 'body', query: question };
    const body = { score_by: [clause], top_k: 1 };
    expect((await engine.send('POST', `${route}/search`, body, newest)).json).toMatchObject({
      matches: [{ _id: '0' }],
    });
  });

  it('embeds a text field of documents with the default models, dense and sparse', async () => {
    const fields = { body: { type: 'string', embed: {}, sparse_embed: {} } };
    const index = { name: 'both', schema: { fields } };
    const created = await engine.send('POST', '/indexes', index, newest);
    expect((created.json as { schema: object }).schema).toMatchObject({
      fields: {
        body: {
          embed: { model: 'llama-text-embed-v2', dimension: 1024 },
          sparse_embed: { model: 'pinecone-sparse-english-v0' },
        },
      },
    });
    const route = '/_i/both/namespaces/n/documents';
    const documents = texts.map((body, at) => ({ _id: `${at}`, body }));
    await engine.send('POST', `${route}/upsert`, { documents }, newest);
    for (const [type, query] of [
      ['embed', question],
      ['sparse_embed', 'money back'],
    ]) {
      const body = { score_by: [{ type, field: 'body', query }], top_k: 1 };
      expect((await engine.send('POST', `${route}/search`, body, newest)).json).toMatchObject({
        matches: [{ _id: '0' }],
      });
    }
  });

  it('refuses a metric that the model does not support', async () => {
    const embedding = { model: 'multilingual-e5-large', metric: 'dotproduct' };
    expect(await createForModel('wrong', embedding)).toMatchObject({
      status: 400,
      json: { error: { message: expect.stringContaining('supports the metric cosine') } },
    });
  });

  it('describes the hosted models beside its own', async () => {
    const names = async (query: string): Promise<unknown> => {
      const { json } = await engine.send('GET', `/models${query}`);
      return (json as { models: { model: string }[] }).models.map(({ model }) => model);
    };
    expect([await names('?type=rerank'), await names('?vector_type=sparse')]).toEqual([
      ['bge-reranker-v2-m3', 'pinecone-rerank-v0', 'cohere-rerank-3.5'],
      ['pinecone-sparse-english-v0', 'english-terms'],
    ]);
    expect((await engine.send('GET', '/models/llama-text-embed-v2')).json).toMatchObject({
      default_dimension: 1024,
      supported_dimensions: [384, 512, 768, 1024, 2048],
      max_sequence_length: 2048,
    });
  });

  it('says so in the header of every response', async () => {
    const answers = [await engine.send('GET', '/indexes'), await engine.send('GET', '/nowhere')];
    expect(answers.map(({ headers }) => headers.get('x-vectorscope-simulated'))).toEqual([
      'models',
      'models',
    ]);
  });
});

type SparseResponse = {
  readonly sparse_tokens: readonly string[];
  readonly sparse_indices: readonly number[];
  readonly sparse_values: readonly number[];
};

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, at) => sum + value * other[at]!, 0);
}
