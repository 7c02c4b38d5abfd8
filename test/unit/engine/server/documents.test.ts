import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newest, TestEngine, type Answer } from '../testEngine.ts';

const fields = {
  title: { type: 'string', full_text_search: {} },
  body: { type: 'string', full_text_search: { stemming: true, stop_words: true } },
  embedding: { type: 'dense_vector', dimension: 2, metric: 'cosine' },
  terms: { type: 'sparse_vector' },
};

const documents = [
  {
    _id: 'd1',
    title: 'Red apples',
    body: 'The apple is a fruit that is running out',
    embedding: [1, 0.4],
    year: 2020,
  },
  {
    _id: 'd2',
    title: 'Green pears',
    body: 'A pear is a fruit too',
    terms: { indices: [1, 5], values: [0.4, 1] },
    year: 2021,
    tags: ['x'],
  },
  { _id: 'd3', title: 'Apple pie', embedding: [0, 1], terms: { indices: [5], values: [3] } },
];

type Search = { matches: { _id: string; _score: number | null }[] };
const idsOf = ({ json }: Answer): string[] => (json as Search).matches.map(({ _id: id }) => id);

describe('documents', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    await engine.send('POST', '/indexes', { name: 'library', schema: { fields } }, newest);
    await call('upsert', { documents });
  });
  afterEach(() => engine.close());

  const call = async (operation: string, body: object, namespace = 'n'): Promise<Answer> =>
    engine.send('POST', `/_i/library/namespaces/${namespace}/documents/${operation}`, body, newest);
  const search = async (clause: object, others: object = {}): Promise<Answer> =>
    call('search', { score_by: [clause], top_k: 10, ...others });
  const text = (query: string, ...names: string[]): object => ({
    type: 'text',
    fields: names.length === 0 ? ['title', 'body'] : names,
    query,
  });
  const queryString = (query: string): object => ({ type: 'query_string', query });

  it('belong to an index that shows its schema', async () => {
    const { json } = await engine.send('GET', '/indexes/library', undefined, newest);
    expect(json).toMatchObject({
      schema: {
        fields: {
          title: {
            type: 'string',
            full_text_search: { language: 'en', stemming: false, stop_words: false },
          },
          embedding: fields.embedding,
          terms: fields.terms,
        },
      },
    });
  });

  it('are accepted and counted', async () => {
    const reply = await call('upsert', { documents });
    expect(reply).toMatchObject({ status: 202, json: { upserted_count: 3 } });
    expect(reply.headers.get('x-pinecone-request-lsn')).toBe('2');
    const { json } = await engine.send('POST', '/_i/library/describe_index_stats', {});
    expect(json).toMatchObject({ totalVectorCount: 3, dimension: 2 });
  });

  it('come back as they were sent', async () => {
    const [first, second] = documents;
    const { json } = await call('fetch', { ids: ['d1', 'd2', 'nobody'] });
    expect(json).toEqual({
      documents: { d1: first, d2: second },
      namespace: 'n',
      usage: { read_units: 1 },
    });
    const some = await call('fetch', { ids: ['d2'], include_fields: ['year', 'terms'] });
    expect(some.json).toMatchObject({
      documents: { d2: { _id: 'd2', year: 2021, terms: second?.terms } },
    });
    expect(JSON.stringify(some.json)).not.toContain('Green');
  });

  it('with a dense field all have the score 0 for a vector of zeros', async () => {
    const clause = { type: 'dense_vector', fields: ['embedding'], values: [0, 0] };
    const { json } = await search(clause);
    expect(json).toMatchObject({
      matches: [
        { _id: 'd1', _score: 0 },
        { _id: 'd3', _score: 0 },
      ],
    });
  });

  it('are ranked by a dense field, and those without it are left out', async () => {
    const clause = { type: 'dense_vector', fields: ['embedding'], values: [0, 2] };
    const { json } = await search(clause, { include_fields: ['title'] });
    expect(json).toEqual({
      matches: [
        { _id: 'd3', _score: 1, title: 'Apple pie' },
        { _id: 'd1', _score: 0.37139067, title: 'Red apples' },
      ],
      namespace: 'n',
      usage: { read_units: 1 },
    });
    expect(idsOf(await search(clause, { filter: { year: { $gt: 0 } } }))).toEqual(['d1']);
    const byText = { filter: { title: { $match_any: 'pie' } }, top_k: 1 };
    expect(idsOf(await search(clause, byText))).toEqual(['d3']);
  });

  it('are ranked by a sparse field', async () => {
    const clause = {
      type: 'sparse_vector',
      field: 'terms',
      sparse_values: { indices: [5], values: [2] },
    };
    const { json } = await search(clause);
    expect(json).toMatchObject({
      matches: [
        { _id: 'd3', _score: 6 },
        { _id: 'd2', _score: 2 },
      ],
    });
    expect(idsOf(await search(clause, { filter: { tags: 'x' } }))).toEqual(['d2']);
  });

  it('are ranked by text, in several fields', async () => {
    expect(idsOf(await search(text('apple', 'title')))).toEqual(['d3']);
    expect(idsOf(await search(text('apples', 'body')))).toEqual(['d1']);
    expect(idsOf(await search(text('apple fruit')))).toEqual(
      expect.arrayContaining(['d1', 'd2', 'd3']),
    );
    expect(idsOf(await search(text('runs', 'body')))).toEqual(['d1']);
    expect(idsOf(await search(text('the', 'body')))).toEqual([]);
  });

  it('are scored by BM25', async () => {
    // One field, three documents with lengths 2, 2 and 2; “pie” is in one of them, once.
    const { json } = await search(text('pie', 'title'));
    const inverse = Math.log(1 + (3 - 1 + 0.5) / (1 + 0.5));
    expect((json as Search).matches[0]?._score).toBeCloseTo((inverse * 2.2) / (1 + 1.2), 6);
  });

  it.each([
    ['apple OR pears', ['d1', 'd2', 'd3']],
    ['pie pears', ['d2', 'd3']],
    ['title:apple AND title:pie', ['d3']],
    ['fruit AND NOT body:pear', ['d1']],
    ['fruit -pears', ['d1']],
    ['+fruit pears', ['d1', 'd2']],
    ['"red apples"', ['d1']],
    ['"apples red"', []],
    ['title:/app.*/', ['d1', 'd3']],
    ['(title:red OR title:green) AND fruit', ['d1', 'd2']],
    ['title:(red green)', ['d1', 'd2']],
    ['nothing', []],
  ])('are found by the query string %s', async (query, expected) => {
    expect(idsOf(await search(queryString(query))).sort()).toEqual(expected);
  });

  it('rank a boosted word higher', async () => {
    expect(idsOf(await search(queryString('red^5 OR pie')))[0]).toBe('d1');
    expect(idsOf(await search(queryString('red OR pie^5')))[0]).toBe('d3');
  });

  it('take several clauses of text at once', async () => {
    const score_by = [text('pie', 'title'), queryString('body:fruit')];
    const found = await call('search', { score_by, top_k: 10 });
    expect(idsOf(found).sort()).toEqual(['d1', 'd2', 'd3']);
  });

  it.each([
    [{ title: { $match_all: 'apple pie' } }, ['d3']],
    [{ title: { $match_any: 'pears pie' } }, ['d2', 'd3']],
    [{ body: { $match_phrase: 'pear is a fruit' } }, ['d2']],
    [{ body: { $match_phrase: 'fruit pear' } }, []],
    [{ $or: [{ title: { $match_all: 'red' } }, { year: 2021 }] }, ['d1', 'd2']],
    [{ title: { $match_any: 'red green', $exists: true }, year: { $gt: 2020 } }, ['d2']],
    [{ year: { $exists: false } }, ['d3']],
  ])('are fetched by the filter %j', async (filter, expected) => {
    const { json } = await call('fetch', { filter });
    expect(Object.keys((json as { documents: object }).documents)).toEqual(expected);
  });

  it('are fetched and listed page by page', async () => {
    const first = await call('fetch', { filter: { title: { $exists: true } }, limit: 2 });
    const { next } = (first.json as { pagination: { next: string } }).pagination;
    const filter = { title: { $exists: true } };
    const second = await call('fetch', { filter, limit: 2, pagination_token: next });
    expect(Object.keys((second.json as { documents: object }).documents)).toEqual(['d3']);
    expect(second.json).not.toHaveProperty('pagination');
    expect((await call('list', { prefix: 'd', limit: 2 })).json).toEqual({
      documents: [{ _id: 'd1' }, { _id: 'd2' }],
      pagination: { next: expect.any(String) },
      namespace: 'n',
      usage: { read_units: 1 },
    });
  });

  it('are changed in part, in memory and on disk', async () => {
    await search(text('apple'));
    const changes = [
      { _id: 'd1', title: 'Blue plums', _remove_fields: ['embedding', 'year'] },
      { _id: 'd2', embedding: [3, 4] },
      { _id: 'nobody', title: 'x' },
    ];
    const reply = await call('update', { documents: changes });
    expect(reply).toMatchObject({ status: 202, json: {} });
    expect((await call('fetch', { ids: ['d1', 'd2', 'nobody'] })).json).toMatchObject({
      documents: {
        d1: { title: 'Blue plums', body: expect.stringContaining('fruit') },
        d2: { title: 'Green pears', embedding: [3, 4] },
      },
    });
    expect(idsOf(await search(text('plums', 'title')))).toEqual(['d1']);
    expect(idsOf(await search(text('red', 'title')))).toEqual([]);
    const clause = { type: 'dense_vector', fields: ['embedding'], values: [3, 4] };
    expect(idsOf(await search(clause))).toEqual(['d2', 'd3']);
  });

  it('are changed by filter', async () => {
    const body = {
      filter: { year: { $gt: 0 } },
      set_fields: { rated: 5 },
      remove_fields: ['year'],
    };
    expect(await call('update', body)).toMatchObject({ status: 202, json: { matched_records: 2 } });
    const { json } = await call('fetch', { filter: { rated: 5, year: { $exists: false } } });
    expect(Object.keys((json as { documents: object }).documents)).toEqual(['d1', 'd2']);
  });

  it('are deleted by id, by filter and all together', async () => {
    await search(text('apple'));
    expect(await call('delete', { ids: ['d1'] })).toMatchObject({ status: 202, json: {} });
    expect(idsOf(await search(text('red apples fruit')))).toEqual(['d2']);
    const filter = { year: 2021 };
    expect((await call('delete', { filter })).json).toEqual({ matched_records: 1 });
    expect(await call('delete', { delete_all: true })).toMatchObject({ status: 202, json: {} });
    expect((await call('list', {})).json).toMatchObject({ documents: [] });
  });

  it('are there again after the engine was closed', async () => {
    engine.close();
    engine = new TestEngine(engine.folder);
    expect(idsOf(await search(text('pie', 'title')))).toEqual(['d3']);
    const clause = { type: 'dense_vector', fields: ['embedding'], values: [0, 1] };
    expect(idsOf(await search(clause))).toEqual(['d3', 'd1']);
  });

  it.each([
    ['no id', { title: 'x' }],
    ['no field of the schema', { _id: 'x', year: 1 }],
    ['a vector that is too short', { _id: 'x', embedding: [1] }],
    ['a text that is a number', { _id: 'x', title: 1 }],
    ['a text that is too long', { _id: 'x', title: 'x'.repeat(102_401) }],
    ['too many words', { _id: 'x', title: 'x '.repeat(10_001) }],
    ['sparse values without indices', { _id: 'x', terms: { values: [1] } }],
    ['a name that is reserved', { _id: 'x', title: 'x', _other: 1 }],
    ['metadata that is an object', { _id: 'x', title: 'x', a: { b: 1 } }],
  ])('are not taken with %s', async (_, document) => {
    expect(await call('upsert', { documents: [document] })).toMatchObject({
      status: 400,
      json: { error: { code: 'INVALID_ARGUMENT' }, status: 400 },
    });
  });

  it.each([
    ['no clause', { score_by: [] }],
    [
      'clauses of vectors and text',
      { score_by: [text('a'), { type: 'dense_vector', fields: ['embedding'], values: [1, 1] }] },
    ],
    ['a field without text', { score_by: [text('a', 'year')] }],
    ['a text clause without fields', { score_by: [{ type: 'text', query: 'a' }] }],
    ['an empty query', { score_by: [text(' ')] }],
    [
      'a dense clause on text',
      { score_by: [{ type: 'dense_vector', fields: ['title'], values: [1, 1] }] },
    ],
    ['a query string that is not closed', { score_by: [queryString('(a OR b')] }],
    ['a query string of a negation', { score_by: [queryString('NOT a')] }],
    ['a query string with a field that is none', { score_by: [queryString('nobody:a')] }],
    [
      'a text condition on metadata',
      { score_by: [text('a')], filter: { year: { $match_all: 'a' } } },
    ],
    ['a top_k of 0', { score_by: [text('a')], top_k: 0 }],
  ])('are not searched with %s', async (_, body) => {
    const refused = { status: 400, json: { error: { message: expect.any(String) } } };
    expect(await call('search', { top_k: 1, ...body })).toMatchObject(refused);
    expect(await call('search', { top_k: 1, ...body }, 'nowhere')).toMatchObject(refused);
  });

  it.each([
    ['delete', {}],
    ['delete', { filter: {} }],
    ['delete', { ids: ['a'], delete_all: true }],
    ['delete', { filter: { title: { $match_all: 'apple' } } }],
    ['update', { filter: { title: { $match_any: 'apple' } }, set_fields: { a: 1 } }],
    ['update', { documents: [{ _id: 'd1' }], set_fields: { a: 1 } }],
    ['update', { documents: [{ _id: 'd1', a: 1, _remove_fields: ['a'] }] }],
    ['update', { filter: { year: 2020 }, set_fields: {} }],
    ['update', { filter: { year: 2020 }, set_fields: { a: 1 }, remove_fields: ['a'] }],
    ['update', {}],
    ['fetch', {}],
    ['fetch', { ids: ['d1'], filter: { a: 1 } }],
    ['fetch', { filter: {} }],
    ['list', { limit: 101 }],
    ['list', { prefix: 'ä' }],
    ['list', { prefix: 'x'.repeat(513) }],
  ])('refuse %s with %j', async (operation, body) => {
    expect(await call(operation, body)).toMatchObject({ status: 400, json: { status: 400 } });
  });

  it('are filtered by the fields that their namespace declares, and by text', async () => {
    const schema = { fields: { year: { filterable: true } } };
    await engine.send('POST', '/_i/library/namespaces', { name: 'narrow', schema }, newest);
    await call('upsert', { documents }, 'narrow');
    const found = async (filter: object): Promise<unknown> => {
      const body = { score_by: [text('apple fruit')], top_k: 3, filter };
      const reply = await call('search', body, 'narrow');
      return reply.status === 200 ? idsOf(reply) : reply.status;
    };
    expect([
      await found({ year: 2020 }),
      await found({ title: { $match_all: 'apple' } }),
      await found({ tags: 'x' }),
      await found({ $or: [{ year: 2020 }, { tags: { $exists: true } }] }),
    ]).toEqual([['d1'], ['d3'], 400, 400]);
    const writes = [
      ['update', { filter: { tags: 'x' }, set_fields: { a: 1 } }],
      ['delete', { filter: { tags: 'x' } }],
      ['fetch', { filter: { tags: 'x' } }],
    ] as const;
    for (const [operation, body] of writes)
      expect(await call(operation, body, 'narrow')).toMatchObject({ status: 400 });
  });

  it('are not written or searched as vectors', async () => {
    const refused = {
      status: 400,
      json: { code: 3, message: expect.stringContaining('document schema') },
    };
    expect(await engine.upsert('library', [{ id: 'a', values: [1, 1] }])).toMatchObject(refused);
    expect(await engine.query('library', { topK: 1, vector: [1, 1] })).toMatchObject(refused);
    const fetched = await engine.send('GET', '/_i/library/vectors/fetch?ids=d1');
    expect(fetched).toMatchObject(refused);
    expect(await engine.send('GET', '/_i/library/vectors/list')).toMatchObject(refused);
    const byMetadata = { filter: { year: 2020 } };
    expect(
      await engine.send('POST', '/_i/library/vectors/fetch_by_metadata', byMetadata),
    ).toMatchObject(refused);
    await engine.createIndex('plain', 2);
    const url = '/_i/plain/namespaces/n/documents/list';
    expect(await engine.send('POST', url, {}, newest)).toMatchObject({ status: 400 });
  });
});
