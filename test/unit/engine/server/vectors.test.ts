import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newest, TestEngine } from '../testEngine.ts';

const records = [
  { id: 'a', values: [0.4, 0.1, 0.7], metadata: { genre: 'drama', year: 2019 } },
  { id: 'b', values: [1, 0, 0], metadata: { genre: 'comedy', year: 2020, tags: ['x', 'y'] } },
  { id: 'c', values: [0, 1, 0], metadata: { genre: 'drama', year: 2021, seen: true } },
  { id: 'd', values: [0, 0, 1] },
];

describe('vectors', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    await engine.createIndex('films', 3);
    await engine.upsert('films', records);
  });
  afterEach(() => engine.close());

  it('come back as the decimals that were sent', async () => {
    const { json } = await engine.send('GET', '/_i/films/vectors/fetch?ids=a&ids=d&ids=nobody');
    expect(json).toEqual({
      vectors: {
        a: { id: 'a', values: [0.4, 0.1, 0.7], metadata: { genre: 'drama', year: 2019 } },
        d: { id: 'd', values: [0, 0, 1] },
      },
      namespace: '',
      usage: { readUnits: 1 },
    });
  });

  it('are found in the order of their scores, without values and metadata unless asked', async () => {
    const { json } = await engine.query('films', { topK: 2, vector: [1, 0.1, 0] });
    expect(json).toEqual({
      results: [],
      matches: [
        { id: 'b', score: 0.9950372, values: [] },
        { id: 'a', score: 0.5021705, values: [] },
      ],
      namespace: '',
      usage: { readUnits: 1 },
    });
  });

  it('are found by the id of one of them, itself first', async () => {
    const query = { topK: 1, id: 'c', includeValues: true, includeMetadata: true };
    expect((await engine.query('films', query)).json).toMatchObject({
      matches: [
        {
          id: 'c',
          score: 1,
          values: [0, 1, 0],
          metadata: { genre: 'drama', year: 2021, seen: true },
        },
      ],
    });
  });

  it('leave out the list of results from 2026-07 on', async () => {
    const reply = await engine.send('POST', '/_i/films/query', { topK: 1, id: 'a' }, newest);
    expect(reply.json).not.toHaveProperty('results');
  });

  it('are not found by an unknown id, nor in an unknown namespace', async () => {
    const none = { status: 200, json: { matches: [] } };
    expect(await engine.query('films', { topK: 1, id: 'nobody' })).toMatchObject(none);
    const elsewhere = { topK: 1, vector: [1, 1, 1], namespace: 'elsewhere' };
    expect(await engine.query('films', elsewhere)).toMatchObject(none);
  });

  it.each([
    [{ genre: 'drama' }, ['a', 'c']],
    [{ genre: { $ne: 'drama' } }, ['b']],
    [{ genre: { $nin: ['drama'] } }, ['b']],
    [{ $or: [{ genre: { $ne: 'drama' } }, { genre: { $exists: false } }] }, ['b', 'd']],
    [{ genre: { $in: [] } }, []],
    [{ year: { $gte: 2020 } }, ['b', 'c']],
    [{ tags: 'y' }, ['b']],
    [{ seen: { $exists: false } }, ['a', 'b', 'd']],
    [{ $or: [{ year: 2019 }, { seen: true }] }, ['a', 'c']],
    [{ genre: { $in: ['comedy', 'horror'] } }, ['b']],
    [{ ['__proto__']: { $exists: true } }, []],
    [{}, ['a', 'b', 'c', 'd']],
  ])('are filtered by %j', async (filter, expected) => {
    const { json } = await engine.query('films', { topK: 10, vector: [1, 1, 1], filter });
    expect(idsOf(json)).toEqual(expected);
  });

  it('are filtered by what was written last', async () => {
    const query = { topK: 10, vector: [1, 1, 1], filter: { genre: 'drama' } };
    await engine.query('films', query);
    await engine.upsert('films', [
      { id: 'a', values: [1, 1, 1], metadata: { genre: 'horror' } },
      { id: 'e', values: [1, 1, 1], metadata: { genre: 'drama' } },
    ]);
    await engine.send('POST', '/_i/films/vectors/delete', { ids: ['c'] });
    expect(idsOf((await engine.query('films', query)).json)).toEqual(['e']);
  });

  it('of equal score are ordered by id', async () => {
    const same = ['z', 'm', 'k', 'B'].map((id) => ({ id, values: [5, 5, 5] }));
    await engine.upsert('films', same, 'same');
    const { json } = await engine.query('films', {
      topK: 3,
      vector: [1, 2, 3],
      namespace: 'same',
    });
    expect((json as { matches: { id: string }[] }).matches.map(({ id }) => id)).toEqual([
      'B',
      'k',
      'm',
    ]);
  });

  it('are counted by namespace', async () => {
    await engine.upsert('films', [{ id: 'a', values: [1, 2, 3] }], 'other');
    const { json } = await engine.send('POST', '/_i/films/describe_index_stats', {});
    expect(json).toEqual({
      namespaces: { '': { vectorCount: 4 }, other: { vectorCount: 1 } },
      dimension: 3,
      indexFullness: 0,
      totalVectorCount: 5,
      metric: 'cosine',
      vectorType: 'dense',
    });
  });

  it('tell how fresh they are, for each namespace', async () => {
    const second = await engine.upsert('films', [{ id: 'b', values: [1, 0, 0] }]);
    const other = await engine.upsert('films', [{ id: 'b', values: [1, 0, 0] }], 'other');
    const read = await engine.query('films', { topK: 1, id: 'b' });
    expect([
      second.headers.get('x-pinecone-request-lsn'),
      other.headers.get('x-pinecone-request-lsn'),
      read.headers.get('x-pinecone-max-indexed-lsn'),
    ]).toEqual(['2', '1', '2']);
  });

  it('are deleted by filter', async () => {
    await engine.send('POST', '/_i/films/vectors/delete', { filter: { year: { $lt: 2021 } } });
    expect((await engine.send('GET', '/_i/films/vectors/list')).json).toMatchObject({
      vectors: [{ id: 'c' }, { id: 'd' }],
    });
  });

  it('are deleted all at once, and their namespace with them', async () => {
    await engine.query('films', { topK: 1, id: 'a' });
    await engine.send('POST', '/_i/films/vectors/delete', { deleteAll: true });
    const { json } = await engine.send('POST', '/_i/films/describe_index_stats', {});
    expect(json).toMatchObject({ namespaces: {}, totalVectorCount: 0 });
    expect((await engine.query('films', { topK: 1, id: 'a' })).json).toMatchObject({ matches: [] });
  });

  it('are listed by pages, by prefix, in bytewise order', async () => {
    const ids = ['x-10', 'x-2', 'X-1', 'x-1', 'x', 'y-1', 'x-~', 'x-'];
    await engine.upsert(
      'films',
      ids.map((id) => ({ id, values: [1, 1, 1] })),
      'paged',
    );
    const pages: string[][] = [];
    let token = '';
    do {
      const query = `prefix=x-&limit=2&namespace=paged&paginationToken=${token}`;
      const { json } = await engine.send('GET', `/_i/films/vectors/list?${query}`);
      const page = json as { vectors: { id: string }[]; pagination?: { next: string } };
      pages.push(page.vectors.map(({ id }) => id));
      token = page.pagination?.next ?? '';
    } while (token !== '');
    expect(pages).toEqual([['x-', 'x-1'], ['x-10', 'x-2'], ['x-~']]);
  });

  it('keep metadata as it was, without keys that are null', async () => {
    const metadata = { ['__proto__']: 'p', constructor: 'c', '': 1, ü: true, list: [], none: null };
    const vectors = [{ id: 'odd', values: [1, 1, 1], metadata }];
    await engine.send('POST', '/_i/films/vectors/upsert', { vectors }, newest);
    const { text } = await engine.send('GET', '/_i/films/vectors/fetch?ids=odd');
    expect(text).toContain(
      '"metadata":{"__proto__":"p","constructor":"c","":1.0,"ü":true,"list":[]}',
    );
  });

  it.each([
    [
      'a vector of the wrong dimension',
      [{ id: 'x', values: [1, 2] }],
      'Vector dimension 2 does not match the dimension of the index 3',
    ],
    ['no values', [{ id: 'x' }], 'has no dense values'],
    ['a value that is no number', [{ id: 'x', values: [1, '2', 3] }], 'not a finite 32-bit number'],
    ['a value that is null', [{ id: 'x', values: [1, null, 3] }], 'not a finite 32-bit number'],
    ['a value beyond float32', [{ id: 'x', values: [1, 1e39, 3] }], 'not a finite 32-bit number'],
    [
      'zeros',
      [{ id: 'x', values: [0, 0, 1e-9] }],
      "Dense vectors must contain at least one non-zero value. Vector ID 'x' contains only zeros",
    ],
    ['an empty id', [{ id: '', values: [1, 1, 1] }], '1 to 512 ASCII'],
    ['an id that is a number', [{ id: 7, values: [1, 1, 1] }], '1 to 512 ASCII'],
    [
      'an id beyond ASCII',
      [{ id: 'ü', values: [1, 1, 1] }],
      "Vector ID must be ASCII, but got 'ü'",
    ],
    ['an id of 513 characters', [{ id: 'x'.repeat(513), values: [1, 1, 1] }], '1 to 512 ASCII'],
    [
      'nested metadata',
      [{ id: 'x', values: [1, 1, 1], metadata: { price: { usd: 10 } } }],
      `Metadata value must be a string, number, boolean or list of strings, got '{"usd":10}' for field 'price'`,
    ],
    [
      'a list of numbers in metadata',
      [{ id: 'x', values: [1, 1, 1], metadata: { n: [1] } }],
      'Metadata value must be',
    ],
    [
      'a field that begins with $',
      [{ id: 'x', values: [1, 1, 1], metadata: { $a: 1 } }],
      "Metadata field '$a' cannot start with '$'",
    ],
    [
      'metadata of more than 40 KB',
      [{ id: 'x', values: [1, 1, 1], metadata: { t: 'x'.repeat(41_000) } }],
      'exceeds the limit of 40960 bytes',
    ],
    ['no vectors', [], '1 to 1000 vectors'],
    [
      '1001 vectors',
      Array.from({ length: 1001 }, (_, at) => ({ id: `${at}`, values: [1, 1, 1] })),
      '1 to 1000 vectors',
    ],
  ])('with %s are refused, and nothing of their batch is written', async (_, vectors, message) => {
    const good = { id: 'good', values: [1, 1, 1] };
    const batch = vectors.length === 1 ? [good, ...vectors] : vectors;
    expect(await engine.upsert('films', batch)).toMatchObject({
      status: 400,
      json: { code: 3, message: expect.stringContaining(message), details: [] },
    });
    const { json } = await engine.send('GET', '/_i/films/vectors/fetch?ids=good&ids=x');
    expect(json).toMatchObject({ vectors: {} });
  });

  it('of more than 2 MB are refused', async () => {
    const text = 'x'.repeat(30_000);
    const vectors = Array.from({ length: 80 }, (_, at) => ({
      id: `${at}`,
      values: [1, 1, 1],
      metadata: { text },
    }));
    expect(await engine.upsert('films', vectors)).toMatchObject({
      status: 413,
      json: { code: 11 },
    });
  });

  it.each([
    ['no topK', { vector: [1, 1, 1] }, 400],
    ['a topK of 0', { topK: 0, vector: [1, 1, 1] }, 400],
    ['a topK of 10001', { topK: 10_001, vector: [1, 1, 1] }, 400],
    ['a broken topK', { topK: 1.5, vector: [1, 1, 1] }, 400],
    ['a topK that is text', { topK: '3', vector: [1, 1, 1] }, 400],
    ['neither id nor vector', { topK: 1 }, 400],
    ['both id and vector', { topK: 1, id: 'a', vector: [1, 1, 1] }, 400],
    ['a vector of the wrong dimension', { topK: 1, vector: [1, 1] }, 400],
    ['an unknown operator', { topK: 1, id: 'a', filter: { a: { $near: 1 } } }, 400],
    ['a filter that is a list', { topK: 1, id: 'a', filter: [] }, 400],
    ['a null in the filter', { topK: 1, id: 'a', filter: { a: null } }, 400],
    ['a namespace beyond ASCII', { topK: 1, id: 'a', namespace: 'ü' }, 400],
    ['a list of queries', { topK: 1, queries: [{ values: [1, 1, 1] }] }, 400],
    [
      'a sparse vector in a cosine index',
      { topK: 1, vector: [1, 1, 1], sparseVector: { indices: [1], values: [1] } },
      400,
    ],
  ])('are not queried with %s', async (_, query, status) => {
    expect(await engine.query('films', query)).toMatchObject({
      status,
      json: { code: status === 400 ? 3 : 12, message: expect.any(String) },
    });
  });

  it.each(['cosine', 'dotproduct'])(
    'are found with the score 0 by a vector of zeros under %s',
    async (metric) => {
      await engine.createIndex('zeros', 2, metric);
      const vectors = ['a', 'b'].map((id) => ({ id, values: [1, 2] }));
      await engine.upsert('zeros', vectors);
      expect(await engine.query('zeros', { topK: 2, vector: [0, 0] })).toMatchObject({
        status: 200,
        json: {
          matches: [
            { id: 'a', score: 0 },
            { id: 'b', score: 0 },
          ],
        },
      });
    },
  );

  it.each([
    ['nothing', {}],
    ['an empty filter', { filter: {} }],
    ['ids and a filter', { ids: ['a'], filter: { year: 1 } }],
    ['ids and all', { ids: ['a'], deleteAll: true }],
    ['ids that are numbers', { ids: [1] }],
    ['too many ids', { ids: Array.from({ length: 1001 }, String) }],
  ])('are not deleted by %s', async (_, body) => {
    const reply = await engine.send('POST', '/_i/films/vectors/delete', body);
    expect(reply).toMatchObject({ status: 400, json: { code: 3 } });
    const { json } = await engine.send('POST', '/_i/films/describe_index_stats', {});
    expect(json).toMatchObject({ totalVectorCount: 4 });
  });

  it.each([
    'vectors/list?limit=0',
    'vectors/list?limit=101',
    'vectors/list?limit=x',
    'vectors/list?paginationToken=nonsense',
    'vectors/fetch',
    `vectors/fetch?${Array.from({ length: 1001 }, () => 'ids=a').join('&')}`,
    'namespaces?limit=1e1',
  ])('are not read by %s', async (path) => {
    expect(await engine.send('GET', `/_i/films/${path}`)).toMatchObject({
      status: 400,
      json: { code: 3 },
    });
  });

  it('are counted by GET too', async () => {
    const url = '/_i/films/describe_index_stats';
    const { json } = await engine.send('GET', url);
    expect(json).toEqual((await engine.send('POST', url, {})).json);
  });

  it.each([
    ['query', { top_k: 1, id: 'a' }, 'topK'],
    ['query', { topK: 1, id: 'a', include_values: true }, 'includeValues'],
    ['query', { topK: 1, id: 'a', include_metadata: true }, 'includeMetadata'],
    ['query', { topK: 1, id: 'a', sparse_vector: null }, 'sparseVector'],
    [
      'vectors/upsert',
      { vectors: [{ id: 'x', values: [1, 1, 1], sparse_values: {} }] },
      'sparseValues',
    ],
    ['vectors/update', { id: 'a', set_metadata: { a: 1 } }, 'setMetadata'],
    ['vectors/update', { filter: { a: 1 }, setMetadata: {}, dry_run: true }, 'dryRun'],
    ['vectors/delete', { delete_all: true }, 'deleteAll'],
    ['vectors/fetch_by_metadata', { filter: { a: 1 }, pagination_token: 'x' }, 'paginationToken'],
  ])('refuse snake_case by its name: %s with %j', async (path, body, name) => {
    expect(await engine.send('POST', `/_i/films/${path}`, body)).toMatchObject({
      status: 400,
      json: { code: 3, message: expect.stringMatching(`^Unknown name ".*_.*": use "${name}"$`) },
    });
  });

  it('refuse statistics by filter', async () => {
    const filter = { genre: 'drama' };
    const url = '/_i/films/describe_index_stats';
    expect(await engine.send('POST', url, { filter })).toMatchObject({ status: 400 });
    expect(await engine.send('POST', url, { filter: {} })).toMatchObject({ status: 200 });
    expect(await engine.send('POST', url)).toMatchObject({ status: 200 });
  });

  it('refuse answers of more than 4 MB', async () => {
    const metadata = { text: 'x'.repeat(40_000) };
    for (let start = 0; start < 120; start += 40) {
      const vectors = Array.from({ length: 40 }, (_, at) => ({
        id: `${start + at}`,
        values: [1, 1, 1],
        metadata,
      }));
      expect(await engine.upsert('films', vectors, 'long')).toMatchObject({ status: 200 });
    }
    const query = { topK: 120, vector: [1, 1, 1], namespace: 'long' };
    expect(await engine.query('films', query)).toMatchObject({ status: 200 });
    expect(await engine.query('films', { ...query, includeMetadata: true })).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining('exceeds') },
    });
  });

  it('of an index that is not there are not found', async () => {
    const missing = { status: 404, json: { code: 5, message: 'Resource none not found' } };
    expect(await engine.upsert('none', records)).toMatchObject(missing);
    expect(await engine.query('none', { topK: 1, id: 'a' })).toMatchObject(missing);
    expect(await engine.send('GET', '/_i/none/namespaces')).toMatchObject(missing);
  });
});

function idsOf(json: unknown): string[] {
  return (json as { matches: { id: string }[] }).matches.map(({ id }) => id).sort();
}
