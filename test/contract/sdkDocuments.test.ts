import { Pinecone, type Index } from '@pinecone-database/pinecone';
import about from '@pinecone-database/pinecone/package.json' with { type: 'json' };
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';

const articles = [
  {
    _id: 'a1',
    title: 'The quick fox',
    body: 'A quick brown fox jumps',
    year: 2020,
    meaning: [0, 1],
  },
  {
    _id: 'a2',
    title: 'A lazy dog',
    body: 'The dog sleeps, foxes jump over it, and it sleeps on',
    year: 2022,
    meaning: [1, 1],
  },
  {
    _id: 'a3',
    title: 'Cats',
    body: 'No other animal is in this text',
    year: 2024,
    terms: { indices: [7], values: [0.4] },
  },
];

describe(`${about.name} ${about.version}`, () => {
  let engine: EngineProcess;
  let index: Index;
  let documents: Index['documents'];
  beforeAll(async () => {
    engine = await startEngine();
    const pinecone = new Pinecone({ apiKey: engine.key, controllerHostUrl: engine.url });
    const { host } = await pinecone.indexes.create({
      name: 'articles',
      schema: {
        fields: {
          title: { type: 'string', fullTextSearch: {} },
          body: { type: 'string', fullTextSearch: { language: 'en', stemming: true } },
          meaning: { type: 'dense_vector', dimension: 2, metric: 'euclidean' },
          terms: { type: 'sparse_vector' },
        },
      },
      waitUntilReady: true,
    });
    index = pinecone.index({ host });
  });
  afterAll(() => engine.stop());
  beforeEach(async ({ task }) => {
    documents = index.namespace(task.id).documents;
    await documents.upsert({ documents: articles });
  });

  type Search = Parameters<Index['documents']['search']>[0];
  const find = async (search: Omit<Search, 'topK'>): Promise<unknown[]> =>
    (await documents.search({ topK: 5, ...search })).matches.map(({ _id: id }) => id);

  it('counts what is upserted', async () => {
    expect(await documents.upsert({ documents: articles })).toEqual({ upsertedCount: 3 });
    expect((await documents.list()).documents).toHaveLength(3);
  });

  it('finds documents by their text, and shows the fields that were asked for', async () => {
    const scoreBy = [{ type: 'text', fields: ['body'], query: 'jumping fox' }];
    const { matches, usage } = await documents.search({
      scoreBy,
      topK: 5,
      includeFields: ['title'],
    });
    expect(matches).toEqual([
      { _id: 'a1', _score: expect.any(Number), title: 'The quick fox' },
      { _id: 'a2', _score: expect.any(Number), title: 'A lazy dog' },
    ]);
    expect(usage).toEqual({ readUnits: 1 });
  });

  it('finds documents by query strings, filters and vectors', async () => {
    const byQuery = (query: string): Promise<unknown[]> =>
      find({ scoreBy: [{ type: 'query_string', query }] });
    expect(await byQuery('title:fox OR title:cats')).toHaveLength(2);
    expect(await byQuery('body:"quick brown" AND title:fox')).toEqual(['a1']);
    expect(await byQuery('title:("the fox"~1)^2 AND (qiuck~2 +/br.*n/ -dog)')).toEqual(['a1']);
    expect(await byQuery('title:"lazy d"*')).toEqual(['a2']);
    await expect(byQuery('fox ^2')).rejects.toThrow('character 5, “^2”');
    const dense = { type: 'dense_vector', fields: ['meaning'], values: [1, 1] };
    expect(await find({ scoreBy: [dense] })).toEqual(['a2', 'a1']);
    expect(await find({ scoreBy: [dense], filter: { year: { $lt: 2022 } } })).toEqual(['a1']);
    expect(
      await find({ scoreBy: [dense], filter: { body: { $match_all: 'dog sleeping' } } }),
    ).toEqual(['a2']);
    const sparseValues = { indices: [7], values: [2] };
    expect(
      await find({ scoreBy: [{ type: 'sparse_vector', fields: ['terms'], sparseValues }] }),
    ).toEqual(['a3']);
  });

  it('fetches documents as they were sent, by ids and by filter with pages', async () => {
    const fetched = await documents.fetch({ ids: ['a1', 'a3', 'nobody'] });
    expect(fetched.documents).toEqual({ a1: articles[0], a3: articles[2] });
    const filter = { year: { $gte: 2022 } };
    const first = await documents.fetch({ filter, limit: 1, includeFields: ['year'] });
    expect(first.documents).toEqual({ a2: { _id: 'a2', year: 2022 } });
    const paginationToken = first.pagination?.next ?? '';
    const last = await documents.fetch({ filter, limit: 1, paginationToken });
    expect(Object.keys(last.documents)).toEqual(['a3']);
    expect(last.pagination).toBeUndefined();
  });

  it('updates documents one by one and by filter', async () => {
    await documents.update({ documents: [{ _id: 'a1', year: 1999, _remove_fields: ['title'] }] });
    expect((await documents.fetch({ ids: ['a1'] })).documents).toEqual({
      a1: { _id: 'a1', body: articles[0]?.body, meaning: [0, 1], year: 1999 },
    });
    const filter = { year: { $gt: 2000 } };
    expect(await documents.update({ filter, setFields: { seen: true } })).toEqual({
      matchedRecords: 2,
    });
    const seen = await documents.fetch({ filter: { seen: true }, includeFields: ['seen'] });
    expect(Object.keys(seen.documents)).toEqual(['a2', 'a3']);
  });

  it('lists and deletes documents', async () => {
    const page = await documents.list({ prefix: 'a', limit: 2 });
    expect(page.documents).toEqual([{ _id: 'a1' }, { _id: 'a2' }]);
    const rest = await documents.list({
      prefix: 'a',
      paginationToken: page.pagination?.next ?? '',
    });
    expect(rest.documents).toEqual([{ _id: 'a3' }]);
    await documents.delete({ ids: ['a1'] });
    expect(await documents.delete({ filter: { year: 2022 } })).toEqual({ matchedRecords: 1 });
    expect((await documents.list()).documents).toEqual([{ _id: 'a3' }]);
    await documents.delete({ deleteAll: true });
    expect((await documents.list()).documents).toEqual([]);
  });

  it('keeps vectors out of an index of documents', async () => {
    await expect(index.upsert({ records: [{ id: 'a', values: [1, 2] }] })).rejects.toThrow(
      'This index has a document schema, so writes must go through the documents API',
    );
  });
});
