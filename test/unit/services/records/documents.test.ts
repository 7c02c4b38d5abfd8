import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentLog } from '../../../../src/common/log.ts';
import { Secret } from '../../../../src/common/secret.ts';
import { JournalFolder } from '../../../../src/local/journalFolder.ts';
import { localEnvironment } from '../../../../src/model/environment.ts';
import type { NewIndex } from '../../../../src/model/newIndex.ts';
import type { VectorIndex } from '../../../../src/model/vectorIndex.ts';
import type { IndexClient, PineconeClient } from '../../../../src/pinecone/pineconeClient.ts';
import { createEngineClient } from '../../../../src/pinecone/restEngineClient.ts';
import { createPineconeClient } from '../../../../src/pinecone/restPineconeClient.ts';
import { Exports } from '../../../../src/services/exports/exports.ts';
import { RecordsSession } from '../../../../src/services/records/recordsSession.ts';
import { Copies } from '../../../../src/services/transfer/copies.ts';
import { RecordWrites } from '../../../../src/services/writes/recordWrites.ts';
import { startEngine, type EngineProcess } from '../../../support/engineProcess.ts';
import { exportPorts } from '../../../support/exports/exportPorts.ts';

const { signal } = new AbortController();
const namespace = 'en';
const settings: NewIndex = {
  name: 'articles',
  cloud: 'aws',
  region: 'us-east-1',
  kind: 'documents',
  textFields: ['title'],
  fields: {
    title: { type: 'string', full_text_search: {} },
    meaning: { type: 'dense_vector', dimension: 2, metric: 'cosine' },
  },
};
const records = Array.from({ length: 130 }, (_, at) => ({
  id: `doc-${String(at).padStart(3, '0')}`,
  values: at % 2 === 0 ? [1, at] : [],
  metadata: { title: `Lighthouse ${at}`, year: 2000 + (at % 10), tags: ['coast'] },
}));

let engine: EngineProcess;
let service: PineconeClient;
let index: VectorIndex;
let client: IndexClient;
let folder: string;

beforeAll(async () => {
  engine = await startEngine();
  folder = await mkdtemp(path.join(tmpdir(), 'documents-'));
  const endpoint = { url: engine.url, key: new Secret(engine.key) };
  service = createPineconeClient({ endpoint, access: 'write', log: silentLog });
  index = await service.createIndex(settings, signal);
  client = service.index(index.host, index.documents);
  await client.upsert(namespace, records, signal);
}, 30_000);
afterAll(async () => {
  await engine.stop();
  await rm(folder, { recursive: true });
});

const place = { environment: localEnvironment, index: 'articles', namespace };
const connections = {
  open: async () => service,
  openForWriting: async () => service,
  openEngine: async () =>
    createEngineClient({
      endpoint: { url: engine.url, key: new Secret(engine.key) },
      log: silentLog,
    }),
  checkWritable: () => undefined,
};
const catalog = { invalidate: () => undefined };
const journalFolder = (): JournalFolder =>
  new JournalFolder({
    folder: path.join(folder, 'journal'),
    newId: () => crypto.randomUUID(),
    now: Date.now,
    pid: process.pid,
    isRunning: () => true,
  });

it('reads documents as records by id, filter, prefix, vector and text', async () => {
  const [first, second] = (await client.fetch(namespace, ['doc-000', 'doc-001', 'none'], signal))
    .value;
  const page = await client.fetchByMetadata(
    namespace,
    { filter: { year: 2003 }, limit: 10 },
    signal,
  );
  const rest = await client.fetchByMetadata(
    namespace,
    { filter: { year: 2003 }, next: page.value.next ?? '' },
    signal,
  );
  const listed = await client.list(namespace, { prefix: 'doc-01', limit: 4 }, signal);
  const near = await client.query({ namespace, topK: 1, by: { id: 'doc-002' } }, signal);
  const found = await client.queryText({ namespace, topK: 1, text: 'lighthouse 77' }, signal);
  expect({
    first,
    second,
    matching: [page.value.items.length, rest.value.items.length],
    count: await client.countMatching(namespace, { year: 2003 }, signal),
    listed: listed.value.items,
    near: near.value.map(({ id }) => id),
    found: found.value.map(({ id, metadata }) => [id, metadata['title']]),
  }).toEqual({
    first: records[0],
    second: records[1],
    matching: [10, 3],
    count: 13,
    listed: ['doc-010', 'doc-011', 'doc-012', 'doc-013'],
    near: ['doc-002'],
    found: [['doc-077', 'Lighthouse 77']],
  });
});

