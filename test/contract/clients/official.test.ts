import type { QueryOptions } from 'pinecone-8';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import { makeWordModel, tinyModel } from '../../support/wordModel.ts';
import {
  connect,
  titleOf,
  versions,
  type OfficialClient,
  type OfficialIndex,
} from './officialClient.ts';

const spec = { serverless: { cloud: 'aws' as const, region: 'us-east-1' } };
const ascending = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

let engine: EngineProcess;
beforeAll(async () => {
  engine = await startEngine();
  await makeWordModel(engine);
});
afterAll(() => engine.stop());

/** The versions that have a part of the API, with their titles. */
function since(
  first: OfficialClient['version'],
): { title: string; version: OfficialClient['version'] }[] {
  return versions
    .filter((version) => version >= first)
    .map((version) => ({ title: titleOf(version), version }));
}

describe.each(since(5))('$title', ({ version }) => {
  let client: OfficialClient;
  beforeAll(() => {
    client = connect(version, engine);
  });
  const named = (name: string): string => `v${version}-${name}`;

  async function indexNamed(
    name: string,
    dimension: number,
    metric: 'cosine' | 'dotproduct' | 'euclidean',
  ): Promise<OfficialIndex> {
    const options = { name: named(name), dimension, metric, spec, waitUntilReady: true };
    const created = await client.pinecone.createIndex(options);
    return client.index(created);
  }

  it('creates, fills, searches and deletes an index', async () => {
    const name = named('my-vector-index');
    const { index, ...operations } = await indexNamed('my-vector-index', 8, 'cosine');
    expect(await client.pinecone.describeIndex(name)).toMatchObject({
      name,
      dimension: 8,
      metric: 'cosine',
      vectorType: 'dense',
      deletionProtection: 'disabled',
      spec,
      status: { ready: true, state: 'Ready' },
    });
    await operations.upsert([
      { id: 'vec1', values: ascending },
      { id: 'vec2', values: ascending.toReversed() },
    ]);
    const vector = [0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85];
    const { matches, usage } = await index.query({
      vector,
      topK: 2,
      includeValues: true,
    });
    expect(matches.map(({ id, values }) => ({ id, values }))).toEqual([
      { id: 'vec1', values: ascending },
      { id: 'vec2', values: ascending.toReversed() },
    ]);
    expect(matches[0]?.score).toBeCloseTo(0.999149, 6);
    expect(matches[1]?.score).toBeCloseTo(0.621093, 6);
    expect(usage).toEqual({ readUnits: 1 });
    await client.pinecone.deleteIndex(name);
    const { indexes = [] } = await client.pinecone.listIndexes();
    expect(indexes.map((one) => one.name)).not.toContain(name);
  });

  it('filters, and deletes by filter', async () => {
    const { index, ...operations } = await indexNamed('filtered', 1, 'euclidean');
    await operations.upsert(
      Array.from({ length: 30 }, (_, at) => ({
        id: `r${at + 1}`,
        values: [at + 1],
        metadata: { at: at + 1, parity: at % 2 === 1 ? 'even' : 'odd', list: [`l${(at + 1) % 3}`] },
      })),
    );
    const filter = {
      $and: [{ parity: 'even' }, { at: { $gt: 4 } }, { list: { $in: ['l0', 'l1'] } }],
    };
    const { matches } = await index.query({ vector: [0], topK: 3, filter, includeMetadata: true });
    expect(matches).toMatchObject([
      { id: 'r6', score: 36, metadata: { at: 6, parity: 'even', list: ['l0'] } },
      { id: 'r10', score: 100 },
      { id: 'r12', score: 144 },
    ]);
    await operations.deleteMany({ filter: { parity: 'odd' } });
    expect((await index.describeIndexStats()).totalRecordCount).toBe(15);
  });

  it('lists by pages, fetches, and deletes by id', async () => {
    const { index, ...operations } = await indexNamed('paged', 3, 'dotproduct');
    const records = Array.from({ length: 250 }, (_, at) => ({
      id: `doc#${String(at).padStart(3, '0')}`,
      values: [at + 0.1, 0.2, 0.3],
    }));
    await operations.upsert(records);
    await operations.upsert([{ id: 'other', values: [1, 2, 3] }]);
    const ids: (string | undefined)[] = [];
    let paginationToken: string | undefined;
    do {
      const page = await index.listPaginated({
        prefix: 'doc#',
        ...(paginationToken ? { paginationToken } : {}),
      });
      ids.push(...(page.vectors ?? []).map(({ id }) => id));
      paginationToken = page.pagination?.next;
    } while (paginationToken !== undefined);
    expect(ids).toEqual(records.map(({ id }) => id));
    await operations.deleteOne('doc#000');
    await operations.deleteMany({ ids: ['doc#001', 'doc#002', 'unknown'] });
    const fetched = await operations.fetch(['doc#001', 'doc#003', 'other']);
    expect(fetched).toMatchObject({
      records: { 'doc#003': { id: 'doc#003', values: [3.1, 0.2, 0.3] }, other: { id: 'other' } },
      // Since version 7 the client sends the name itself.
      namespace: version < 7 ? '' : '__default__',
      usage: { readUnits: 1 },
    });
    expect(Object.keys(fetched.records)).toHaveLength(2);
  });

  it('updates values and merges metadata', async () => {
    const { index, ...operations } = await indexNamed('updated', 2, 'cosine');
    await operations.upsert([
      { id: 'a', values: [1, 0], metadata: { genre: 'drama', year: 2020 } },
    ]);
    await index.update({ id: 'a', values: [0, 1] });
    await index.update({ id: 'a', metadata: { year: 2021, seen: true } });
    expect((await operations.fetch(['a'])).records['a']).toMatchObject({
      values: [0, 1],
      metadata: { genre: 'drama', year: 2021, seen: true },
    });
  });

  it('keeps namespaces apart', async () => {
    const updated = await client.pinecone.describeIndex(named('updated'));
    const green = client.index(updated, 'green');
    await green.upsert([{ id: 'g', values: [1, 1] }]);
    expect(await green.index.query({ id: 'g', topK: 5 })).toMatchObject({
      matches: [{ id: 'g', score: 1 }],
      namespace: 'green',
    });
    expect(await green.index.describeIndexStats()).toMatchObject({
      dimension: 2,
      indexFullness: 0,
      totalRecordCount: 2,
      namespaces: {
        green: { recordCount: 1 },
        [version < 6 ? '' : '__default__']: { recordCount: 1 },
      },
    });
    await green.index.deleteAll();
    expect((await green.index.describeIndexStats()).totalRecordCount).toBe(1);
  });

  it('searches sparse vectors', async () => {
    const created = await client.pinecone.createIndex({
      name: named('sparse'),
      vectorType: 'sparse',
      metric: 'dotproduct',
      spec,
      waitUntilReady: true,
    });
    expect(created).toMatchObject({ vectorType: 'sparse', metric: 'dotproduct' });
    const { index, ...operations } = client.index(created);
    await operations.upsert([
      { id: 'a', sparseValues: { indices: [4_294_967_295, 7], values: [0.4, 2] } },
      { id: 'b', sparseValues: { indices: [7, 1], values: [1, 3] } },
      { id: 'c', sparseValues: { indices: [2], values: [1] } },
    ]);
    const sparseVector = { indices: [7, 4_294_967_295], values: [0.5, 1] };
    // The types of the client ask for a dense vector too, which a sparse index refuses.
    const query = { sparseVector, topK: 3, includeValues: true } as unknown as QueryOptions;
    const found = await index.query(query);
    expect(found.matches).toMatchObject([
      { id: 'a', score: 1.4, sparseValues: { indices: [4_294_967_295, 7], values: [0.4, 2] } },
      { id: 'b', score: 0.5 },
    ]);
    expect(found.matches).toHaveLength(2);
  });

  it('adds dense and sparse scores', async () => {
    const { index, ...operations } = await indexNamed('hybrid', 2, 'dotproduct');
    await operations.upsert([
      { id: 'dense', values: [1, 0] },
      { id: 'both', values: [0.5, 0], sparseValues: { indices: [3], values: [2] } },
    ]);
    const sparseVector = { indices: [3], values: [0.5] };
    const { matches } = await index.query({ vector: [1, 0], sparseVector, topK: 2 });
    expect(matches.map(({ id, score }) => ({ id, score }))).toEqual([
      { id: 'both', score: 1.5 },
      { id: 'dense', score: 1 },
    ]);
  });

  it('embeds records, and searches them by text', async () => {
    const created = await client.pinecone.createIndexForModel({
      name: named('texts'),
      cloud: 'aws',
      region: 'us-east-1',
      embed: { model: tinyModel, fieldMap: { text: 'body' } },
      waitUntilReady: true,
    });
    expect(created).toMatchObject({
      embed: { model: tinyModel, fieldMap: { text: 'body' }, dimension: 2 },
    });
    const { index, ...operations } = client.index(created, 'animals');
    await operations.upsertRecords([
      { id: 'r1', body: 'the dog', kind: 'pet' },
      { id: 'r2', body: 'a car', kind: 'thing' },
    ]);
    const query = { topK: 2, inputs: { text: 'puppy' } };
    expect(await index.searchRecords({ query, fields: ['body'] })).toMatchObject({
      result: { hits: [{ _id: 'r1', fields: { body: 'the dog' } }, { _id: 'r2' }] },
      usage: { readUnits: 1 },
    });
  });

  it('embeds texts', async () => {
    const inputs = ['dog', 'car'];
    const { inference } = client.pinecone;
    const embeddings =
      version < 7
        ? // Up to version 6 by place.
          await (
            inference as unknown as {
              embed(model: string, inputs: string[], parameters: object): Promise<object>;
            }
          ).embed(tinyModel, inputs, {})
        : await inference.embed({ model: tinyModel, inputs, parameters: {} });
    expect(embeddings).toMatchObject({
      model: tinyModel,
      vectorType: 'dense',
      data: [{ values: [1, 0] }, { values: [0, 1] }],
      usage: { totalTokens: 2 },
    });
  });

  it('protects an index, and gives it tags', async () => {
    const name = named('kept');
    await indexNamed('kept', 2, 'cosine');
    await client.configure(name, {
      deletionProtection: 'enabled',
      tags: { owner: 'lab', stage: 'test' },
    });
    await client.configure(name, { tags: { stage: '' } });
    expect(await client.pinecone.describeIndex(name)).toMatchObject({
      deletionProtection: 'enabled',
      tags: { owner: 'lab' },
    });
    await expect(client.pinecone.deleteIndex(name)).rejects.toThrow(
      'Deletion protection is enabled for this index',
    );
    await client.configure(name, { deletionProtection: 'disabled' });
    await client.pinecone.deleteIndex(name);
    await expect(client.pinecone.describeIndex(name)).rejects.toBeInstanceOf(
      client.errors.PineconeNotFoundError,
    );
  });

  it('is told what it did wrong', async () => {
    const { index, ...operations } = await indexNamed('told', 2, 'cosine');
    await expect(indexNamed('told', 2, 'cosine')).rejects.toBeInstanceOf(
      client.errors.PineconeConflictError,
    );
    await expect(indexNamed('Capital', 2, 'cosine')).rejects.toThrow('alphanumeric character');
    await expect(operations.upsert([{ id: 'a', values: [1, 2, 3] }])).rejects.toThrow(
      'Vector dimension 3 does not match the dimension of the index 2',
    );
    await expect(index.query({ vector: [1, 2], topK: 10_001 })).rejects.toBeInstanceOf(
      client.errors.PineconeBadRequestError,
    );
    const stranger = connect(version, { ...engine, key: 'another-key' });
    await expect(stranger.pinecone.listIndexes()).rejects.toBeInstanceOf(
      client.errors.PineconeAuthorizationError,
    );
  });
});

