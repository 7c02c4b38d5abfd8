import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embedderTag } from '../../../../src/model/vectorIndex.ts';
import { newest, TestEngine, type Answer } from '../testEngine.ts';

const model = 'tiny-words';

const words = [
  { id: 'dog', values: [1, 0] },
  { id: 'puppy', values: [0.9, 0.1] },
  { id: 'car', values: [0, 1] },
];

const forModel = {
  name: 'texts',
  cloud: 'aws',
  region: 'us-east-1',
  embed: { model, field_map: { text: 'body' } },
};

const records = [
  { _id: 'r1', body: 'The dog', genre: 'animals', year: 2020 },
  { id: 'r2', body: 'A car', genre: 'machines' },
  { _id: 'r3', body: 'A puppy in a car', genre: 'animals', year: 2024 },
];

type Hits = { result: { hits: { _id: string; _score: number; fields: object }[] } };
const idsOf = ({ json }: Answer): string[] => (json as Hits).result.hits.map(({ _id: id }) => id);

describe('records with integrated embedding', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    await engine.createIndex(model, 2);
    await engine.send('PATCH', `/indexes/${model}`, { tags: { [embedderTag]: model } });
    await engine.upsert(model, words);
    await engine.send('POST', '/indexes/create-for-model', forModel);
    await upsert(records);
  });
  afterEach(() => engine.close());

  const upsert = async (lines: readonly object[]): Promise<Answer> =>
    engine.send(
      'POST',
      '/_i/texts/records/namespaces/__default__/upsert',
      lines.map((line) => JSON.stringify(line)).join('\n'),
    );
  const search = async (body: object): Promise<Answer> =>
    engine.send('POST', '/_i/texts/records/namespaces/__default__/search', body);

  it('are kept in an index that shows its model, in both shapes', async () => {
    expect((await engine.send('GET', '/indexes/texts')).json).toMatchObject({
      dimension: 2,
      metric: 'cosine',
      embed: { model, field_map: { text: 'body' }, dimension: 2, vector_type: 'dense' },
    });
    const { json } = await engine.send('GET', '/indexes/texts', undefined, newest);
    expect(json).toMatchObject({
      schema: {
        fields: { body: { type: 'semantic_text', model, dimension: 2, metric: 'cosine' } },
      },
    });
    expect(JSON.stringify(json)).not.toContain('_values');
  });

  it('are kept in an index that the preview of documents creates', async () => {
    const body = { name: 'seen', model, field: 'body', tags: { a: 'b' } };
    const headers = { 'x-pinecone-api-version': '2026-01.alpha' };
    expect(await engine.send('POST', '/indexes/create-for-model', body, headers)).toMatchObject({
      status: 201,
      json: {
        name: 'seen',
        schema: { fields: { body: { type: 'semantic_text', model } } },
        tags: { a: 'b' },
      },
    });
  });

  it('are answered with 201 and nothing else', async () => {
    const reply = await upsert([{ _id: 'x', body: 'dog' }]);
    expect(reply).toMatchObject({ status: 201, text: '' });
    expect(reply.headers.get('x-pinecone-request-lsn')).toBe('2');
  });

  it('are found by text, with all of their fields', async () => {
    const reply = await search({ query: { top_k: 2, inputs: { text: 'dog!' } } });
    expect(reply.json).toEqual({
      result: {
        hits: [
          {
            _id: 'r1',
            _score: 1,
            fields: { body: 'The dog', genre: 'animals', year: 2020 },
          },
          {
            _id: 'r3',
            _score: expect.closeTo(0.9 / Math.hypot(0.9, 1.1), 5) as number,
            fields: { body: 'A puppy in a car', genre: 'animals', year: 2024 },
          },
        ],
      },
      usage: { read_units: 1, embed_total_tokens: 1 },
    });
  });

  it('are found by vector and by id, with the fields that were asked for', async () => {
    const byVector = { query: { top_k: 1, vector: { values: [0, 2] } }, fields: ['genre', 'none'] };
    expect((await search(byVector)).json).toEqual({
      result: { hits: [{ _id: 'r2', _score: 1, fields: { genre: 'machines' } }] },
      usage: { read_units: 1 },
    });
    expect(idsOf(await search({ query: { top_k: 1, id: 'r3' } }))).toEqual(['r3']);
  });

  it('have all of their fields for “*”', async () => {
    const byId = { query: { top_k: 1, id: 'r2' }, fields: ['*'] };
    expect((await search(byId)).json).toMatchObject({
      result: { hits: [{ fields: { body: 'A car', genre: 'machines' } }] },
    });
  });

  it('have the score 0 for a vector of zeros', async () => {
    const { json } = await search({ query: { top_k: 1, vector: { values: [0, 0] } } });
    expect(json).toMatchObject({ result: { hits: [{ _id: 'r1', _score: 0 }] } });
  });

  it('are filtered by metadata and by terms', async () => {
    const inputs = { text: 'dog' };
    const filter = { year: { $gt: 2021 } };
    expect(idsOf(await search({ query: { top_k: 9, inputs, filter } }))).toEqual(['r3']);
    const terms = (...list: string[]): object => ({
      query: { top_k: 1, inputs, match_terms: { strategy: 'all', terms: list } },
    });
    expect(idsOf(await search(terms('CAR', 'a')))).toEqual(['r3']);
    expect(idsOf(await search(terms('bicycle')))).toEqual([]);
  });

  it('find all that hold the terms, however many are nearer', async () => {
    const near = Array.from({ length: 90 }, (_, at) => ({ _id: `n${at}`, body: 'dog' }));
    await upsert(near);
    await upsert([{ _id: 'far', body: 'car dog zebra' }]);
    const match_terms = { strategy: 'all', terms: ['zebra'] };
    const query = { top_k: 1, inputs: { text: 'dog' }, match_terms };
    expect(idsOf(await search({ query }))).toEqual(['far']);
  });

  it('can be read and deleted as vectors', async () => {
    const fetched = await engine.send('GET', '/_i/texts/vectors/fetch?ids=r1');
    expect(fetched.json).toMatchObject({
      vectors: { r1: { values: [1, 0], metadata: { body: 'The dog' } } },
    });
    await engine.send('POST', '/_i/texts/vectors/delete', { ids: ['r1'] });
    expect(idsOf(await search({ query: { top_k: 9, inputs: { text: 'dog' } } }))).not.toContain(
      'r1',
    );
  });

  it.each([
    ['no line', []],
    ['a line without text', [{ _id: 'x', genre: 'none' }]],
    ['a line without an id', [{ body: 'dog' }]],
    ['two ids', [{ _id: 'x', id: 'y', body: 'dog' }]],
    ['a field that is an object', [{ _id: 'x', body: 'dog', a: { b: 1 } }]],
    ['words that are unknown', [{ _id: 'x', body: 'zebra' }]],
    ['97 lines', Array.from({ length: 97 }, (_, at) => ({ _id: String(at), body: 'dog' }))],
  ])('are refused with %s', async (_, lines) => {
    expect(await upsert(lines)).toMatchObject({
      status: 400,
      json: { error: { code: 'INVALID_ARGUMENT', message: expect.any(String) }, status: 400 },
    });
  });

  it.each([
    [{ top_k: 1 }, 400],
    [{ top_k: 0, id: 'r1' }, 400],
    [{ top_k: 1, id: 'r1', inputs: { text: 'dog' } }, 400],
    [{ top_k: 1, vector: { values: [1] } }, 400],
    [{ top_k: 1, inputs: { query: 'dog' } }, 422],
    [{ top_k: 1, id: 'r1', match_terms: { strategy: 'any', terms: ['a'] } }, 422],
    [{ top_k: 1, vector: { sparse_values: [1], sparse_indices: [1] } }, 400],
  ])('are not searched by %j', async (query, status) => {
    expect(await search({ query })).toMatchObject({ status, json: { status } });
  });

  it('say what is not on this machine', async () => {
    const rerank = { model: 'bge-reranker-v2-m3', rank_fields: ['body'] };
    const missing = { status: 400, json: { error: { code: 'INVALID_ARGUMENT' } } };
    expect(await search({ query: { top_k: 1, id: 'r1' }, rerank })).toMatchObject(missing);
    expect(
      await engine.send('POST', '/rerank', { ...rerank, query: 'a', documents: [] }),
    ).toMatchObject(missing);
    const elsewhere = {
      ...forModel,
      name: 'other',
      embed: { model: 'multilingual-e5-large', field_map: { text: 'body' } },
    };
    expect(await engine.send('POST', '/indexes/create-for-model', elsewhere)).toMatchObject({
      status: 400,
      json: {
        error: {
          message: 'Model multilingual-e5-large not found: there is tiny-words',
        },
      },
    });
  });

  it('are embedded from another field, once it is changed', async () => {
    const change = {
      embed: { field_map: { text: 'title' }, read_parameters: { truncate: 'END' } },
    };
    expect(await engine.send('PATCH', '/indexes/texts', change)).toMatchObject({
      status: 200,
      json: {
        embed: {
          model,
          field_map: { text: 'title' },
          read_parameters: { truncate: 'END' },
          write_parameters: {},
        },
      },
    });
    expect(await upsert([{ _id: 'r4', title: 'car' }])).toMatchObject({ status: 201 });
    expect(idsOf(await search({ query: { top_k: 1, id: 'r4' } }))).toEqual(['r2']);
  });

  it('can be kept in an index of vectors, once it is given a model', async () => {
    await engine.createIndex('plain', 2);
    const schema = { fields: { body: { type: 'semantic_text', model } } };
    expect(await engine.send('PATCH', '/indexes/plain', { schema }, newest)).toMatchObject({
      status: 200,
      json: { schema: { fields: { body: { type: 'semantic_text', model, dimension: 2 } } } },
    });
    const url = '/_i/plain/records/namespaces/a';
    await engine.send('POST', `${url}/upsert`, { _id: 'p1', body: 'puppy' });
    const query = { top_k: 1, inputs: { text: 'dog' } };
    expect(idsOf(await engine.send('POST', `${url}/search`, { query }))).toEqual(['p1']);
  });

  it.each([
    ['another model', 'texts', { model: 'other', field_map: { text: 'body' } }],
    ['a model of another dimension', 'wide', { model, field_map: { text: 'body' } }],
    ['a model, since it is sparse', 'sparse', { model, field_map: { text: 'body' } }],
  ])('cannot be given %s', async (_, name, embed) => {
    await engine.createIndex('wide', 3);
    const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
    await engine.send('POST', '/indexes', { name: 'sparse', vector_type: 'sparse', spec });
    expect(await engine.send('PATCH', `/indexes/${name}`, { embed })).toMatchObject({
      status: 400,
    });
  });

  it('say when their model has gone', async () => {
    await engine.send('DELETE', `/indexes/${model}`);
    expect(await search({ query: { top_k: 1, inputs: { text: 'dog' } } })).toMatchObject({
      status: 400,
    });
    expect(idsOf(await search({ query: { top_k: 1, id: 'r1' } }))).toEqual(['r1']);
  });

  it('need an index for a model', async () => {
    await engine.createIndex('plain', 2);
    const url = '/_i/plain/records/namespaces/a/upsert';
    expect(await engine.send('POST', url, { _id: 'a', body: 'dog' })).toMatchObject({
      status: 400,
      json: { error: { message: expect.stringContaining('no integrated model') } },
    });
  });

  it.each([
    ['another dimension', { dimension: 3 }, 400],
    ['no field', { field_map: {} }, 422],
    ['an unknown metric', { metric: 'manhattan' }, 422],
  ])('get no index with %s', async (_, changes, status) => {
    const body = { ...forModel, name: 'other', embed: { ...forModel.embed, ...changes } };
    expect(await engine.send('POST', '/indexes/create-for-model', body)).toMatchObject({ status });
  });
});
