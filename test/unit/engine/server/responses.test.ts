import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embedderTag } from '../../../../src/model/vectorIndex.ts';
import { newest, TestEngine } from '../testEngine.ts';

const legacyVersions = ['2024-07', '2024-10', '2025-01', '2025-04', '2025-10', '2026-04'] as const;
const versions = [...legacyVersions, '2026-07'] as const;
type Version = (typeof versions)[number];

const serverless = { cloud: 'gcp', region: 'us-central1' };
const deployment = {
  deployment_type: 'managed',
  cloud: 'gcp',
  region: 'us-central1',
  environment: 'us-central1-gcp',
};
const fields = {
  title: { type: 'string', full_text_search: { stemming: true } },
  logicalType: { type: 'dense_vector', dimension: 2, metric: 'cosine' },
  terms: { type: 'sparse_vector', description: 'of the title' },
};

const readCapacity = {
  mode: 'OnDemand',
  status: { state: 'Ready', current_replicas: null, current_shards: null },
};

/** What every index says of itself, in the two shapes. */
const common = (name: string): object => ({
  name,
  host: `http://127.0.0.1:4567/_i/${name}`,
  status: { ready: true, state: 'Ready' },
  deletion_protection: 'disabled',
});
const inSchema = (name: string, schema: object, tags: object | null = null): object => ({
  ...common(name),
  private_host: null,
  deployment,
  schema: { fields: schema },
  read_capacity: readCapacity,
  source_collection: null,
  source_backup_id: null,
  cmek_id: null,
  tags,
});

