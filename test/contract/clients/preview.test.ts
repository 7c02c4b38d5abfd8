import { Pinecone } from 'pinecone-8';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import { clientTitle } from './clientTitle.ts';

/** The preview of documents, which version 8 calls with API version 2026-01.alpha. */
describe(`${clientTitle('pinecone-8')} preview`, () => {
  let engine: EngineProcess;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.stop());

  it('creates an index of documents, fills, searches and fetches it', async () => {
    const { preview } = new Pinecone({ apiKey: engine.key, controllerHostUrl: engine.url });
    const created = await preview.indexes.create({
      name: 'articles',
      schema: {
        fields: {
          title: { type: 'string', fullTextSearch: {} },
          meaning: { type: 'dense_vector', dimension: 2, metric: 'cosine' },
          genre: { type: 'string' },
          year: { type: 'float' },
        },
      },
    });
    expect(created.schema.fields).toMatchObject({
      title: { type: 'string' },
      meaning: { type: 'dense_vector', dimension: 2 },
    });
    const index = preview.index({ host: created.host });
    const documents = [
      { _id: 'a', title: 'A red fox', meaning: [1, 0], genre: 'animals', year: 2020 },
      { _id: 'b', title: 'A lazy dog', meaning: [0, 1], genre: 'animals', year: 2024 },
    ];
    expect(await index.upsertDocuments('n', { documents })).toMatchObject({ upsertedCount: 2 });
    const byText = await index.searchDocuments('n', {
      scoreBy: [{ type: 'text', field: 'title', query: 'fox' }],
      topK: 5,
      includeFields: ['year'],
    });
    expect(byText.matches).toMatchObject([{ _id: 'a', year: 2020 }]);
    const byVector = await index.searchDocuments('n', {
      scoreBy: [{ type: 'dense_vector', field: 'meaning', values: [0, 1] }],
      topK: 1,
      filter: { year: { $gt: 2000 } },
    });
    expect(byVector.matches).toMatchObject([{ _id: 'b', _score: 1 }]);
    const fetched = await index.fetchDocuments('n', { ids: ['a', 'none'] });
    expect(Object.keys(fetched.documents)).toEqual(['a']);
    await index.deleteDocuments('n', { ids: ['a'] });
    expect((await index.fetchDocuments('n', { ids: ['a'] })).documents).toEqual({});
  });
});