describe.each(since(6))('$title', ({ version }) => {
  it('makes a backup, and an index of it', async () => {
    const { pinecone, ...client } = connect(version, engine);
    const name = `v${version}-backed`;
    const created = await pinecone.createIndex({
      name,
      dimension: 2,
      metric: 'euclidean',
      spec,
      waitUntilReady: true,
    });
    await client.index(created, 'ns').upsert([{ id: 'a', values: [1, 2], metadata: { n: 1 } }]);
    const { backupId } = await pinecone.createBackup({ indexName: name, name: 'first' });
    expect(await pinecone.describeBackup(backupId)).toMatchObject({
      backupId,
      sourceIndexName: name,
      name: 'first',
      status: 'Ready',
      dimension: 2,
      metric: 'euclidean',
      recordCount: 1,
      namespaceCount: 1,
    });
    expect(await pinecone.listBackups({ indexName: name })).toMatchObject({ data: [{ backupId }] });
    const { restoreJobId } = await pinecone.createIndexFromBackup({
      backupId,
      name: `${name}-again`,
    });
    expect(await pinecone.describeRestoreJob(restoreJobId)).toMatchObject({
      status: 'Completed',
      percentComplete: 100,
      targetIndexName: `${name}-again`,
    });
    const again = await pinecone.describeIndex(`${name}-again`);
    expect((await client.index(again, 'ns').fetch(['a'])).records).toMatchObject({
      a: { values: [1, 2], metadata: { n: 1 } },
    });
    await pinecone.deleteBackup(backupId);
    await expect(pinecone.describeBackup(backupId)).rejects.toBeInstanceOf(
      client.errors.PineconeNotFoundError,
    );
  });

  it('lists, describes and deletes namespaces', async () => {
    const { pinecone, ...client } = connect(version, engine);
    const created = await pinecone.createIndex({
      name: `v${version}-spaces`,
      dimension: 1,
      metric: 'cosine',
      spec,
      waitUntilReady: true,
    });
    const { index, ...green } = client.index(created, 'green');
    await green.upsert([{ id: 'a', values: [1] }]);
    expect((await index.listNamespaces()).namespaces).toMatchObject([
      { name: '__default__' },
      { name: 'green' },
    ]);
    const { name, recordCount } = await index.describeNamespace('green');
    expect([name, Number(recordCount)]).toEqual(['green', 1]);
    await index.deleteNamespace('green');
    await expect(index.describeNamespace('green')).rejects.toBeInstanceOf(
      client.errors.PineconeNotFoundError,
    );
  });
});

