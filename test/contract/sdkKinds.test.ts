import { Errors, Pinecone, type Index, type QueryOptions } from '@pinecone-database/pinecone';
import about from '@pinecone-database/pinecone/package.json' with { type: 'json' };
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { makeWordModel, tinyModel } from '../support/wordModel.ts';

type Fields = Parameters<Pinecone['indexes']['create']>[0]['schema'] extends
  { fields: infer F } | undefined
  ? F
  : never;

describe(`${about.name} ${about.version}`, () => {
  let engine: EngineProcess;
  let pinecone: Pinecone;
  beforeAll(async () => {
    engine = await startEngine();
    pinecone = new Pinecone({ apiKey: engine.key, controllerHostUrl: engine.url });
    await makeWordModel(engine);
  });
  afterAll(() => engine.stop());

  async function indexOf(name: string, fields: Fields): Promise<Index> {
    const { host } = await pinecone.indexes.create({
      name,
      schema: { fields },
      waitUntilReady: true,
    });
    return pinecone.index({ host });
  }

  it('searches sparse vectors', async () => {
    const index = await indexOf('sparse', { _sparse_values: { type: 'sparse_vector' } });
    await index.upsert({
      records: [
        { id: 'a', sparseValues: { indices: [4_294_967_295, 7], values: [0.4, 2] } },
        { id: 'b', sparseValues: { indices: [7, 1], values: [1, 3] } },
        { id: 'c', sparseValues: { indices: [2], values: [1] } },
      ],
    });
    const sparseVector = { indices: [7, 4_294_967_295], values: [0.5, 1] };
    // The types of the client ask for a dense vector too, which a sparse index refuses.
    const { matches } = await index.query({ sparseVector, topK: 3 } as unknown as QueryOptions);
    expect(matches.map(({ id, score }) => [id, score])).toEqual([
      ['a', 1.4],
      ['b', 0.5],
    ]);
  });

  it('adds dense and sparse scores', async () => {
    const index = await indexOf('hybrid', {
      _values: { type: 'dense_vector', dimension: 2, metric: 'dotproduct' },
      _sparse_values: { type: 'sparse_vector' },
    });
    await index.upsert({
      records: [
        { id: 'dense', values: [1, 0] },
        { id: 'both', values: [0.5, 0], sparseValues: { indices: [3], values: [2] } },
      ],
    });
    const sparseVector = { indices: [3], values: [0.5] };
    const { matches } = await index.query({ vector: [1, 0], sparseVector, topK: 2 });
    expect(matches.map(({ id, score }) => [id, score])).toEqual([
      ['both', 1.5],
      ['dense', 1],
    ]);
  });

  it('embeds records and texts, and searches records by text, vector and id', async () => {
    const { host } = await pinecone.createIndexForModel({
      name: 'texts',
      cloud: 'aws',
      region: 'us-east-1',
      embed: { model: tinyModel, fieldMap: { text: 'body' } },
      waitUntilReady: true,
    });
    const index = pinecone.index({ host, namespace: 'animals' });
    await index.upsertRecords({
      records: [
        { id: 'r1', body: 'the dog', kind: 'pet' },
        { id: 'r2', body: 'a car', kind: 'thing' },
      ],
    });
    const query = { topK: 1, inputs: { text: 'puppy' } };
    expect(await index.searchRecords({ query, fields: ['kind'] })).toMatchObject({
      result: { hits: [{ _id: 'r1', fields: { kind: 'pet' } }] },
    });
    for (const target of [{ vector: { values: [0, 1] } }, { id: 'r2' }])
      expect(await index.searchRecords({ query: { topK: 1, ...target } })).toMatchObject({
        result: { hits: [{ _id: 'r2', _score: 1 }] },
      });
    const { data } = await pinecone.inference.embed({ model: tinyModel, inputs: ['dog'] });
    expect(data).toMatchObject([{ values: [1, 0] }]);
  });

  it('reports that a model is not on this machine', async () => {
    const embed = { model: 'multilingual-e5-large', fieldMap: { text: 'body' } };
    await expect(
      pinecone.createIndexForModel({ name: 'cloudy', cloud: 'aws', region: 'us-east-1', embed }),
    ).rejects.toThrow('Model multilingual-e5-large not found');
  });

  it('updates by id and by filter, and fetches by metadata', async () => {
    const index = await indexOf('films', {
      _values: { type: 'dense_vector', dimension: 1, metric: 'cosine' },
    });
    await index.upsert({
      records: ['drama', 'comedy', 'drama'].map((genre, at) => ({
        id: `f${at}`,
        values: [1],
        metadata: { genre },
      })),
    });
    await index.update({ id: 'f0', values: [2], metadata: { year: 2020 } });
    await index.update({ filter: { genre: 'drama' }, metadata: { sad: true } });
    const page = await index.fetchByMetadata({ filter: { sad: true }, limit: 1 });
    expect(page.records).toMatchObject({
      f0: { values: [2], metadata: { genre: 'drama', year: 2020, sad: true } },
    });
    const paginationToken = page.pagination?.next ?? '';
    const last = await index.fetchByMetadata({ filter: { sad: true }, paginationToken });
    expect([Object.keys(last.records), last.pagination]).toEqual([['f2'], undefined]);
  });

  it('makes, describes and deletes namespaces', async () => {
    const index = await indexOf('spaces', {
      _values: { type: 'dense_vector', dimension: 1, metric: 'cosine' },
    });
    const made = await index.createNamespace({
      name: 'green',
      schema: { fields: { genre: { filterable: true } } },
    });
    expect(made).toMatchObject({
      name: 'green',
      recordCount: '0',
      schema: { fields: { genre: { filterable: true } } },
    });
    await expect(index.createNamespace({ name: 'green' })).rejects.toBeInstanceOf(
      Errors.PineconeConflictError,
    );
    expect(await index.listNamespaces({ prefix: 'gr' })).toMatchObject({
      namespaces: [{ name: 'green' }],
      totalCount: 1,
    });
    await index.deleteNamespace('green');
    await expect(index.describeNamespace('green')).rejects.toBeInstanceOf(
      Errors.PineconeNotFoundError,
    );
  });

  it('makes a backup, and an index of it', async () => {
    const index = await indexOf('backed', {
      _values: { type: 'dense_vector', dimension: 2, metric: 'euclidean' },
    });
    await index.upsert({ records: [{ id: 'a', values: [1, 2], metadata: { n: 1 } }] });
    const { backupId } = await pinecone.createBackup({ indexName: 'backed', name: 'first' });
    expect(await pinecone.listBackups({ indexName: 'backed' })).toMatchObject({
      data: [{ backupId, name: 'first', status: 'Ready' }],
    });
    const { restoreJobId } = await pinecone.createIndexFromBackup({ backupId, name: 'again' });
    expect(await pinecone.describeRestoreJob(restoreJobId)).toMatchObject({
      status: 'Completed',
      percentComplete: 100,
    });
    const again = await pinecone.describeIndex('again');
    expect(again).toMatchObject({ sourceBackupId: backupId });
    const { records } = await pinecone.index({ host: again.host }).fetch({ ids: ['a'] });
    expect(records).toMatchObject({ a: { values: [1, 2], metadata: { n: 1 } } });
    await pinecone.deleteBackup(backupId);
    await expect(pinecone.describeBackup(backupId)).rejects.toBeInstanceOf(
      Errors.PineconeNotFoundError,
    );
  });

  it('imports a file of this machine', async () => {
    const index = await indexOf('imported', {
      _values: { type: 'dense_vector', dimension: 3, metric: 'dotproduct' },
      _sparse_values: { type: 'sparse_vector' },
    });
    const file = path.resolve(import.meta.dirname, '../fixtures/import/snappy.parquet');
    const { id } = await index.startImport({
      uri: pathToFileURL(file).href,
      errorMode: 'continue',
    });
    await expect
      .poll(() => index.describeImport(id), { timeout: 20_000 })
      .toMatchObject({ id, status: 'Completed', recordsImported: 1200, percentComplete: 100 });
    expect((await index.listImports()).data).toMatchObject([{ id, uri: pathToFileURL(file).href }]);
    await index.cancelImport(id);
    expect((await index.describeIndexStats()).totalRecordCount).toBe(1200);
  });
});