it('shows them in a records view', async () => {
  const session = new RecordsSession({ place, connections });
  const { rows } = await session.rows(0, 130, signal);
  session.select({ prefix: '', filter: '{ "year": 2003 }' });
  const matching = await session.rows(0, 50, signal);
  session.dispose();
  expect([rows.map(({ id, metadata }) => ({ id, metadata })), matching.rows.length]).toEqual([
    records.map(({ id, metadata }) => ({ id, metadata })),
    13,
  ]);
});

it('changes, deletes and restores documents', async () => {
  const journal = journalFolder();
  const writes = new RecordWrites({ connections, catalog, journal });
  const change = { ...records[0]!, values: [], metadata: { title: 'Changed' } };
  const written = await writes.run(
    { place, action: 'write', selection: { ids: ['doc-000'] }, change: () => change },
    signal,
  );
  const deleted = await writes.run(
    { place, action: 'delete', selection: { filter: { year: 2003 } }, change: () => undefined },
    signal,
  );
  const ids = records.map(({ id }) => id);
  const after = (await client.fetch(namespace, ids, signal)).value;
  for (const entry of [deleted, written]) await writes.undo(place, entry!, new Set(), signal);
  expect([after.length, after[0], (await client.fetch(namespace, ids, signal)).value]).toEqual([
    117,
    change,
    records,
  ]);
});

it('copies them to an index with the same fields', async () => {
  const { documents } = index;
  await service.createIndex(
    { ...settings, name: 'copied', fields: documents?.fields ?? {} },
    signal,
  );
  const copies = new Copies({
    connections,
    catalog,
    state: { get: () => undefined, set: () => undefined },
    now: Date.now,
  });
  const route = { source: place, target: { ...place, index: 'copied' } };
  const options = { signal, onProgress: () => undefined };
  const end = await copies.run(route, 'missing', records.length, options);
  const target = await service.describeIndex('copied', signal);
  const copied = await service.index(target.host, target.documents).fetch(
    namespace,
    records.map(({ id }) => id),
    signal,
  );
  expect([end.state, end.missing, copied.value]).toEqual(['complete', 0, records]);
});

it.each([
  ['vectors', { kind: 'dense', dimension: 2, metric: 'cosine' }, /different kinds/],
  ['other-fields', { kind: 'documents', textFields: ['body'] }, /does not have the field “title”/],
] as const)('refuses to copy them to an index of %s', async (name, content, message) => {
  await service.createIndex({ name, cloud: 'aws', region: 'us-east-1', ...content }, signal);
  const copies = new Copies({
    connections,
    catalog,
    state: { get: () => undefined, set: () => undefined },
    now: Date.now,
  });
  const route = { source: place, target: { ...place, index: name } };
  await expect(copies.compare(route, { signal, onProgress: () => undefined })).rejects.toThrow(
    message,
  );
});

it('exports them with their vectors and fields', async () => {
  const exports = new Exports({ connections, ...exportPorts() });
  const file = path.join(folder, 'articles.jsonl');
  const run = await exports.begin(await exports.preview(place, signal), file);
  const end = await run.run({ budget: 1000, signal, onProgress: () => undefined });
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect([end.state, lines.length, JSON.parse(lines[2]!)]).toEqual(['complete', 130, records[2]]);
});
