import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embedderTag } from '../../../../src/model/vectorIndex.ts';
import { newest, TestEngine, temporaryFolder, type Answer } from '../testEngine.ts';

const model = 'tiny-words';
const words = [
  { id: 'dog', values: [1, 0] },
  { id: 'puppy', values: [0.9, 0.1] },
  { id: 'car', values: [0, 1] },
];
const terms = 'english-terms';
const documents = [
  { _id: 'd1', body: 'The dog', genre: 'animals' },
  { _id: 'd2', body: 'A car', genre: 'machines' },
];

describe('documents whose text is embedded', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    await engine.createIndex(model, 2);
    await engine.send('PATCH', `/indexes/${model}`, { tags: { [embedderTag]: model } });
    await engine.upsert(model, words);
  });
  afterEach(() => engine.close());

  const create = (settings: object): Promise<Answer> =>
    engine.send(
      'POST',
      '/indexes',
      { name: 'notes', schema: { fields: { body: { type: 'string', ...settings } } } },
      newest,
    );
  const call = (operation: string, body: object): Promise<Answer> =>
    engine.send('POST', `/_i/notes/namespaces/n/documents/${operation}`, body, newest);
  const near = (query: string): Promise<Answer> =>
    call('search', { score_by: [{ type: 'embed', field: 'body', query }], top_k: 5 });
  const idsOf = ({ json }: Answer): string[] =>
    (json as { matches: { _id: string }[] }).matches.map(({ _id: id }) => id);

  it('are described with the model and its defaults', async () => {
    const created = await create({ embed: { model } });
    expect(created).toMatchObject({ status: 201 });
    expect((created.json as { schema: object }).schema).toEqual({
      fields: {
        body: {
          type: 'string',
          description: null,
          full_text_search: { language: 'en', stemming: false, stop_words: false },
          embed: {
            model,
            dimension: 2,
            metric: 'cosine',
            read_parameters: {},
            write_parameters: {},
          },
          store_text: true,
        },
      },
    });
  });

  it('are found by meaning and by words, and keep their text', async () => {
    await create({ embed: { model } });
    expect(await call('upsert', { documents })).toMatchObject({
      status: 202,
      json: { upserted_count: 2, usage: { embed_total_tokens: 2 } },
    });
    const found = await near('puppy');
    expect(idsOf(found)).toEqual(['d1', 'd2']);
    expect(found.json).toMatchObject({ usage: { read_units: 1, embed_total_tokens: 1 } });
    const text = { type: 'text', fields: ['body'], query: 'car' };
    expect(idsOf(await call('search', { score_by: [text], top_k: 5 }))).toEqual(['d2']);
    expect((await call('fetch', { ids: ['d1'] })).json).toMatchObject({
      documents: { d1: { _id: 'd1', body: 'The dog', genre: 'animals' } },
    });
  });

  it('are embedded again where their text changes, and lose their vector with it', async () => {
    await create({ embed: { model } });
    await call('upsert', { documents });
    const change = { documents: [{ _id: 'd1', body: 'My car' }] };
    expect(await call('update', change)).toMatchObject({
      status: 202,
      json: { usage: { embed_total_tokens: 1 } },
    });
    expect((await near('car')).json).toMatchObject({ matches: [{ _score: 1 }, { _score: 1 }] });
    const byFilter = { filter: { genre: 'machines' }, set_fields: { body: 'dog' } };
    expect((await call('update', byFilter)).json).toEqual({
      matched_records: 1,
      usage: { embed_total_tokens: 1 },
    });
    expect(idsOf(await near('dog'))).toEqual(['d2', 'd1']);
    await call('update', { documents: [{ _id: 'd2', genre: 'none', _remove_fields: ['body'] }] });
    expect(idsOf(await near('dog'))).toEqual(['d1']);
    expect((await call('update', { documents: [{ _id: 'd1', genre: 'x' }] })).json).toEqual({});
  });

  it('can leave out their text, which is then neither returned nor searched by words', async () => {
    const created = await create({ embed: { model }, store_text: false });
    expect(created.json).toMatchObject({
      schema: { fields: { body: { type: 'string', embed: { model }, store_text: false } } },
    });
    expect(created.text).not.toContain('full_text_search');
    await call('upsert', { documents });
    expect(idsOf(await near('dog'))).toEqual(['d1', 'd2']);
    expect((await call('fetch', { ids: ['d1'] })).json).toMatchObject({
      documents: { d1: { _id: 'd1', genre: 'animals' } },
    });
    expect((await call('fetch', { ids: ['d1'] })).text).not.toContain('The dog');
    const clause = { type: 'embed', field: 'body', query: 'dog' };
    const text = { type: 'text', fields: ['body'], query: 'dog' };
    const refused = [
      await call('fetch', { ids: ['d1'], include_fields: ['body'] }),
      await call('search', { score_by: [clause], top_k: 1, include_fields: ['body'] }),
      await call('search', { score_by: [text], top_k: 1 }),
      await call('fetch', { filter: { body: { $match_all: 'dog' } } }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    const all = { score_by: [clause], top_k: 1, include_fields: ['*'] };
    expect(await call('search', all)).toMatchObject({ status: 200 });
  });

  it.each([
    [{ embed: { model: 'other' } }, 'Model other not found: there is tiny-words'],
    [{ embed: {} }, 'Model llama-text-embed-v2 not found: there is tiny-words'],
    [{ sparse_embed: {} }, 'Model pinecone-sparse-english-v0 not found: there is tiny-words'],
    [{ embed: { model }, sparse_embed: { model: 'mine' } }, 'Model mine not found'],
    [{ sparse_embed: { model } }, 'The model tiny-words is dense: it is for embed'],
    [{ embed: { model: terms } }, 'The model english-terms is sparse: it is for sparse_embed'],
    [{ embed: { model, dimension: 3 } }, 'has dimension 2 only, not 3'],
    [{ full_text_search: {}, store_text: false }, 'store_text: false needs embed'],
    [
      { embed: { model }, full_text_search: {}, store_text: false },
      'store_text: false excludes full_text_search',
    ],
    [{ embed: { model }, filterable: true }, 'a field is filtered or searched, not both'],
  ])('are not of the schema %j', async (settings, message) => {
    expect(await create(settings)).toMatchObject({
      status: 400,
      json: { error: { message: expect.stringContaining(message) } },
    });
  });

  describe('by a sparse model', () => {
    const sharing = (query: string): Promise<Answer> =>
      call('search', { score_by: [{ type: 'sparse_embed', field: 'body', query }], top_k: 5 });

    it('are described with it and found by the terms they share', async () => {
      const created = await create({ sparse_embed: { model: terms } });
      const read = { input_type: 'query', truncate: 'END' };
      expect((created.json as { schema: object }).schema).toMatchObject({
        fields: {
          body: {
            sparse_embed: {
              model: terms,
              read_parameters: read,
              write_parameters: { ...read, input_type: 'passage' },
            },
            store_text: true,
          },
        },
      });
      expect(await call('upsert', { documents })).toMatchObject({
        json: { upserted_count: 2, usage: { embed_total_tokens: 2 } },
      });
      const found = await sharing('dogs and zebras');
      expect(found.json).toMatchObject({
        matches: [{ _id: 'd1', _score: 1 }],
        usage: { embed_total_tokens: 2 },
      });
      expect(await near('dog')).toMatchObject({ status: 400 });
    });

    it('have a dense vector too, if the field has both models', async () => {
      await create({ embed: { model }, sparse_embed: { model: terms }, store_text: false });
      await call('upsert', { documents });
      expect(idsOf(await near('puppy'))).toEqual(['d1', 'd2']);
      expect(idsOf(await sharing('car'))).toEqual(['d2']);
      expect((await call('fetch', { ids: ['d1'] })).json).toMatchObject({
        documents: { d1: { _id: 'd1', genre: 'animals' } },
      });
    });

    it('have their two vectors from two fields', async () => {
      const fields = {
        body: { type: 'string', sparse_embed: { model: terms } },
        title: { type: 'string', embed: { model } },
      };
      await engine.send('POST', '/indexes', { name: 'notes', schema: { fields } }, newest);
      const titled = documents.map((one, at) => ({ ...one, title: at === 0 ? 'car' : 'dog' }));
      await call('upsert', { documents: titled });
      expect(idsOf(await sharing('dog'))).toEqual(['d1']);
      const clause = { type: 'embed', field: 'title', query: 'dog' };
      expect(idsOf(await call('search', { score_by: [clause], top_k: 1 }))).toEqual(['d2']);
      const untitled = { documents: [{ _id: 'x', body: 'dog' }] };
      expect(await call('upsert', untitled)).toMatchObject({ status: 400 });
    });

    it('are embedded again where their text changes, and lose their vector with it', async () => {
      await create({ sparse_embed: { model: terms } });
      await call('upsert', { documents });
      await call('update', { documents: [{ _id: 'd1', body: 'My car' }] });
      expect(idsOf(await sharing('car'))).toEqual(['d1', 'd2']);
      expect(idsOf(await sharing('dog'))).toEqual([]);
      await call('update', { documents: [{ _id: 'd2', genre: 'x', _remove_fields: ['body'] }] });
      expect(idsOf(await sharing('car'))).toEqual(['d1']);
    });

    it('have the only sparse vectors of their index', async () => {
      const fields = {
        body: { type: 'string', sparse_embed: { model: terms } },
        weights: { type: 'sparse_vector' },
      };
      const body = { name: 'notes', schema: { fields } };
      expect(await engine.send('POST', '/indexes', body, newest)).toMatchObject({ status: 400 });
    });
  });

  it('have the only dense vectors of their index', async () => {
    const dense = { type: 'dense_vector', dimension: 2, metric: 'cosine' };
    const fields = { body: { type: 'string', embed: { model } }, place: dense };
    const body = { name: 'notes', schema: { fields } };
    expect(await engine.send('POST', '/indexes', body, newest)).toMatchObject({ status: 400 });
  });

  it.each([
    ['a document without the text', { _id: 'x', genre: 'none' }, 'no text in the field “body”'],
    ['a text of unknown words', { _id: 'x', body: 'zebra' }, 'knows none of these words'],
  ])('are not written if one is %s', async (_, document, message) => {
    await create({ embed: { model } });
    expect(await call('upsert', { documents: [...documents, document] })).toMatchObject({
      status: 400,
      json: { error: { message: expect.stringContaining(message) } },
    });
    expect(idsOf(await near('dog'))).toEqual([]);
  });

  it.each([
    [97, 400],
    [96, 202],
  ])('come %i at a time: %i', async (count, status) => {
    await create({ embed: { model } });
    const many = Array.from({ length: count }, (_, at) => ({ _id: `${at}`, body: 'dog' }));
    expect(await call('upsert', { documents: many })).toMatchObject({ status });
  });

  it('are not imported, because an import does not embed', async () => {
    await create({ embed: { model } });
    const file = path.join(temporaryFolder(), 'notes.ndjson');
    writeFileSync(file, JSON.stringify(documents[0]));
    const uri = pathToFileURL(file).href;
    const { json } = await engine.send('POST', '/_i/notes/bulk/imports', { uri });
    await Promise.all(engine.background);
    const { id } = json as { id: string };
    expect((await engine.send('GET', `/_i/notes/bulk/imports/${id}`)).json).toMatchObject({
      status: 'Failed',
      error: expect.stringContaining('embeds a text of each document'),
    });
  });

  it.each([
    [{ type: 'sparse_embed', field: 'body', query: 'dog' }],
    [{ type: 'embed', field: 'genre', query: 'dog' }],
    [{ type: 'embed', field: 'body', query: ' ' }],
    [{ type: 'embed', fields: ['body', 'body'], query: 'dog' }],
    [{ type: 'dense_vector', field: 'body', values: [1, 0] }],
  ])('are not searched by %j', async (clause) => {
    await create({ embed: { model } });
    expect(await call('search', { score_by: [clause], top_k: 1 })).toMatchObject({ status: 400 });
  });
});
