import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../src/common/log.ts';
import { Secret } from '../../src/common/secret.ts';
import { JournalFolder } from '../../src/local/journalFolder.ts';
import { localEnvironment, type Environment } from '../../src/model/environment.ts';
import type { NewIndex } from '../../src/model/newIndex.ts';
import type { VectorRecord } from '../../src/model/record.ts';
import type { IndexClient, PineconeClient } from '../../src/pinecone/pineconeClient.ts';
import { createPineconeClient } from '../../src/pinecone/restPineconeClient.ts';
import type { StateStore } from '../../src/services/catalog/catalog.ts';
import { Copies, type CopyRoute } from '../../src/services/transfer/copies.ts';
import type { RecordWriter } from '../../src/services/transfer/indexSink.ts';
import type { CopyPart } from '../../src/services/transfer/copying/copyTransform.ts';
import { RecordWrites } from '../../src/services/writes/recordWrites.ts';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';

const { signal } = new AbortController();
const onProgress = (): void => undefined;
const options = { signal, onProgress };
const dimension = 8;
const recordCount = 3500;
const settings = { dimension, metric: 'cosine', cloud: 'aws', region: 'us-east-1' } as const;
const indexOf = (name: string): NewIndex => ({ name, ...settings });
const staging: Environment = {
  ...localEnvironment,
  id: 'staging',
  name: 'staging',
  kind: 'custom',
};
const route: CopyRoute = {
  source: { environment: localEnvironment, index: 'articles', namespace: 'en' },
  target: { environment: staging, index: 'copy', namespace: 'english' },
};

const recordAt = (at: number): VectorRecord => ({
  id: `a-${String(at).padStart(5, '0')}`,
  values: Array.from({ length: dimension }, (_, place) => Math.fround(Math.sin(at + place))),
  metadata: { year: 2000 + (at % 20), title: `Article ${at}` },
});
const all = Array.from({ length: recordCount }, (_, at) => recordAt(at));

