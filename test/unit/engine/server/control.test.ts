import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newest, newIndex, TestEngine, type Answer } from '../testEngine.ts';

const legacyIndex = {
  name: 'words',
  dimension: 3,
  metric: 'dotproduct',
  spec: { serverless: { cloud: 'gcp', region: 'europe-west4' } },
  tags: { team: 'search' },
};

describe('the control plane', () => {
  let engine: TestEngine;
  beforeEach(() => (engine = new TestEngine()));
  afterEach(() => engine.close());

  it('describes an index of the legacy shape in the schema shape too', async () => {
    expect(await engine.send('POST', '/indexes', legacyIndex)).toMatchObject({ status: 201 });
    const { json } = await engine.send('GET', '/indexes/words', undefined, newest);
    expect(json).toMatchObject({
      name: 'words',
      host: 'http://127.0.0.1:4567/_i/words',
      status: { ready: true, state: 'Ready' },
      deployment: { deployment_type: 'managed', cloud: 'gcp', region: 'europe-west4' },
      schema: { fields: { _values: { type: 'dense_vector', dimension: 3, metric: 'dotproduct' } } },
      tags: { team: 'search' },
      deletion_protection: 'disabled',
    });
    expect(json).not.toHaveProperty('spec');
  });

  it('describes an index of the schema shape in the legacy shape, which is the default', async () => {
    await engine.createIndex('words', 8);
    const { json } = await engine.send('GET', '/indexes/words');
    expect(json).toEqual({
      name: 'words',
      host: 'http://127.0.0.1:4567/_i/words',
      status: { ready: true, state: 'Ready' },
      deletion_protection: 'disabled',
      dimension: 8,
      metric: 'cosine',
      vector_type: 'dense',
      spec: { serverless: { cloud: 'aws', region: 'us-east-1' } },
    });
  });

  it('lists indexes by name', async () => {
    for (const name of ['b', 'a', 'c']) await engine.createIndex(name, 2);
    const { json } = await engine.send('GET', '/indexes');
    expect(json).toMatchObject({ indexes: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] });
  });

  it('takes metadata in the schema of the preview, and describes what is searched', async () => {
    const headers = { 'x-pinecone-api-version': '2026-01.alpha' };
    const schema = {
      fields: {
        text: { type: 'string', full_text_search: {} },
        genre: { type: 'string', filterable: true },
        tags: { type: 'string_list' },
        year: { type: 'float' },
        isNew: { type: 'boolean' },
      },
    };
    const created = await engine.send('POST', '/indexes', { name: 'docs', schema }, headers);
    expect(created.status).toBe(201);
    const { json } = await engine.send('GET', '/indexes/docs', undefined, headers);
    const { fields } = (json as { schema: { fields: object } }).schema;
    expect(Object.keys(fields)).toEqual(['text']);
  });

  it('answers every stable version and the preview, and refuses others', async () => {
    const known = '2024-07 2024-10 2025-01 2025-04 2025-10 2026-01.alpha 2026-04 2026-07';
    const versions = `${known} 2019-01 latest`;
    const statuses = await Promise.all(
      versions.split(' ').map(async (version) => {
        const headers = { 'x-pinecone-api-version': version };
        return (await engine.send('GET', '/indexes', undefined, headers)).status;
      }),
    );
    expect(statuses).toEqual([...known.split(' ').map(() => 200), 400, 400]);
  });

  it('refuses a name that is taken', async () => {
    await engine.createIndex('words', 3);
    expect(await engine.send('POST', '/indexes', legacyIndex)).toMatchObject({
      status: 409,
      json: {
        error: { code: 'ALREADY_EXISTS', message: 'Resource words already exists' },
        status: 409,
      },
    });
  });

  it('reports that an index is not there', async () => {
    const missing = {
      status: 404,
      json: { error: { code: 'NOT_FOUND', message: 'Resource words not found' }, status: 404 },
    };
    expect(await engine.send('GET', '/indexes/words')).toMatchObject(missing);
    expect(await engine.send('DELETE', '/indexes/words')).toMatchObject(missing);
  });

  it('deletes an index, and its name is free again', async () => {
    await engine.createIndex('words', 3);
    await engine.upsert('words', [{ id: 'a', values: [1, 2, 3] }]);
    expect(await engine.send('DELETE', '/indexes/words')).toMatchObject({ status: 202, text: '' });
    await engine.createIndex('words', 2);
    const { json } = await engine.send('POST', '/_i/words/describe_index_stats', {});
    expect(json).toMatchObject({ dimension: 2, totalVectorCount: 0 });
  });

  it('deletes a protected index only after its protection was taken away', async () => {
    await engine.send('POST', '/indexes', { ...legacyIndex, deletion_protection: 'enabled' });
    expect(await engine.send('DELETE', '/indexes/words')).toMatchObject({
      status: 403,
      json: { error: { code: 'FORBIDDEN' } },
    });
    const change = { deletion_protection: 'disabled', tags: { team: '', stage: 'beta' } };
    expect(await engine.send('PATCH', '/indexes/words', change)).toMatchObject({
      status: 200,
      json: { deletion_protection: 'disabled', tags: { stage: 'beta' } },
    });
    expect(await engine.send('DELETE', '/indexes/words')).toMatchObject({ status: 202 });
  });

  it.each([
    ['a body that is no JSON', '{"name":', 422],
    ['no body', undefined, 422],
    ['a list', [], 422],
    ['null', 'null', 422],
    ['a key that is unknown', { ...legacyIndex, replica: 2 }, 422],
    ['a missing spec', { name: 'a', dimension: 2 }, 422],
    ['a dimension that is text', { ...legacyIndex, dimension: '3' }, 422],
    ['an unknown metric', { ...legacyIndex, metric: 'manhattan' }, 422],
    ['a dimension of 0', { ...legacyIndex, dimension: 0 }, 400],
    ['a dimension of 20001', { ...legacyIndex, dimension: 20_001 }, 400],
    ['a broken dimension', { ...legacyIndex, dimension: 1.5 }, 400],
    ['no dimension', { ...legacyIndex, dimension: undefined }, 400],
    ['a name in capitals', { ...legacyIndex, name: 'Words' }, 400],
    ['a name that ends with a hyphen', { ...legacyIndex, name: 'words-' }, 400],
    ['a name of 46 characters', { ...legacyIndex, name: 'a'.repeat(46) }, 400],
    ['a name that leaves the folder', { ...legacyIndex, name: '../words' }, 400],
    ['a tag that is a number', { ...legacyIndex, tags: { a: 1 } }, 400],
    ['too many tags', { ...legacyIndex, tags: Object.fromEntries(numbered(21)) }, 400],
    ['a pod', { ...legacyIndex, spec: { pod: { environment: 'x', pod_type: 'p1' } } }, 400],
    ['a sparse index with a dimension', { ...legacyIndex, vector_type: 'sparse' }, 400],
    [
      'a sparse index of another metric',
      { ...legacyIndex, vector_type: 'sparse', dimension: null, metric: 'cosine' },
      400,
    ],
    ['a cloud that is none', withServerless({ cloud: 'mist' }), 404],
    ['a region that is none', withServerless({ region: 'us-nowhere' }), 404],
    ['a region of another cloud', withServerless({ region: 'eastus2' }), 404],
    ['nodes of its own', withServerless({ read_capacity: { mode: 'Dedicated' } }), 400],
    ['a collection as its source', withServerless({ source_collection: 'pods' }), 400],
    [
      'a field that is not filterable',
      withServerless({ schema: { fields: { year: { filterable: false } } } }),
      400,
    ],
  ])('refuses %s', async (_, body, status) => {
    const reply = await engine.send('POST', '/indexes', body);
    expect(reply).toMatchObject({
      status,
      json: { error: { message: expect.any(String) }, status },
    });
    expect((await engine.send('GET', '/indexes')).json).toEqual({ indexes: [] });
  });

  it.each([
    ['no fields', { name: 'a', schema: { fields: {} } }, 400],
    ['the legacy shape', legacyIndex, 422],
    ['a field of an unknown type', withFields({ a: { type: 'vector' } }), 422],
    ['text that is only metadata', withFields({ a: { type: 'string', filterable: true } }), 400],
    ['a list that is only metadata', withFields({ a: { type: 'string_list' } }), 400],
    ['a reserved name', withFields({ _other: { type: 'sparse_vector' } }), 400],
    ['sparse values as dense ones', withFields({ _values: { type: 'sparse_vector' } }), 400],
    [
      'sparse values beside a cosine',
      withFields({
        _values: { type: 'dense_vector', dimension: 2, metric: 'cosine' },
        _sparse_values: { type: 'sparse_vector' },
      }),
      400,
    ],
    [
      'two sparse fields',
      withFields({ a: { type: 'sparse_vector' }, b: { type: 'sparse_vector' } }),
      400,
    ],
    [
      'stems of another language',
      withFields({
        a: { type: 'string', full_text_search: { language: 'fr', stemming: true } },
      }),
      400,
    ],
    ['customer-managed keys', { ...newIndex('a', 2), cmek_id: 'key' }, 400],
    [
      'a cloud that is none',
      { ...newIndex('a', 2), deployment: { deployment_type: 'managed', cloud: 'mist' } },
      404,
    ],
    ['its own cloud', { ...newIndex('a', 2), deployment: { deployment_type: 'byoc' } }, 400],
  ])('refuses %s in the newest version', async (_, body, status) => {
    expect(await engine.send('POST', '/indexes', body, newest)).toMatchObject({ status });
  });

  it.each([
    ['its metric', { metric: 'cosine' }, 422],
    ['pods', { spec: { pod: { replicas: 2 } } }, 400],
    ['pods in the newest shape', { deployment: { replicas: 2 } }, 400],
    ['its read capacity', { read_capacity: { mode: 'Dedicated' } }, 400],
    ['tags to something that is none', { tags: { 'a b': 'c' } }, 400],
    ['a field that is none of text', { schema: { fields: { a: { type: 'string' } } } }, 422],
    ['several fields', { schema: { fields: { a: {}, b: {} } } }, 400],
    ['its model without the field', { embed: { model: 'm' } }, 400],
    ['its model to one that is not here', { embed: { model: 'm', field_map: { text: 'a' } } }, 400],
    ['its protection to a word that is unknown', { deletion_protection: 'on' }, 422],
  ])('refuses to change %s', async (_, changes, status) => {
    await engine.createIndex('words', 3);
    expect(await engine.send('PATCH', '/indexes/words', changes, newest)).toMatchObject({
      status,
      json: { error: { message: expect.any(String) } },
    });
  });

  it('takes a change that leaves out what only pods have', async () => {
    await engine.createIndex('words', 3);
    const changes = { deployment: {}, spec: {}, tags: { a: 'b' } };
    expect(await engine.send('PATCH', '/indexes/words', changes, newest)).toMatchObject({
      status: 200,
      json: { tags: { a: 'b' } },
    });
  });

  it.each(['2025-10', '2026-04'])(
    'takes read capacity on demand as a change in version %s, and no other',
    async (version) => {
      await engine.createIndex('words', 3);
      const configure = (mode: string): Promise<Answer> =>
        engine.send(
          'PATCH',
          '/indexes/words',
          { spec: { serverless: { read_capacity: { mode } } } },
          { 'x-pinecone-api-version': version },
        );
      expect(await configure('OnDemand')).toMatchObject({ status: 200, json: { name: 'words' } });
      expect(await configure('Dedicated')).toMatchObject({
        status: 400,
        json: { error: { message: expect.stringContaining('OnDemand only') } },
      });
    },
  );

  it('shows which metadata may be filtered, in both shapes', async () => {
    const fields = { year: { filterable: true } };
    await engine.send('POST', '/indexes', withServerless({ schema: { fields } }));
    expect((await engine.send('GET', '/indexes/words')).json).toMatchObject({
      spec: { serverless: { schema: { fields } } },
    });
    const { json } = await engine.send('GET', '/indexes/words', undefined, newest);
    expect(json).toMatchObject({ schema: { fields: { _values: { dimension: 3 }, ...fields } } });
  });

  it.each([
    [{ vector_type: 'sparse', dimension: undefined, metric: undefined }, ['_sparse_values']],
    [{ metric: 'cosine' }, ['_values']],
  ])('shows %j as a schema', async (changes, names) => {
    const created = await engine.send('POST', '/indexes', { ...legacyIndex, ...changes });
    expect(created.status).toBe(201);
    const { json } = await engine.send('GET', '/indexes/words', undefined, newest);
    const { schema } = json as { schema: { fields: object } };
    expect(Object.keys(schema.fields)).toEqual(names);
  });

  it('finds a name if none is given', async () => {
    const { name: _, ...nameless } = newIndex('x', 2) as { name: string };
    for (let time = 0; time < 2; time++) await engine.send('POST', '/indexes', nameless, newest);
    const indexes = await engine.calls.call('index.list', null);
    expect(new Set(indexes.map(({ name }) => name)).size).toBe(2);
    expect(indexes.filter(({ name }) => !/^[a-z0-9-]{1,45}$/.test(name))).toEqual([]);
  });

  it.each([
    ['POST', '/collections', 400],
    ['GET', '/collections/pods', 404],
    ['POST', '/indexes/words/backup-schedules', 403],
    ['GET', '/backup-schedules/1/history', 403],
  ])('says what is for the cloud only: %s %s', async (method, url, status) => {
    expect(await engine.send(method, url)).toMatchObject({
      status,
      json: { error: { message: expect.any(String) }, status },
    });
  });

  it('has no collections', async () => {
    expect((await engine.send('GET', '/collections')).json).toEqual({ collections: [] });
  });

  it('answers at a base address that ends with a slash', async () => {
    await engine.createIndex('words', 3);
    expect(await engine.send('GET', '//indexes')).toMatchObject({ status: 200 });
    expect(await engine.send('GET', '//indexes/words')).toMatchObject({ status: 200 });
    const query = { topK: 1, id: 'a' };
    for (const url of ['/_i/words//query', '//_i/words//query'])
      expect(await engine.send('POST', url, query)).toMatchObject({ status: 200 });
    expect((await engine.send('GET', '/_i/words//nothing')).json).toMatchObject({ code: 5 });
    expect(await engine.send('GET', '//indexes', undefined, { 'api-key': '' })).toMatchObject({
      status: 401,
    });
  });

  it('answers unknown paths in the shape of their surface', async () => {
    expect((await engine.send('GET', '/nothing')).json).toMatchObject({ status: 404 });
    expect((await engine.send('GET', '/_i/words/nothing')).json).toMatchObject({ code: 5 });
  });
});

function withServerless(settings: object): object {
  return {
    ...legacyIndex,
    spec: { serverless: { cloud: 'aws', region: 'us-east-1', ...settings } },
  };
}

function withFields(fields: object): object {
  return { name: 'a', schema: { fields } };
}

function numbered(count: number): [string, string][] {
  return Array.from({ length: count }, (_, at) => [`tag${at}`, 'x']);
}