describe.each(since(7))('$title', ({ version }) => {
  it('updates and fetches by metadata, in a namespace that was made with a schema', async () => {
    const { pinecone, ...client } = connect(version, engine);
    const created = await pinecone.createIndex({
      name: `v${version}-meta`,
      dimension: 1,
      metric: 'cosine',
      spec,
      waitUntilReady: true,
    });
    const { index, ...films } = client.index(created, 'films');
    await index.createNamespace({
      name: 'films',
      schema: { fields: { genre: { filterable: true } } },
    });
    await films.upsert([
      { id: 'a', values: [1], metadata: { genre: 'drama' } },
      { id: 'b', values: [1], metadata: { genre: 'comedy' } },
      { id: 'c', values: [1], metadata: { genre: 'drama' } },
    ]);
    await index.update({ filter: { genre: 'drama' }, metadata: { sad: true } });
    const page = await index.fetchByMetadata({ filter: { genre: 'drama' }, limit: 1 });
    expect(page.records).toMatchObject({ a: { id: 'a', metadata: { genre: 'drama', sad: true } } });
    const paginationToken = page.pagination?.next ?? '';
    const last = await index.fetchByMetadata({
      filter: { genre: 'drama' },
      limit: 1,
      paginationToken,
    });
    expect(Object.keys(last.records)).toEqual(['c']);
    expect(last.pagination).toBeUndefined();
  });
});
