import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newest, TestEngine } from '../testEngine.ts';

describe('namespaces', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    await engine.createIndex('films', 1);
  });
  afterEach(() => engine.close());

  const get = async (path: string): Promise<unknown> =>
    (await engine.send('GET', `/_i/films/namespaces${path}`, undefined, newest)).json;

  it('are listed by pages, the default one always', async () => {
    for (const namespace of ['b', 'a', 'A'])
      await engine.upsert('films', [{ id: '1', values: [1] }], namespace);
    const first = await get('?limit=3');
    expect(first).toEqual({
      namespaces: [
        { name: 'A', record_count: '1', size_bytes: '7' },
        { name: '__default__', record_count: '0', size_bytes: '0' },
        { name: 'a', record_count: '1', size_bytes: '7' },
      ],
      pagination: { next: expect.any(String) },
      total_count: 4,
    });
    const { next } = (first as { pagination: { next: string } }).pagination;
    const second = await engine.send('GET', `/_i/films/namespaces?paginationToken=${next}`);
    expect(second.json).toEqual({ namespaces: [{ name: 'b', record_count: 1 }], total_count: 4 });
  });

  it('are listed by prefix', async () => {
    for (const namespace of ['ab', 'b', 'abc'])
      await engine.upsert('films', [{ id: '1', values: [1] }], namespace);
    expect(await get('?prefix=ab')).toMatchObject({
      namespaces: [{ name: 'ab' }, { name: 'abc' }],
      total_count: 2,
    });
  });

  it('are described one by one', async () => {
    const known = await engine.send('GET', '/_i/films/namespaces/__default__');
    expect(known).toMatchObject({ status: 200, json: { name: '__default__', record_count: 0 } });
    expect(await engine.send('GET', '/_i/films/namespaces/a')).toMatchObject({ status: 404 });
  });

  it('can be made before they have records, with the fields to filter by', async () => {
    const schema = { fields: { year: { filterable: true } } };
    const made = await engine.send('POST', '/_i/films/namespaces', { name: 'a', schema }, newest);
    const expected = {
      name: 'a',
      record_count: '0',
      size_bytes: '0',
      schema,
      indexed_fields: { fields: ['year'] },
    };
    expect(made).toMatchObject({ status: 200, json: expected });
    expect(await get('/a')).toEqual(expected);
    await engine.upsert('films', [{ id: '1', values: [1] }], 'a');
    await engine.send('POST', '/_i/films/vectors/delete', { deleteAll: true, namespace: 'a' });
    expect(await get('/a')).toEqual(expected);
  });

  it('are filtered by the fields that they declare, else by those of their index', async () => {
    const declared = { fields: { year: { filterable: true } } };
    const spec = { serverless: { cloud: 'aws', region: 'us-east-1', schema: declared } };
    await engine.send('POST', '/indexes', { name: 'narrow', dimension: 1, spec });
    const schema = { fields: { genre: { filterable: true } } };
    await engine.send('POST', '/_i/narrow/namespaces', { name: 'own', schema }, newest);
    const status = async (namespace: string, filter: object): Promise<number> =>
      (await engine.query('narrow', { topK: 1, vector: [1], namespace, filter })).status;
    expect([
      await status('any', { year: 2020 }),
      await status('any', { genre: 'drama' }),
      await status('own', { year: 2020 }),
      await status('own', { genre: { $in: ['drama'] } }),
      await status('own', { $and: [{ genre: 'drama' }, { year: 2020 }] }),
    ]).toEqual([200, 400, 400, 200, 400]);
    const requests = [
      ['vectors/fetch_by_metadata', {}],
      ['vectors/update', { setMetadata: { a: 1 } }],
      ['vectors/delete', {}],
    ] as const;
    for (const [path, body] of requests)
      for (const [field, expected] of [
        ['genre', 200],
        ['year', 400],
      ] as const) {
        const sent = { ...body, namespace: 'own', filter: { [field]: 'x' } };
        const reply = await engine.send('POST', `/_i/narrow/${path}`, sent);
        expect(reply, `${path} by ${field}`).toMatchObject({ status: expected });
      }
  });

  it.each([
    [{ name: 'taken' }, 409],
    [{ name: '__default__' }, 400],
    [{ name: '' }, 400],
    [{ name: 'ä' }, 400],
    [{ name: 'a', schema: { fields: { $a: { filterable: true } } } }, 400],
    [{ name: 'a', schema: { fields: { a: { filterable: false } } } }, 400],
    [{}, 400],
  ])('are not made from %j', async (body, status) => {
    await engine.upsert('films', [{ id: '1', values: [1] }], 'taken');
    expect(await engine.send('POST', '/_i/films/namespaces', body)).toMatchObject({
      status,
      json: { code: status === 409 ? 6 : 3 },
    });
  });

  it('are deleted with their records, and their LSN continues', async () => {
    await engine.upsert('films', [{ id: '1', values: [1] }], 'a');
    const query = { topK: 1, vector: [1], namespace: 'a' };
    await engine.query('films', query);
    const removed = await engine.send('DELETE', '/_i/films/namespaces/a');
    expect(removed).toMatchObject({ status: 200, json: {} });
    expect((await engine.query('films', query)).json).toMatchObject({ matches: [] });
    expect(await engine.send('DELETE', '/_i/films/namespaces/a')).toMatchObject({ status: 404 });
    const again = await engine.upsert('films', [{ id: '1', values: [1] }], 'a');
    expect(again.headers.get('x-pinecone-request-lsn')).toBe('3');
  });

  it('hold nothing once the default one is deleted, which is always there', async () => {
    await engine.upsert('films', [{ id: '1', values: [1] }]);
    for (let time = 0; time < 2; time++)
      expect(await engine.send('DELETE', '/_i/films/namespaces/__default__')).toMatchObject({
        status: 200,
        json: {},
      });
    expect(await get('/__default__')).toMatchObject({ record_count: '0' });
  });

  it('count the bytes of their records after any overwrites', async () => {
    const size = async (): Promise<unknown> =>
      ((await get('/a')) as { size_bytes: string }).size_bytes;
    await engine.upsert('films', [{ id: '12', values: [1], metadata: { a: 'é' } }], 'a');
    expect(await size()).toBe(String(2 + 4 + '{"a":"é"}'.length + 1));
    await engine.upsert(
      'films',
      [
        { id: '12', values: [1] },
        { id: '3', values: [1] },
      ],
      'a',
    );
    expect(await size()).toBe(String(2 + 4 + 2 + 1 + 4 + 2));
    await engine.send('POST', '/_i/films/vectors/delete', { ids: ['12'], namespace: 'a' });
    expect(await size()).toBe(String(1 + 4 + 2));
  });
});
