import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newest, TestEngine, type Answer } from '../testEngine.ts';

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
    engine.send(method, `/_i/films/namespace-aliases${path}`, body, newest);

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
    const refused = refusal(400, 'WRITE_TO_ALIAS');
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
  });

  it('holds its name against new namespaces', async () => {
    const taken = refusal(409, 'NAME_IN_USE_BY_ALIAS');
    expect(await engine.upsert('films', [{ id: 'x', values: [1] }], 'live')).toMatchObject(taken);
    const created = await engine.send('POST', '/_i/films/namespaces', { name: 'live' });
    expect(created).toMatchObject(taken);
  });

  it('is no namespace, and its target cannot be deleted', async () => {
    const onAlias = refusal(400, 'NAMESPACE_OPERATION_ON_ALIAS');
    const namespace = (method: string, name: string): Promise<Answer> =>
      engine.send(method, `/_i/films/namespaces/${name}`);
    expect(await namespace('GET', 'live')).toMatchObject(onAlias);
    expect(await namespace('DELETE', 'live')).toMatchObject(onAlias);
    const targeted = refusal(400, 'NAMESPACE_TARGETED_BY_ALIAS');
    expect(await namespace('DELETE', 'v1')).toMatchObject(targeted);
    await send('DELETE', '/live');
    expect(await namespace('DELETE', 'v1')).toMatchObject({ status: 200 });
  });

  it('may name the default namespace, which then cannot be deleted', async () => {
    const body = { name: 'main', target_namespace: '__default__' };
    expect(await send('POST', '', body)).toMatchObject({ status: 200 });
    expect(await engine.send('DELETE', '/_i/films/namespaces/__default__')).toMatchObject(
      refusal(400, 'NAMESPACE_TARGETED_BY_ALIAS'),
    );
  });

  it('is not written to by the APIs of documents', async () => {
    const fields = { text: { type: 'string', full_text_search: {} } };
    await engine.send('POST', '/indexes', { name: 'notes', schema: { fields } }, newest);
    const documents = (namespace: string, call: string, body: object): Promise<Answer> =>
      engine.send('POST', `/_i/notes/namespaces/${namespace}/documents/${call}`, body, newest);
    await documents('v1', 'upsert', { documents: [{ _id: 'a', text: 'sea' }] });
    const body = { name: 'live', target_namespace: 'v1' };
    await engine.send('POST', '/_i/notes/namespace-aliases', body, newest);
    const status = async (call: string, asked: object): Promise<number> =>
      (await documents('live', call, asked)).status;
    expect([
      await status('upsert', { documents: [{ _id: 'b', text: 'sea' }] }),
      await status('update', { documents: [{ _id: 'a', text: 'sky' }] }),
      await status('update', { filter: { a: 1 }, set_fields: { a: 2 } }),
      await status('delete', { ids: ['a'] }),
      await status('fetch', { ids: ['a'] }),
    ]).toEqual([409, 412, 412, 412, 200]);
  });

  it('is listed by pages, described and deleted', async () => {
    await send('POST', '', { name: 'beta', target_namespace: 'v2' });
    const times = { created_at: expect.any(String), updated_at: expect.any(String) };
    const first = await send('GET', '?limit=1');
    expect(first.json).toEqual({
      namespace_aliases: [{ name: 'beta', target_namespace: 'v2', ...times }],
      pagination: { next: expect.any(String) },
      total_count: 2,
    });
    const { pagination } = first.json as { pagination: { next: string } };
    expect((await send('GET', `?limit=1&paginationToken=${pagination.next}`)).json).toEqual({
      namespace_aliases: [{ name: 'live', target_namespace: 'v1', ...times }],
      total_count: 2,
    });
    expect((await send('GET', '?target_namespace=v2&prefix=b')).json).toMatchObject({
      namespace_aliases: [{ name: 'beta' }],
      total_count: 1,
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
    [{ name: 'live', target_namespace: 'v2' }, 409, 'ALIAS_ALREADY_EXISTS'],
    [{ name: 'v1', target_namespace: 'v2' }, 409, 'NAME_IN_USE_BY_NAMESPACE'],
    [{ name: 'a', target_namespace: 'live' }, 400, 'TARGET_IS_ALIAS'],
    [{ name: 'a', target_namespace: 'a' }, 400, 'TARGET_NAMESPACE_NOT_FOUND'],
    [{ name: 'a', target_namespace: 'x'.repeat(513) }, 400, 'NAMESPACE_TOO_LONG'],
    [{ name: 'a', target_namespace: 'ä' }, 400, 'NAMESPACE_INVALID'],
    [{ name: 'a', target_namespace: '' }, 400, 'TARGET_NAMESPACE_REQUIRED'],
    [{ name: 'a' }, 400, 'TARGET_NAMESPACE_REQUIRED'],
    [{ name: '', target_namespace: 'v1' }, 400, 'ALIAS_NAME_INVALID'],
    [{ name: 'a/b', target_namespace: 'v1' }, 400, 'ALIAS_NAME_INVALID'],
    [{ name: '__default__', target_namespace: 'v1' }, 400, 'ALIAS_NAME_INVALID'],
    [{ target_namespace: 'v1' }, 400, 'ALIAS_NAME_INVALID'],
  ])('is not made from %j', async (body, status, reason) => {
    expect(await send('POST', '', body)).toMatchObject(refusal(status, reason));
  });

  it('names the target that it has when it is made again', async () => {
    const again = await send('POST', '', { name: 'live', target_namespace: 'v2' });
    expect(again.json).toEqual({
      code: 6,
      message: expect.any(String),
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'ALIAS_ALREADY_EXISTS',
          metadata: { target_namespace: 'v1' },
        },
      ],
    });
  });

  it.each([
    ['?limit=101', 'LIST_INVALID_LIMIT'],
    ['?paginationToken=abc', 'INVALID_PAGINATION_TOKEN'],
    ['?target_namespace=', 'TARGET_FILTER_EMPTY'],
    [`?prefix=${'x'.repeat(513)}`, 'PREFIX_TOO_LONG'],
    ['?prefix=%C3%A4', 'PREFIX_MUST_BE_ASCII'],
    ['?prefix=%00', 'PREFIX_MUST_NOT_CONTAIN_NULL_CHARACTER'],
  ])('is not listed by %s', async (query, reason) => {
    expect(await send('GET', query)).toMatchObject(refusal(400, reason));
  });

  it('is not listed by parameters that there are not', async () => {
    expect(await send('GET', '?colour=red')).toMatchObject({ status: 400 });
  });

  it.each([
    ['?prefix=l', '&prefix=m', 'LIST_INVALID_TOKEN_WITH_PREFIX'],
    ['?target_namespace=v1', '&target_namespace=v2', 'LIST_INVALID_TOKEN_WITH_TARGET'],
    ['?', '&prefix=l', 'LIST_INVALID_TOKEN_WITH_NEW_PREFIX'],
    ['?', '&target_namespace=v1', 'LIST_INVALID_TOKEN_WITH_NEW_TARGET'],
  ])('is listed on after %s with no other filters (%s)', async (first, second, reason) => {
    await send('POST', '', { name: 'later', target_namespace: 'v1' });
    const { json } = await send('GET', `${first}&limit=1`);
    const { next } = (json as { pagination: { next: string } }).pagination;
    const page = `?limit=1&paginationToken=${next}`;
    expect(await send('GET', `${page}${second}`)).toMatchObject(refusal(400, reason));
    expect(await send('GET', page)).toMatchObject({ status: 200 });
  });

  it('is of the newest version of the API only, but read in all', async () => {
    const old = { 'x-pinecone-api-version': '2026-04' };
    const list = '/_i/films/namespace-aliases';
    expect(await engine.send('GET', list, undefined, old)).toMatchObject(
      refusal(400, 'API_VERSION_TOO_OLD'),
    );
    expect(
      await engine.send('GET', '/_i/films/vectors/list?namespace=live', undefined, old),
    ).toMatchObject({ status: 200, json: { namespace: 'v1' } });
  });
});

function refusal(status: number, reason: string): object {
  return { status, json: { message: expect.any(String), details: [{ reason }] } };
}
