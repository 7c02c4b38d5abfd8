import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestEngine, type Answer } from '../testEngine.ts';

describe('an alias of a namespace', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    await engine.createIndex('films', 1);
    await engine.upsert('films', [{ id: 'old', values: [1], metadata: { a: 1 } }], 'v1');
    await engine.upsert('films', [{ id: 'new', values: [1], metadata: { a: 1 } }], 'v2');
    await send('POST', '', { name: 'live', target_namespace: 'v1' });
  });
  afterEach(() => engine.close());

  const send = async (method: string, path: string, body?: object): Promise<Answer> =>
    engine.send(method, `/_i/films/namespace-aliases${path}`, body);

  it('is read as its target, which answers name', async () => {
    const found = { namespace: 'v1' };
    const query = { topK: 1, vector: [1], namespace: 'live' };
    expect((await engine.query('films', query)).json).toMatchObject({
      ...found,
      matches: [{ id: 'old' }],
    });
    const reads = [
      engine.send('GET', '/_i/films/vectors/fetch?ids=old&namespace=live'),
      engine.send('GET', '/_i/films/vectors/list?namespace=live'),
      engine.send('POST', '/_i/films/vectors/fetch_by_metadata', {
        filter: { a: 1 },
        namespace: 'live',
      }),
    ];
    for (const { json } of await Promise.all(reads)) {
      expect(json).toMatchObject(found);
      expect(JSON.stringify(json)).toContain('"old"');
    }
  });

  it('can be pointed elsewhere, at once', async () => {
    const changed = await send('PATCH', '/live', { target_namespace: 'v2' });
    expect(changed).toMatchObject({ status: 200, json: { name: 'live', target_namespace: 'v2' } });
    const query = { topK: 1, vector: [1], namespace: 'live' };
    expect((await engine.query('films', query)).json).toMatchObject({ matches: [{ id: 'new' }] });
  });

  it('is not written to', async () => {
    const refused = { status: 400, json: { message: expect.stringContaining('alias') } };
    expect(await engine.upsert('films', [{ id: 'x', values: [1] }], 'live')).toMatchObject(refused);
    const writes = [
      ['vectors/update', { id: 'old', setMetadata: { a: 2 } }],
      ['vectors/update', { filter: { a: 1 }, setMetadata: { a: 2 } }],
      ['vectors/delete', { ids: ['old'] }],
      ['vectors/delete', { deleteAll: true }],
    ] as const;
    for (const [path, body] of writes)
      expect(
        await engine.send('POST', `/_i/films/${path}`, { ...body, namespace: 'live' }),
      ).toMatchObject(refused);
    expect(await engine.send('POST', '/_i/films/namespaces', { name: 'live' })).toMatchObject(
      refused,
    );
  });

  it('is listed by pages, described and deleted', async () => {
    await send('POST', '', { name: 'beta', target_namespace: 'v2' });
    const times = { created_at: expect.any(String), updated_at: expect.any(String) };
    const first = await send('GET', '?limit=1');
    expect(first.json).toEqual({
      namespace_aliases: [{ name: 'beta', target_namespace: 'v2', ...times }],
      pagination: { next: expect.any(String) },
    });
    expect((await send('GET', '/live')).json).toEqual({
      name: 'live',
      target_namespace: 'v1',
      ...times,
    });
    expect(await send('DELETE', '/live')).toMatchObject({ status: 200, json: {} });
    expect(await send('GET', '/live')).toMatchObject({ status: 404, json: { code: 5 } });
    expect(await send('DELETE', '/live')).toMatchObject({ status: 404 });
    expect(await send('PATCH', '/live', { target_namespace: 'v2' })).toMatchObject({ status: 404 });
  });

  it.each([
    [{ name: 'live', target_namespace: 'v2' }, 409],
    [{ name: 'v1', target_namespace: 'v2' }, 409],
    [{ name: 'a', target_namespace: 'live' }, 400],
    [{ name: 'a', target_namespace: 'a' }, 400],
    [{ name: '', target_namespace: 'v1' }, 400],
    [{ name: 'a' }, 400],
  ])('is not made from %j', async (body, status) => {
    expect(await send('POST', '', body)).toMatchObject({ status });
  });
});