/** The whole of each answer, so that neither a field too many nor one too few goes unseen. */
describe.each(versions)('in version %s', (version: Version) => {
  let engine: TestEngine;
  const isLegacy = version !== '2026-07';
  const spec = {
    serverless: {
      ...serverless,
      ...(version >= '2025-10' ? { read_capacity: readCapacity } : {}),
    },
  };
  const noDimension = version < '2025-01' ? { dimension: 0 } : {};
  const headers = { 'x-pinecone-api-version': version };
  const get = async (url: string): Promise<unknown> =>
    (await engine.send('GET', url, undefined, headers)).json;
  const post = async (url: string, body: object): Promise<unknown> =>
    (await engine.send('POST', url, body, headers)).json;

  beforeAll(async () => {
    engine = new TestEngine();
    const filtered = {
      serverless: { ...serverless, schema: { fields: { genre: { filterable: true } } } },
    };
    const older = { 'x-pinecone-api-version': '2025-10' };
    const dense = {
      name: 'dense',
      dimension: 2,
      metric: 'dotproduct',
      spec: filtered,
      tags: { a: 'b' },
    };
    await engine.send('POST', '/indexes', dense, older);
    const sparse = { name: 'sparse', vector_type: 'sparse', spec: { serverless } };
    await engine.send('POST', '/indexes', sparse, older);
    const documents = { name: 'documents', schema: { fields }, deployment };
    await engine.send('POST', '/indexes', documents, newest);
    await engine.send(
      'POST',
      '/indexes',
      { name: 'words', dimension: 1, spec: { serverless }, tags: { [embedderTag]: 'm' } },
      older,
    );
    const embed = {
      model: 'm',
      field_map: { text: 'body' },
      read_parameters: { input_type: 'query' },
    };
    await engine.send('POST', '/indexes/create-for-model', {
      name: 'records',
      ...serverless,
      embed,
    });
    await engine.upsert('words', [{ id: 'dog', values: [1] }]);
    await engine.upsert('dense', [
      {
        id: 'a',
        values: [0.4, 1],
        sparseValues: { indices: [3], values: [0.1] },
        metadata: { genre: 'x' },
      },
      { id: 'b', values: [1, 0] },
    ]);
    await engine.upsert('sparse', [{ id: 's', sparseValues: { indices: [3], values: [0.1] } }]);
    await engine.send('POST', '/_i/dense/namespaces', {
      name: 'n',
      schema: { fields: { year: { filterable: true } } },
    });
  });
  afterAll(() => engine.close());

  it('describes an index of vectors', async () => {
    const schema = { fields: { genre: { filterable: true } } };
    const values = { type: 'dense_vector', dimension: 2, metric: 'dotproduct', description: null };
    expect(await get('/indexes/dense')).toEqual(
      isLegacy
        ? {
            ...common('dense'),
            dimension: 2,
            metric: 'dotproduct',
            vector_type: 'dense',
            spec: { serverless: { ...spec.serverless, schema } },
            tags: { a: 'b' },
          }
        : inSchema('dense', { _values: values, ...schema.fields }, { a: 'b' }),
    );
  });

  it('describes a sparse index', async () => {
    expect(await get('/indexes/sparse')).toEqual(
      isLegacy
        ? {
            ...common('sparse'),
            ...noDimension,
            metric: 'dotproduct',
            vector_type: 'sparse',
            spec,
          }
        : inSchema('sparse', { _sparse_values: { type: 'sparse_vector', description: null } }),
    );
  });

  it('describes an index with a model', async () => {
    const parameters = { read_parameters: { input_type: 'query' }, write_parameters: {} };
    const about = { model: 'm', metric: 'cosine', dimension: 1, ...parameters };
    expect(await get('/indexes/records')).toEqual(
      isLegacy
        ? {
            ...common('records'),
            dimension: 1,
            metric: 'cosine',
            vector_type: 'dense',
            spec,
            embed: { ...about, vector_type: 'dense', field_map: { text: 'body' } },
          }
        : inSchema('records', { body: { type: 'semantic_text', ...about, description: null } }),
    );
  });

  it('describes an index of documents', async () => {
    const title = { language: 'en', stemming: true, stop_words: false };
    const schema = {
      title: { type: 'string', description: null, full_text_search: title },
      logicalType: { ...fields.logicalType, description: null },
      terms: fields.terms,
    };
    expect(await get('/indexes/documents')).toEqual(
      isLegacy
        ? {
            ...common('documents'),
            dimension: 2,
            metric: 'cosine',
            vector_type: 'dense',
            spec,
          }
        : inSchema('documents', schema),
    );
  });

  it('counts records', async () => {
    const defaultName = version < '2025-04' ? '' : '__default__';
    const counts = {
      namespaces: { [defaultName]: { vectorCount: 2 }, n: { vectorCount: 0 } },
      indexFullness: 0,
      totalVectorCount: 2,
    };
    expect(await post('/_i/dense/describe_index_stats', {})).toEqual({
      ...counts,
      dimension: 2,
      metric: 'dotproduct',
      vectorType: 'dense',
    });
    expect(await post('/_i/sparse/describe_index_stats', {})).toEqual({
      ...counts,
      namespaces: { [defaultName]: { vectorCount: 1 } },
      totalVectorCount: 1,
      metric: 'dotproduct',
      vectorType: 'sparse',
    });
  });

  const usage = { readUnits: 1 };
  const a = {
    id: 'a',
    values: [0.4, 1],
    sparseValues: { indices: [3], values: [0.1] },
    metadata: { genre: 'x' },
  };

  it('answers queries', async () => {
    const results = isLegacy ? { results: [] } : {};
    expect(await post('/_i/dense/query', { topK: 2, vector: [1, 0] })).toEqual({
      ...results,
      matches: [
        { id: 'b', score: 1, values: [] },
        { id: 'a', score: 0.4, values: [] },
      ],
      namespace: '',
      usage,
    });
    const all = { topK: 1, vector: [0, 1], includeValues: true, includeMetadata: true };
    expect(await post('/_i/dense/query', all)).toEqual({
      ...results,
      matches: [{ ...a, score: 1 }],
      namespace: '',
      usage,
    });
    expect(await post('/_i/dense/query', { topK: 1, id: 'b', namespace: 'none' })).toEqual({
      ...results,
      matches: [],
      namespace: 'none',
      usage,
    });
  });

  it('answers fetches and lists', async () => {
    const namespace = '';
    expect(await get('/_i/dense/vectors/fetch?ids=a&ids=none')).toEqual({
      vectors: { a },
      namespace,
      usage,
    });
    expect(await post('/_i/dense/vectors/fetch_by_metadata', { filter: { genre: 'x' } })).toEqual({
      vectors: { a },
      namespace,
      usage,
    });
    expect(await get('/_i/dense/vectors/list?limit=1')).toEqual({
      vectors: [{ id: 'a' }],
      pagination: { next: expect.any(String) },
      namespace,
      usage,
    });
    expect(await get('/_i/dense/vectors/list?prefix=b')).toEqual({
      vectors: [{ id: 'b' }],
      namespace,
      usage,
    });
  });

  it('describes namespaces', async () => {
    const made = {
      schema: { fields: { year: { filterable: true } } },
      indexed_fields: { fields: ['year'] },
    };
    const sizeBytes: unknown = expect.stringMatching(/^\d+$/);
    const spaces = isLegacy
      ? [
          { name: '__default__', record_count: 2 },
          { name: 'n', record_count: 0, ...made },
        ]
      : [
          { name: '__default__', record_count: '2', size_bytes: sizeBytes },
          { name: 'n', record_count: '0', size_bytes: '0', ...made },
        ];
    expect(await get('/_i/dense/namespaces')).toEqual({ namespaces: spaces, total_count: 2 });
    expect(await get('/_i/dense/namespaces/n')).toEqual(spaces[1]);
  });

  it('answers changes', async () => {
    const vectors = [{ id: 'c', values: [1, 1], metadata: { genre: 'y' } }];
    const target = { namespace: 'changes' };
    expect(await post('/_i/dense/vectors/upsert', { vectors, ...target })).toEqual({
      upsertedCount: 1,
    });
    expect(await post('/_i/dense/vectors/update', { id: 'c', values: [2, 2], ...target })).toEqual(
      {},
    );
    const setMetadata = { seen: true };
    const byFilter = { filter: { genre: 'y' }, setMetadata, ...target };
    expect(await post('/_i/dense/vectors/update', byFilter)).toEqual({ matchedRecords: 1 });
    expect(await post('/_i/dense/vectors/delete', { ids: ['c'], ...target })).toEqual({});
  });

  it('describes a backup, and an index that was made of it', async () => {
    const backup = (await post('/indexes/sparse/backups', { name: 'first' })) as {
      backup_id: string;
    };
    const { backup_id: id } = backup;
    const shape = isLegacy
      ? { metric: 'dotproduct' }
      : { schema: { fields: { _sparse_values: { type: 'sparse_vector', description: null } } } };
    const described = {
      backup_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      source_index_name: 'sparse',
      source_index_id: expect.any(String),
      name: 'first',
      status: 'Ready',
      ...serverless,
      ...shape,
      record_count: 1,
      namespace_count: 1,
      size_bytes: expect.any(Number),
      tags: {},
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    };
    expect(backup).toEqual(described);
    expect(await get('/indexes/sparse/backups')).toEqual({
      data: [described],
      ...(isLegacy ? {} : { pagination: null }),
    });
    const job = (await post(`/backups/${id}/create-index`, { name: 'again' })) as Record<
      string,
      string
    >;
    expect(Object.keys(job).sort()).toEqual(['index_id', 'restore_job_id']);
    expect(await get(`/restore-jobs/${job['restore_job_id']}`)).toEqual({
      restore_job_id: job['restore_job_id'],
      backup_id: id,
      target_index_name: 'again',
      target_index_id: job['index_id'],
      status: 'Completed',
      created_at: expect.any(String),
      completed_at: expect.any(String),
      percent_complete: 100,
    });
    expect(await get('/indexes/again')).toMatchObject(
      isLegacy ? { name: 'again' } : { name: 'again', source_backup_id: id },
    );
  });
});
