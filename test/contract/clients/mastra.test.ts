import { PineconeVector } from '@mastra/pinecone';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import { clientTitle } from './clientTitle.ts';

const indexName = 'mastra';

type Filter = NonNullable<Parameters<PineconeVector['query']>[0]['filter']>;

describe.each([clientTitle('@mastra/pinecone')])('%s', () => {
  let engine: EngineProcess;
  let store: PineconeVector;
  beforeAll(async () => {
    engine = await startEngine();
    store = new PineconeVector({ id: 'engine', apiKey: engine.key, controllerHostUrl: engine.url });
    await store.createIndex({ indexName, dimension: 2, metric: 'dotproduct' });
    await store.upsert({
      indexName,
      ids: ['a', 'b', 'c'],
      vectors: [
        [1, 0],
        [0, 1],
        [1, 1],
      ],
      metadata: [
        { tags: ['x', 'y'], n: 1 },
        { tags: ['x'], n: 2 },
        { tags: ['y'], n: 3 },
      ],
    });
  });
  afterAll(() => engine.stop());

  it('makes an index once, and describes it', async () => {
    await store.createIndex({ indexName, dimension: 2, metric: 'dotproduct' });
    expect(await store.listIndexes()).toEqual([indexName]);
    expect(await store.describeIndex({ indexName })).toEqual({
      dimension: 2,
      count: 3,
      metric: 'dotproduct',
      namespaces: { '': { recordCount: 3 } },
    });
    await expect(store.createIndex({ indexName, dimension: 3 })).rejects.toThrow('dimension');
  });

  it('finds vectors, with their values and metadata', async () => {
    const found = await store.query({
      indexName,
      queryVector: [1, 0.5],
      topK: 2,
      includeVector: true,
    });
    expect(found).toEqual([
      { id: 'c', score: 1.5, vector: [1, 1], metadata: { tags: ['y'], n: 3 } },
      { id: 'a', score: 1, vector: [1, 0], metadata: { tags: ['x', 'y'], n: 1 } },
    ]);
  });

  it('filters, also by all of a list', async () => {
    const idsOf = async (filter: Filter): Promise<string[]> =>
      (await store.query({ indexName, queryVector: [1, 1], filter })).map(({ id }) => id);
    expect(await idsOf({ tags: { $all: ['x', 'y'] } })).toEqual(['a']);
    expect(await idsOf({ $or: [{ n: { $gte: 3 } }, { n: 1 }] })).toEqual(['c', 'a']);
    expect(await idsOf({ tags: ['x'] })).toEqual(['a', 'b']);
  });

  it('searches hybrid vectors', async () => {
    const namespace = 'hybrid';
    const vectors = [
      [1, 0],
      [0.5, 0],
    ];
    const sparseVectors = [
      { indices: [1], values: [1] },
      { indices: [3], values: [2] },
    ];
    await store.upsert({ indexName, namespace, ids: ['d', 's'], vectors, sparseVectors });
    const sparseVector = { indices: [3], values: [0.5] };
    const found = await store.query({ indexName, namespace, queryVector: [1, 0], sparseVector });
    expect(found).toMatchObject([
      { id: 's', score: 1.5 },
      { id: 'd', score: 1 },
    ]);
  });

  it('updates by id and by filter', async () => {
    await store.updateVector({
      indexName,
      id: 'a',
      update: { vector: [9, 0], metadata: { n: 10 } },
    });
    await store.updateVector({
      indexName,
      filter: { tags: 'y' },
      update: { metadata: { seen: true } },
    });
    const [first] = await store.query({ indexName, queryVector: [1, 0], topK: 1 });
    expect(first).toEqual({ id: 'a', score: 9, metadata: { tags: ['x', 'y'], n: 10, seen: true } });
  });

  it('deletes by id, by ids and by filter, and the index', async () => {
    await store.deleteVector({ indexName, id: 'a' });
    await store.deleteVectors({ indexName, filter: { n: { $gt: 2 } } });
    const left = await store.query({ indexName, queryVector: [1, 0] });
    expect(left.map(({ id }) => id)).toEqual(['b']);
    await store.deleteVectors({ indexName, ids: ['b'] });
    expect(await store.query({ indexName, queryVector: [1, 0] })).toEqual([]);
    await store.deleteIndex({ indexName });
    expect(await store.listIndexes()).toEqual([]);
  });
});
