import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentLog } from '../../../../src/common/log.ts';
import { Secret } from '../../../../src/common/secret.ts';
import { JournalFolder } from '../../../../src/local/journalFolder.ts';
import { localEnvironment } from '../../../../src/model/environment.ts';
import { settingsOfIndex } from '../../../../src/model/indexSettings.ts';
import type { NewIndex } from '../../../../src/model/newIndex.ts';
import type { VectorIndex } from '../../../../src/model/vectorIndex.ts';
import type { PineconeClient } from '../../../../src/pinecone/pineconeClient.ts';
import { createPineconeClient } from '../../../../src/pinecone/restPineconeClient.ts';
import { IndexCreation } from '../../../../src/services/catalog/indexCreation.ts';
import { DeletedIndexes } from '../../../../src/services/writes/deletedIndexes.ts';
import { startEngine, type EngineProcess } from '../../../support/engineProcess.ts';

const { signal } = new AbortController();
const onStep = (): void => undefined;
const region = { cloud: 'aws', region: 'eu-west-1' };
const catalog = { invalidate: () => undefined };

let engine: EngineProcess;
let service: PineconeClient;
let folder: string;

beforeAll(async () => {
  engine = await startEngine();
  folder = await mkdtemp(path.join(tmpdir(), 'deleted-'));
  const endpoint = { url: engine.url, key: new Secret(engine.key) };
  service = createPineconeClient({ endpoint, access: 'write', log: silentLog });
}, 30_000);
afterAll(async () => {
  await engine.stop();
  await rm(folder, { recursive: true });
});

const openForWriting = async (): Promise<PineconeClient> => service;

/** What a window that was started now has. */
const newWindow = (): { journal: JournalFolder; deleted: DeletedIndexes } => {
  const journal = new JournalFolder({
    folder,
    newId: () => crypto.randomUUID(),
    now: Date.now,
    pid: process.pid,
    isRunning: () => false,
  });
  const connections = { openForWriting };
  const creation = new IndexCreation({ connections, catalog });
  return { journal, deleted: new DeletedIndexes({ connections, catalog, creation, journal }) };
};

const contentsOf = async ({ host, documents }: VectorIndex) => {
  const client = service.index(host, documents);
  const { namespaces } = await client.stats(signal);
  return Promise.all(
    namespaces.map(async ({ name }) => {
      const ids = (await client.list(name, { limit: 100 }, signal)).value.items;
      return [name, ids.length === 0 ? [] : (await client.fetch(name, ids, signal)).value];
    }),
  );
};

const vectors = Array.from({ length: 120 }, (_, at) => ({
  id: `v${String(at).padStart(3, '0')}`,
  values: [1, at],
  metadata: { at },
}));

it.each<[string, NewIndex, object[]]>([
  [
    'vectors',
    {
      name: 'articles',
      ...region,
      kind: 'dense',
      dimension: 2,
      metric: 'euclidean',
      tags: { team: 'a' },
      isProtected: true,
    },
    vectors,
  ],
  [
    'sparse vectors',
    { name: 'sparse', ...region, kind: 'sparse' },
    [{ id: 'a', values: [], sparseValues: { indices: [1], values: [2] }, metadata: {} }],
  ],
  [
    'documents',
    { name: 'pages', ...region, kind: 'documents', textFields: ['title', 'body'] },
    [{ id: 'a', values: [], metadata: { title: 'x', year: 1 } }],
  ],
])('brings an index of %s back after a restart', async (_, settings, records) => {
  const index = await service.createIndex(settings, signal);
  const client = service.index(index.host, index.documents);
  await client.createNamespace('empty', signal);
  for (const namespace of ['one', 'two']) await client.upsert(namespace, records as never, signal);
  const before = await contentsOf(index);
  const { entry, note } = await newWindow().deleted.save(localEnvironment, index, signal, onStep);
  await service.configureIndex(index.name, { isProtected: false }, signal);
  await service.deleteIndex(index.name, signal);
  await note('done');

  const { journal, deleted } = newWindow();
  const listed = (await journal.list()).find(({ id }) => id === entry.id)!;
  const existing = await deleted.existing(localEnvironment, listed, signal);
  await deleted.restore(localEnvironment, listed, existing, signal, onStep);
  const back = await service.describeIndex(index.name, signal);
  const states = (await journal.list()).map(({ id, state }) => id === entry.id && state);
  expect({
    existing,
    count: listed.count,
    settings: settingsOfIndex(back),
    contents: await contentsOf(back),
    isUndone: states.includes('undone'),
  }).toEqual({
    existing: undefined,
    count: 2 * records.length,
    settings: settingsOfIndex(index),
    contents: before,
    isUndone: true,
  });
});

it('continues after it was interrupted, and refuses an index with other settings', async () => {
  const settings: NewIndex = { name: 'twice', ...region, dimension: 2, metric: 'cosine' };
  const index = await service.createIndex(settings, signal);
  await service.index(index.host).upsert('n', vectors.slice(1, 4), signal);
  const { deleted } = newWindow();
  const { entry } = await deleted.save(localEnvironment, index, signal, onStep);
  await service.deleteIndex('twice', signal);
  const other = await service.createIndex({ ...settings, dimension: 3 }, signal);
  await expect(deleted.existing(localEnvironment, entry, signal)).rejects.toThrow(
    'There is another index “twice” now, with other settings',
  );
  await service.deleteIndex(other.name, signal);
  await service.createIndex(settings, signal);
  const existing = await deleted.existing(localEnvironment, entry, signal);
  await deleted.restore(localEnvironment, entry, existing, signal, onStep);
  expect(await contentsOf(await service.describeIndex('twice', signal))).toEqual([
    ['n', vectors.slice(1, 4)],
  ]);
});

it('leaves nothing in the journal when it is cancelled', async () => {
  const settings: NewIndex = { name: 'left', ...region, dimension: 2, metric: 'cosine' };
  const index = await service.createIndex(settings, signal);
  await service.index(index.host).upsert('n', vectors.slice(1), signal);
  const before = await readdir(folder);
  const stop = new AbortController();
  const saving = newWindow().deleted.save(localEnvironment, index, stop.signal, () => stop.abort());
  await expect(saving).rejects.toMatchObject({ kind: 'cancelled' });
  expect(await readdir(folder)).toEqual(before);
});

it.each([
  ['a small index', {}, 'local', 1000, true],
  ['a large index of this machine', {}, 'local', 200_001, false],
  ['an index of the cloud that costs much to read', {}, 'cloud', 10_001, false],
  ['vectors larger than half of the journal', { dimension: 1536 }, 'local', 60_000, false],
  ['an index on pods', { isPod: true }, 'cloud', 10, false],
  ['an index whose embedding model is unknown', { kind: 'records' }, 'cloud', 10, false],
] as const)('knows whether it can save %s', async (_, about, kind, count, isPossible) => {
  const index = { ...(await service.describeIndex('left', signal)), ...about };
  const environment = { ...localEnvironment, kind };
  const stats = { totalRecordCount: count };
  expect(await newWindow().deleted.canSave(environment, index, stats)).toBe(isPossible);
});
