import { Errors, Pinecone, type Index } from '@pinecone-database/pinecone';
import about from '@pinecone-database/pinecone/package.json' with { type: 'json' };
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';

/** The official client is the judge: what it does against Pinecone it does against the engine. */
describe(`${about.name} ${about.version}`, () => {
  let engine: EngineProcess;
  let pinecone: Pinecone;

  beforeAll(async () => {
    engine = await startEngine();
    pinecone = new Pinecone({ apiKey: engine.key, controllerHostUrl: engine.url });
  });
  afterAll(() => engine.stop());

  /** A new index and its data plane: always by host, since the client remembers hosts by name. */
  async function indexNamed(name: string, dimension = 2, metric = 'cosine'): Promise<Index> {
    const { host } = await pinecone.indexes.create({
      name,
      schema: {
        fields: { _values: { type: 'dense_vector', dimension, metric: metric as 'cosine' } },
      },
      waitUntilReady: true,
    });
    return pinecone.index({ host });
  }

  it('creates, fills, searches and deletes an index', async () => {
    const created = await pinecone.createIndex({
      name: 'my-vector-index',
      dimension: 8,
      metric: 'cosine',
      spec: { serverless: { cloud: 'aws', region: 'us-east-1' } },
      waitUntilReady: true,
    });
    expect(created).toMatchObject({ name: 'my-vector-index', status: { ready: true } });
    const { indexes = [] } = await pinecone.listIndexes();
    expect(indexes.map(({ name }) => name)).toEqual(['my-vector-index']);
    const { host } = await pinecone.describeIndex('my-vector-index');
    const index = pinecone.index({ host });
    const ascending = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
    await index.upsert({
      records: [
        { id: 'vec1', values: ascending },
        { id: 'vec2', values: ascending.toReversed() },
      ],
    });
    const { matches } = await index.query({
      vector: [0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85],
      topK: 2,
      includeValues: true,
    });
    expect(matches.map(({ id, values }) => ({ id, values }))).toEqual([
      { id: 'vec1', values: ascending },
      { id: 'vec2', values: ascending.toReversed() },
    ]);
    expect(matches[0]?.score).toBeCloseTo(0.999149, 6);
    expect(matches[1]?.score).toBeCloseTo(0.621093, 6);
    await pinecone.deleteIndex('my-vector-index');
    expect((await pinecone.listIndexes()).indexes).toEqual([]);
  });

  it('keeps namespaces apart', async () => {
    const index = await indexNamed('apart');
    const green = index.namespace('green');
    await green.upsert({ records: [{ id: 'a', values: [1, 0] }] });
    await index.upsert({ records: [{ id: 'b', values: [0, 1] }] });
    const found = await green.query({ id: 'a', topK: 10 });
    expect(found).toMatchObject({ matches: [{ id: 'a', score: 1 }], namespace: 'green' });
    expect(await index.describeIndexStats()).toMatchObject({
      dimension: 2,
      totalRecordCount: 2,
      namespaces: { green: { recordCount: 1 }, __default__: { recordCount: 1 } },
    });
    expect(await index.listNamespaces()).toMatchObject({
      namespaces: [
        { name: '__default__', recordCount: '1' },
        { name: 'green', recordCount: '1' },
      ],
    });
    await green.deleteAll();
    expect((await index.describeIndexStats()).totalRecordCount).toBe(1);
  });

  it('filters by metadata', async () => {
    const index = await indexNamed('filtered', 1, 'euclidean');
    const records = Array.from({ length: 30 }, (_, at) => ({
      id: `r${at}`,
      values: [at],
      metadata: { at, parity: at % 2 === 0 ? 'even' : 'odd', list: [`l${at % 3}`] },
    }));
    // The first has the value 0, which an index cannot hold.
    await index.upsert({ records: records.slice(1) });
    const { matches } = await index.query({
      vector: [0],
      topK: 3,
      filter: { $and: [{ parity: 'even' }, { at: { $gt: 4 } }, { list: { $in: ['l0', 'l1'] } }] },
      includeMetadata: true,
    });
    expect(matches.map(({ id, score }) => ({ id, score }))).toEqual([
      { id: 'r6', score: 36 },
      { id: 'r10', score: 100 },
      { id: 'r12', score: 144 },
    ]);
    expect(matches[0]?.metadata).toEqual({ at: 6, parity: 'even', list: ['l0'] });
    await index.deleteMany({ filter: { parity: 'odd' } });
    expect((await index.describeIndexStats()).totalRecordCount).toBe(14);
  });

  it('fetches, lists by pages and deletes', async () => {
    const index = await indexNamed('paged', 3, 'dotproduct');
    const records = Array.from({ length: 250 }, (_, at) => ({
      id: `doc#${String(at).padStart(3, '0')}`,
      values: [at + 0.1, 0.2, 0.3],
    }));
    await index.upsert({ records });
    await index.upsert({ records: [{ id: 'other', values: [1, 2, 3] }] });
    const ids: string[] = [];
    let paginationToken: string | undefined;
    do {
      const page = await index.listPaginated({
        prefix: 'doc#',
        ...(paginationToken === undefined ? {} : { paginationToken }),
      });
      ids.push(...(page.vectors ?? []).map(({ id }) => id ?? ''));
      paginationToken = page.pagination?.next;
    } while (paginationToken !== undefined);
    expect(ids).toEqual(records.map(({ id }) => id));
    await index.deleteOne({ id: 'doc#000' });
    await index.deleteMany({ ids: ['doc#001', 'doc#002', 'unknown'] });
    const fetched = await index.fetch({ ids: ['doc#001', 'doc#003', 'other'] });
    expect(Object.keys(fetched.records).sort()).toEqual(['doc#003', 'other']);
    expect(fetched.records['doc#003']).toMatchObject({ values: [3.1, 0.2, 0.3] });
    expect(fetched.usage).toEqual({ readUnits: 1 });
  });

  it('gets an error that says what is wrong with its request', async () => {
    const index = await indexNamed('told', 2);
    const stranger = new Pinecone({ apiKey: 'another-key', controllerHostUrl: engine.url });
    await expect(stranger.listIndexes()).rejects.toBeInstanceOf(Errors.PineconeAuthorizationError);
    await expect(pinecone.describeIndex('nobody')).rejects.toBeInstanceOf(
      Errors.PineconeNotFoundError,
    );
    await expect(indexNamed('told')).rejects.toBeInstanceOf(Errors.PineconeConflictError);
    await expect(indexNamed('Capital')).rejects.toThrow('alphanumeric character');
    await expect(index.upsert({ records: [{ id: 'a', values: [1, 2, 3] }] })).rejects.toThrow(
      'Vector dimension 3 does not match the dimension of the index 2',
    );
    await expect(index.query({ vector: [1, 2], topK: 10_001 })).rejects.toBeInstanceOf(
      Errors.PineconeBadRequestError,
    );
  });

  it('protects an index from deletion', async () => {
    await indexNamed('kept');
    await pinecone.configureIndex({ name: 'kept', deletionProtection: 'enabled' });
    await expect(pinecone.deleteIndex('kept')).rejects.toThrow(
      'Deletion protection is enabled for this index',
    );
    await pinecone.configureIndex({ name: 'kept', deletionProtection: 'disabled' });
    await pinecone.deleteIndex('kept');
    await expect(pinecone.describeIndex('kept')).rejects.toBeInstanceOf(
      Errors.PineconeNotFoundError,
    );
  });

  it('keeps quiet about an index that exists, if asked to', async () => {
    const options = {
      name: 'again',
      dimension: 2,
      spec: { serverless: { cloud: 'aws' as const, region: 'us-east-1' } },
    };
    await pinecone.createIndex(options);
    await expect(pinecone.createIndex({ ...options, suppressConflicts: true })).resolves.toBe(
      undefined,
    );
  });
});