/** Two services, each an engine of its own. */
describe('copies between two environments', () => {
  const engines: EngineProcess[] = [];
  const services = new Map<string, PineconeClient>();
  let source: IndexClient;
  let target: IndexClient;
  let state: Map<string, unknown>;
  let copies: Copies;
  let journal: JournalFolder;
  let writer: (index: IndexClient) => RecordWriter;

  beforeAll(async () => {
    for (const { id } of [localEnvironment, staging]) {
      const engine = await startEngine();
      engines.push(engine);
      const endpoint = { url: engine.url, key: new Secret(engine.key) };
      services.set(id, createPineconeClient({ endpoint, access: 'write', log: silentLog }));
    }
    const { host } = await serviceOf(localEnvironment).createIndex(indexOf('articles'), signal);
    source = serviceOf(localEnvironment).index(host);
    for (let from = 0; from < recordCount; from += 500)
      await source.upsert('en', all.slice(from, from + 500), signal);
  });
  afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

  beforeEach(async () => {
    const service = serviceOf(staging);
    await service.deleteIndex('copy', signal).catch(() => undefined);
    const { host } = await service.createIndex(indexOf('copy'), signal);
    target = service.index(host);
    state = new Map();
    writer = (index) => index;
    const store: StateStore = {
      get: (key) => state.get(key),
      set: (key, value) => void (value === undefined ? state.delete(key) : state.set(key, value)),
    };
    const folder = await mkdtemp(path.join(tmpdir(), 'copies-'));
    journal = new JournalFolder({
      folder,
      now: Date.now,
      newId: randomUUID,
      pid: process.pid,
      isRunning: () => true,
    });
    copies = new Copies({
      connections: {
        checkWritable: () => undefined,
        open: async (environment) => serviceOf(environment),
        openForWriting: async (environment) => {
          const service = serviceOf(environment);
          return { ...service, index: (host) => writer(service.index(host)) };
        },
      },
      catalog: { invalidate: () => undefined },
      state: store,
      journal,
      now: Date.now,
      freshnessWaitsMs: [0],
    });
  });

  const serviceOf = ({ id }: Environment): PineconeClient => services.get(id)!;
  const writesTo = (environment: Environment): RecordWrites =>
    new RecordWrites({
      connections: {
        checkWritable: () => undefined,
        openForWriting: async () => serviceOf(environment),
      },
      catalog: { invalidate: () => undefined },
      journal,
    });
  const held = async (): Promise<readonly VectorRecord[]> => {
    const ids = all.map(({ id }) => id);
    return (await target.fetch('english', ids, signal)).value.map((record) => ({
      ...record,
      values: record.values.map(Math.fround),
    }));
  };

  it('hold exactly the records of the source', async () => {
    const units = await copies.comparisonUnits(route, signal);
    expect(units).toEqual({ source: recordCount / 100, target: 0 });
    expect(await copies.compare(route, options)).toEqual({
      missing: recordCount,
      both: 0,
      onlyInTarget: 0,
    });
    const outcome = await copies.run(route, 'missing', recordCount, options);
    expect(outcome).toEqual({ state: 'complete', written: recordCount, missing: 0 });
    expect(await held()).toEqual(all);
    expect(state.size).toBe(0);
  });

  it('write only what is missing, or what differs, or all', async () => {
    await copies.run(route, 'missing', recordCount, options);
    const changed = { ...recordAt(7), metadata: { year: 1 } };
    await target.upsert('english', [changed, { id: 'other', values: all[0]!.values }], signal);
    await target.delete({ namespace: 'english', ids: [all[3]!.id] }, signal);
    expect(await copies.compare(route, options)).toEqual({
      missing: 1,
      both: recordCount - 1,
      onlyInTarget: 1,
    });
    expect(await copies.run(route, 'missing', 1, options)).toMatchObject({
      written: 1,
      missing: 0,
    });
    expect((await held())[7]?.metadata).toEqual({ year: 1 });
    expect(await copies.run(route, 'changed', 1, options)).toMatchObject({
      written: 1,
      missing: 0,
    });
    expect(await held()).toEqual(all);
    expect(await copies.run(route, 'all', recordCount, options)).toMatchObject({
      written: recordCount,
    });
  });

  it('resume after they were cancelled', async () => {
    const stop = new AbortController();
    const first = await copies.run(route, 'missing', recordCount, {
      signal: stop.signal,
      onProgress: ({ done }) => done > 0 && stop.abort(),
    });
    expect(first.state).toBe('cancelled');
    expect(first.written).toBeGreaterThan(0);
    expect(first.written).toBeLessThan(recordCount);
    const checkpoint = copies.unfinished(route);
    expect(checkpoint).toMatchObject({ mode: 'missing', written: { count: first.written } });
    const second = await copies.run(route, 'missing', recordCount, options, checkpoint);
    expect(second).toEqual({ state: 'complete', written: recordCount, missing: 0 });
    expect(await held()).toEqual(all);
    expect(copies.unfinished(route)).toBeUndefined();
  });

  it('say what they wrote if they are cancelled while both sides are compared at the end', async () => {
    const stop = new AbortController();
    const outcome = await copies.run(route, 'missing', recordCount, {
      signal: stop.signal,
      onProgress: ({ phase }) => phase === 'verifying' && stop.abort(),
    });
    expect(outcome).toEqual({ state: 'cancelled', written: recordCount });
    expect(await held()).toEqual(all);
  });

  it('write nothing again after a cancelled comparison at the end', async () => {
    const stop = new AbortController();
    await copies.run(route, 'all', recordCount, {
      signal: stop.signal,
      onProgress: ({ phase }) => phase === 'verifying' && stop.abort(),
    });
    const upserts: number[] = [];
    writer = (index) => ({
      ...index,
      upsert: (namespace, records, signal) => {
        upserts.push(records.length);
        return index.upsert(namespace, records, signal);
      },
    });
    const outcome = await copies.run(route, 'all', recordCount, options, copies.unfinished(route));
    expect(outcome).toEqual({ state: 'complete', written: recordCount, missing: 0 });
    expect(upserts).toEqual([]);
    expect(copies.unfinished(route)).toBeUndefined();
  });

  it('can be undone: added records go, overwritten ones are as before', async () => {
    const before = { ...recordAt(5), metadata: { year: 1 } };
    await target.upsert('english', [before], signal);
    const counts = { written: recordCount, overwritten: 1 };
    expect(await copies.canUndo(route, counts, signal)).toBe(true);
    await copies.run(route, 'all', recordCount, { ...options, canUndo: true });
    const [entry] = await journal.list();
    expect(entry).toMatchObject({ action: 'copy', count: recordCount, state: 'done' });
    await writesTo(staging).undo(route.target, entry!, new Set(), signal);
    expect(await held()).toEqual([before]);
  });

  it('can be undone in part if they are cancelled', async () => {
    const stop = new AbortController();
    const outcome = await copies.run(route, 'missing', recordCount, {
      signal: stop.signal,
      onProgress: ({ done }) => done > 0 && stop.abort(),
      canUndo: true,
    });
    const [entry] = await journal.list();
    expect(entry?.state).toBe('started');
    expect(entry?.count).toBeGreaterThanOrEqual(outcome.written);
    await writesTo(staging).undo(route.target, entry!, new Set(), signal);
    expect(await held()).toEqual([]);
  });

  it('cannot be undone above what the journal holds', async () => {
    const counts = { written: 2_000_000, overwritten: 0 };
    expect(await copies.canUndo(route, counts, signal)).toBe(false);
    const overwriting = { written: 20_000, overwritten: 20_000 };
    expect(await copies.canUndo(route, overwriting, signal)).toBe(false);
  });

  it('take the same sample each time, with other ids and metadata', async () => {
    const part: CopyPart = {
      scope: { kind: 'sample', size: 300, seed: 42 },
      transform: {
        idPrefix: 'copy-',
        edits: [
          { kind: 'rename', field: 'title', to: 'name' },
          { kind: 'remove', field: 'year' },
        ],
      },
    };
    await target.upsert('english', [{ id: 'other', values: all[0]!.values }], signal);
    const outcome = await copies.run(route, 'missing', 300, { ...options, part });
    expect(outcome).toEqual({ state: 'complete', written: 300, missing: 0 });
    expect(await copies.compare(route, { ...options, part })).toEqual({
      missing: 0,
      both: 300,
      onlyInTarget: 0,
    });
    const { items } = (await target.list('english', { prefix: 'copy-', limit: 100 }, signal)).value;
    const at = Number(items[7]!.slice('copy-a-'.length));
    const [record] = (await target.fetch('english', [items[7]!], signal)).value;
    expect(record?.metadata).toEqual({ name: recordAt(at).metadata['title'] });
    expect(record?.values.map(Math.fround)).toEqual(recordAt(at).values);
    const again = await copies.run(route, 'changed', 300, { ...options, part });
    expect(again).toMatchObject({ written: 0, missing: 0 });
  });

  it('count what the target lacks at the end', async () => {
    writer = (index) => ({
      ...index,
      upsert: (namespace, records) => index.upsert(namespace, records.slice(1), signal),
    });
    const outcome = await copies.run(route, 'missing', recordCount, options);
    expect(outcome.missing).toBeGreaterThan(0);
    expect(outcome.missing).toBe(recordCount - (await held()).length);
  });

  it('are rejected if the vectors do not fit', async () => {
    const service = serviceOf(staging);
    await service.deleteIndex('copy', signal);
    await service.createIndex({ ...settings, name: 'copy', dimension: 4 }, signal);
    await expect(copies.compare(route, options)).rejects.toMatchObject({
      kind: 'badInput',
      message: '“articles” has dimension 8, and “copy” 4',
    });
  });
});
