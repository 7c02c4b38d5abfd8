import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newest, TestEngine, type Answer } from '../testEngine.ts';

const versions = ['2024-07', '2024-10', '2025-01', '2025-04', '2025-10', '2026-04', '2026-07'];
const before = (end: string): string[] => versions.filter((version) => version < end);
const since = (start: string): string[] => versions.filter((version) => version >= start);

/** What the live service was seen to do, version by version, beyond its documentation. */
describe('as the live service does', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    await engine.createIndex('films', 2);
    await engine.upsert('films', [{ id: 'a', values: [1, 2], metadata: { year: 1999 } }], 'n');
  });
  afterEach(() => engine.close());

  const send = (
    method: string,
    path: string,
    body?: object,
    version: string = '2025-10',
  ): Promise<Answer> =>
    engine.send(method, `/_i/films/${path}`, body, { 'x-pinecone-api-version': version });
  const refused = (message: string): object => ({
    status: 400,
    json: { code: 3, message, details: [] },
  });

  describe('null in metadata', () => {
    const metadata = { x: null, y: 'kept' };
    const vectors = [
      { id: 'b', values: [1, 1] },
      { id: 'c', values: [1, 1], metadata },
    ];
    const message =
      "Metadata value must be a string, number, boolean or list of strings, got 'null' for field 'x'";
    const count = async (): Promise<unknown> =>
      ((await send('GET', 'describe_index_stats')).json as { totalVectorCount: number })
        .totalVectorCount;

    it.each(before('2026-07'))('refuses the whole upsert in version %s', async (version) => {
      const reply = await send('POST', 'vectors/upsert', { vectors }, version);
      expect(reply).toMatchObject(refused(message));
      expect(await count()).toBe(1);
      const change = { id: 'a', namespace: 'n', setMetadata: metadata };
      expect(await send('POST', 'vectors/update', change, version)).toMatchObject(refused(message));
    });

    it('is left out in version 2026-07', async () => {
      const reply = await send('POST', 'vectors/upsert', { vectors }, '2026-07');
      expect(reply).toMatchObject({ status: 200, json: { upsertedCount: 2 } });
      expect((await send('GET', 'vectors/fetch?ids=c')).json).toMatchObject({
        vectors: { c: { metadata: { y: 'kept' } } },
      });
    });
  });

  describe('the namespace in answers', () => {
    const query = { topK: 1, vector: [1, 0] };

    it.each(versions)('is empty if none was sent, in version %s', async (version) => {
      const answers = [
        await send('POST', 'query', query, version),
        await send('POST', 'query', { ...query, namespace: '' }, version),
        await send('GET', 'vectors/fetch?ids=a', undefined, version),
        await send('GET', 'vectors/list?namespace=', undefined, version),
        await send('POST', 'vectors/fetch_by_metadata', { filter: { year: 1 } }, version),
      ];
      const names = answers.map(({ json }) => (json as { namespace: string }).namespace);
      expect(names).toEqual(['', '', '', '', '']);
    });

    it.each(since('2025-04'))('is as it was sent, in version %s', async (version) => {
      for (const namespace of ['n', '__default__'])
        expect(await send('POST', 'query', { ...query, namespace }, version)).toMatchObject({
          status: 200,
          json: { namespace },
        });
    });
  });

  it.each(before('2025-04'))('refuses the name __default__ in version %s', async (version) => {
    const namespace = '__default__';
    const message =
      "Use of namespace='__default__' is not allowed in API versions prior to 2025-04";
    const vectors = [{ id: 'a', values: [1, 1] }];
    const answers = [
      await send('POST', 'query', { topK: 1, id: 'a', namespace }, version),
      await send('POST', 'vectors/upsert', { vectors, namespace }, version),
      await send('GET', 'vectors/fetch?ids=a&namespace=__default__', undefined, version),
      await send('GET', 'vectors/list?namespace=__default__', undefined, version),
      await send('POST', 'vectors/update', { id: 'a', setMetadata: {}, namespace }, version),
      await send('POST', 'vectors/delete', { ids: ['a'], namespace }, version),
    ];
    expect(answers).toMatchObject(answers.map(() => refused(message)));
  });

  it.each([
    ...before('2025-04').map((version) => [version, '']),
    ...since('2025-04').map((version) => [version, '__default__']),
  ])('counts the default namespace in version %s as “%s”', async (version, name) => {
    await engine.upsert('films', [{ id: 'a', values: [1, 2] }]);
    const { json } = await send('POST', 'describe_index_stats', {}, version);
    expect(json).toMatchObject({ namespaces: { [name]: { vectorCount: 1 } } });
  });

  it.each([{ ids: ['a'] }, { filter: { year: 1999 } }, { deleteAll: true }])(
    'finds no unknown namespace to delete %j from',
    async (selection) => {
      const missing = { code: 5, message: 'Namespace not found', details: [] };
      const body = { ...selection, namespace: 'none' };
      expect(await send('POST', 'vectors/delete', body)).toMatchObject({
        status: 404,
        json: missing,
      });
      for (const namespace of ['n', ''])
        expect(await send('POST', 'vectors/delete', { ...selection, namespace })).toMatchObject({
          status: 200,
          json: {},
        });
      const again = { ids: ['a', 'unknown'], namespace: 'n' };
      expect(await send('POST', 'vectors/delete', again)).toMatchObject({ status: 200, json: {} });
    },
  );

  it.each([
    ...before('2025-04').map((version) => [version, 404] as const),
    ...since('2025-04').map((version) => [version, 200] as const),
  ])(
    'deletes from a default namespace without a write in version %s: %i',
    async (version, status) => {
      const reply = await send('POST', 'vectors/delete', { deleteAll: true }, version);
      expect(reply).toMatchObject({ status });
    },
  );

  it('answers reads of what is not there with nothing', async () => {
    const answers = [
      await send('POST', 'query', { topK: 1, vector: [1, 2], namespace: 'none' }),
      await send('GET', 'vectors/fetch?ids=a&namespace=none'),
      await send('GET', 'vectors/fetch?ids=unknown&namespace=n'),
      await send('GET', 'vectors/list?namespace=none'),
    ];
    expect(answers).toMatchObject([
      { status: 200, json: { matches: [] } },
      { status: 200, json: { vectors: {} } },
      { status: 200, json: { vectors: {} } },
      { status: 200, json: { vectors: [] } },
    ]);
  });

  it('takes a vector of zeros as a query, and not as a record', async () => {
    const query = { topK: 1, vector: [0, 0], namespace: 'n' };
    expect(await send('POST', 'query', query)).toMatchObject({
      status: 200,
      json: { matches: [{ id: 'a', score: 0 }] },
    });
    const vectors = [{ id: 'b', values: [0, 0] }];
    const message =
      "Dense vectors must contain at least one non-zero value. Vector ID 'b' contains only zeros";
    expect(await send('POST', 'vectors/upsert', { vectors })).toMatchObject(refused(message));
  });

  const aList = 'must be followed by a list of strings or a list of numbers';

  it.each([
    [[], ': Proto field is not repeating, cannot start list.'],
    [{ year: { $gt: 'a' } }, 'the $gt operator must be followed by a number'],
    [{ year: { $in: ['a', 1] } }, `the $in operator ${aList}`],
    [{ year: { $in: [null] } }, `the $in operator ${aList}`],
    [{ year: { $nin: [true] } }, `the $nin operator ${aList}`],
    [
      { year: { $eq: null } },
      'the $eq operator must be followed by a string, boolean or a number, got null instead',
    ],
  ])('refuses the filter %j', async (filter, message) => {
    const query = { topK: 1, vector: [1, 2], namespace: 'n', filter };
    expect(await send('POST', 'query', query)).toMatchObject(refused(message));
  });

  it('says which condition of a filter is none', async () => {
    const query = { topK: 1, vector: [1, 2], filter: { year: { from: 1 } } };
    const { json } = await send('POST', 'query', query);
    expect((json as { message: string }).message).toMatch(
      /^illegal condition for field year, got \{"from":1\}/,
    );
  });

  it.each([
    [{}, 1],
    [{ year: { $in: [] } }, 0],
    [{ year: { $ne: 2000 } }, 1],
    [{ year: { $nin: [2000] } }, 1],
    [{ absent: { $ne: 2000 } }, 0],
    [{ absent: { $nin: [2000] } }, 0],
    [{ $or: [{ absent: { $ne: 2000 } }, { absent: { $exists: false } }] }, 1],
  ])('finds by the filter %j %i record', async (filter, count) => {
    const query = { topK: 9, vector: [1, 2], namespace: 'n', filter };
    expect((await send('POST', 'query', query)).json).toMatchObject({
      matches: Array.from({ length: count }, () => ({ id: 'a' })),
    });
  });

  it('gives the squared distance as the score of a Euclidean index, smallest first', async () => {
    await engine.createIndex('places', 1, 'euclidean');
    await engine.upsert('places', [
      { id: 'far', values: [3] },
      { id: 'near', values: [1] },
    ]);
    const { json } = await engine.query('places', { topK: 2, vector: [0.5] });
    expect(json).toMatchObject({
      matches: [
        { id: 'near', score: 0.25 },
        { id: 'far', score: 6.25 },
      ],
    });
  });

  it.each([
    [{ id: 'ü' }, "Vector ID must be ASCII, but got 'ü'"],
    [
      { id: 'b', metadata: { x: 'y'.repeat(41_000) } },
      'Metadata size is 41008 bytes, which exceeds the limit of 40960 bytes per vector',
    ],
    [
      { id: 'b', metadata: { x: [1, 2] } },
      "Metadata value must be a string, number, boolean or list of strings, got '[1,2]' for field 'x'",
    ],
  ])('refuses a record like %#', async (record, message) => {
    const vectors = [{ values: [1, 2], ...record }];
    expect(await send('POST', 'vectors/upsert', { vectors })).toMatchObject(refused(message));
  });

  it('refuses a second index of the same name', async () => {
    const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
    const index = { name: 'films', dimension: 2, spec };
    expect(await engine.send('POST', '/indexes', index)).toMatchObject({
      status: 409,
      json: {
        error: { code: 'ALREADY_EXISTS', message: 'Resource films already exists' },
        status: 409,
      },
    });
  });

  it.each(versions)('describes read capacity from 2025-10 on: %s', async (version) => {
    const headers = { 'x-pinecone-api-version': version };
    const { text } = await engine.send('GET', '/indexes/films', undefined, headers);
    expect(text.includes('"read_capacity":{"mode":"OnDemand","status":{"state":"Ready"')).toBe(
      version >= '2025-10',
    );
  });

  it.each([
    [
      { sparseVector: { indices: [1], values: [1] } },
      "Cannot query index with dense 'vector_type' with only sparse vector",
    ],
    [{ id: 'a', vector: [1, 1] }, "Cannot provide both 'ID' and 'vector' at the same time"],
    [{}, "Either 'vector' or 'ID' must be provided"],
  ])('says what is wrong with the query %j', async (query, message) => {
    const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
    const hybrid = { name: 'hybrid', dimension: 2, metric: 'dotproduct', spec };
    await engine.send('POST', '/indexes', hybrid);
    const reply = await engine.send('POST', '/_i/hybrid/query', { topK: 1, ...query });
    expect(reply).toMatchObject(refused(message));
  });

  it('says what is wrong with a query of a sparse index', async () => {
    const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
    await engine.send('POST', '/indexes', { name: 'sparse', vector_type: 'sparse', spec });
    const sparseVector = { indices: [1], values: [1] };
    const both = await engine.query('sparse', { topK: 1, id: 'a', sparseVector });
    expect(both).toMatchObject(
      refused("Cannot provide both 'ID' and 'sparse_vector' at the same time"),
    );
    expect(await engine.query('sparse', { topK: 1 })).toMatchObject(
      refused("Either 'sparse_vector' or 'ID' must be provided"),
    );
  });

  it('refuses what a sparse index cannot have in its words', async () => {
    const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
    const sparse = { name: 'sparse', vector_type: 'sparse', spec };
    const messageOf = async (body: object): Promise<unknown> =>
      ((await engine.send('POST', '/indexes', body)).json as { error: { message: string } }).error
        .message;
    expect(await messageOf({ ...sparse, dimension: 2 })).toBe(
      'dimension should not be specified for sparse indexes',
    );
    expect(await messageOf({ ...sparse, metric: 'cosine' })).toBe(
      'Sparse vector indexes must use the metric dotproduct',
    );
  });

  it.each(['gcp', 'constructor'])(
    'finds no region that its cloud cannot have, also for an index with a model: %s',
    async (cloud) => {
      const embed = { model: 'm', field_map: { text: 'body' } };
      const body = { name: 'texts', cloud, region: 'us-nowhere', embed };
      const message = `Resource cloud: ${cloud} region: us-nowhere not found`;
      expect(await engine.send('POST', '/indexes/create-for-model', body)).toMatchObject({
        status: 404,
        json: { error: { code: 'NOT_FOUND', message } },
      });
    },
  );

  it('answers integers of metadata with a decimal point', async () => {
    const metadata = { year: 1999, price: 2.5, big: 1e21, minus: -3, tags: ['1'], on: true };
    const vectors = [{ id: 'b', values: [1, 2], metadata }];
    await send('POST', 'vectors/upsert', { vectors });
    const expected =
      '"metadata":{"year":1999.0,"price":2.5,"big":1e+21,"minus":-3.0,"tags":["1"],"on":true}';
    const query = { topK: 1, vector: [1, 2], includeMetadata: true };
    expect((await send('POST', 'query', query)).text).toContain(expected);
    expect((await send('GET', 'vectors/fetch?ids=b')).text).toContain(expected);
    const filter = { year: 1999 };
    expect((await send('POST', 'vectors/fetch_by_metadata', { filter })).text).toContain(expected);
  });

  it('declares the errors of a record search as text', async () => {
    const reply = await send('POST', 'records/namespaces/n/search', { query: { top_k: 0 } });
    expect(reply).toMatchObject({ status: 400, json: { error: { code: 'INVALID_ARGUMENT' } } });
    expect(reply.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  it('tells with each read what it has seen and how long it took', async () => {
    const names = [
      'x-pinecone-max-indexed-lsn',
      'x-pinecone-request-latency-ms',
      'x-pinecone-response-duration-ms',
    ];
    const reads = [
      await send('POST', 'query', { topK: 1, id: 'a' }),
      await send('GET', 'vectors/fetch?ids=a'),
      await send('GET', 'vectors/list'),
    ];
    for (const { headers } of reads)
      for (const name of names) expect(headers.get(name)).toMatch(/^\d+$/);
  });

  it('gives a backup without tags an empty object', async () => {
    const reply = await engine.send('POST', '/indexes/films/backups', {}, newest);
    expect(reply).toMatchObject({ status: 200, json: { tags: {} } });
  });
});
