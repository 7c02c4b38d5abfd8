import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/common/failure.ts';
import { silentLog } from '../../src/common/log.ts';
import { Secret } from '../../src/common/secret.ts';
import { JournalFolder } from '../../src/local/journalFolder.ts';
import { localEnvironment } from '../../src/model/environment.ts';
import type { NewIndex } from '../../src/model/newIndex.ts';
import type { VectorRecord } from '../../src/model/record.ts';
import type { IndexClient, PineconeClient } from '../../src/pinecone/pineconeClient.ts';
import { createPineconeClient } from '../../src/pinecone/restPineconeClient.ts';
import { editMetadata } from '../../src/services/writes/metadataEdit.ts';
import type { RecordSelection } from '../../src/services/writes/recordSelection.ts';
import { RecordWrites, type WriteStep } from '../../src/services/writes/recordWrites.ts';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { makeWordModel, tinyModel } from '../support/wordModel.ts';

const { signal } = new AbortController();
const namespace = 'articles';
const name = 'writes';
const place = { environment: localEnvironment, index: name, namespace };
const newIndex: NewIndex = {
  name,
  dimension: 2,
  metric: 'cosine',
  cloud: 'aws',
  region: 'us-east-1',
};
const recordCount = 250;

const idOf = (at: number): string => `a-${String(at).padStart(3, '0')}`;
const recordAt = (at: number): VectorRecord => ({
  id: idOf(at),
  values: [1, at / 7],
  metadata: { year: 2000 + (at % 10), title: `Article ${at}` },
});
const all = Array.from({ length: recordCount }, (_, at) => recordAt(at));

let engine: EngineProcess;
let service: PineconeClient;
let client: IndexClient;
let folder: string;
let journal: JournalFolder;
let writes: RecordWrites;
let invalidated: number;

beforeAll(async () => {
  engine = await startEngine();
  const endpoint = { url: engine.url, key: new Secret(engine.key) };
  service = createPineconeClient({ endpoint, access: 'write', log: silentLog });
  await makeWordModel(engine);
});

afterAll(() => engine.stop());

beforeEach(async () => {
  await service.deleteIndex(name, signal).catch(() => undefined);
  const { host } = await service.createIndex(newIndex, signal);
  client = service.index(host);
  for (let from = 0; from < recordCount; from += 100)
    await client.upsert(namespace, all.slice(from, from + 100), signal);
  folder = await mkdtemp(path.join(tmpdir(), 'journal-'));
  journal = journalOf(process.pid);
  invalidated = 0;
  writes = new RecordWrites({
    connections: { checkWritable: () => undefined, openForWriting: async () => service },
    catalog: { invalidate: () => void invalidated++ },
    journal,
  });
});

/** The journal as the window with this process sees it. */
const journalOf = (pid: number): JournalFolder =>
  new JournalFolder({ folder, now: Date.now, newId: randomUUID, pid, isRunning: () => true });

/** The records of the namespace by id, vectors at float32. */
const stored = async (): Promise<Map<string, VectorRecord>> => {
  const found = await client.fetch(
    namespace,
    all.map(({ id }) => id),
    signal,
  );
  return new Map(
    found.value.map((record) => [
      record.id,
      { ...record, values: record.values.map((value) => Math.fround(value)) },
    ]),
  );
};

const deletion = (selection: RecordSelection) =>
  writes.run({ place, action: 'delete', selection, change: () => undefined }, signal);

describe('writes to an index that embeds its text', () => {
  const embedding = { environment: localEnvironment, index: 'embedding', namespace };
  const records = ['puppy', 'dog'].map((text) => ({ id: text, fields: { text, rank: 1 } }));
  let texts: IndexClient;

  beforeEach(async () => {
    await service.deleteIndex(embedding.index, signal).catch(() => undefined);
    const { host } = await service.createIndex(
      {
        name: embedding.index,
        kind: 'embedded',
        model: tinyModel,
        textField: 'text',
        cloud: 'aws',
        region: 'us-east-1',
      },
      signal,
    );
    texts = service.index(host);
    await texts.upsertTexts(namespace, records, signal);
  });

  const find = async (id: string): Promise<VectorRecord> =>
    (await texts.fetch(namespace, [id], signal)).value[0]!;
  const edit = (change: Parameters<typeof editMetadata>[1]) =>
    writes.run(
      {
        place: embedding,
        action: 'edit',
        selection: { ids: ['puppy'] },
        change: (record) =>
          record && { ...record, metadata: editMetadata(record.metadata, change) },
      },
      signal,
    );

  it('embed a text again that an edit changes, and undo brings its vector back', async () => {
    const [puppy, dog] = [await find('puppy'), await find('dog')];
    const entry = await edit({ kind: 'set', field: 'text', value: 'dog' });
    expect(await find('puppy')).toEqual({ ...dog, id: 'puppy' });
    expect(await writes.changedSince(embedding, entry!, signal)).toEqual([]);
    await writes.undo(embedding, entry!, new Set(), signal);
    expect(await find('puppy')).toEqual(puppy);
  });

  it('keep the vector where another field changes', async () => {
    const puppy = await find('puppy');
    await edit({ kind: 'set', field: 'rank', value: 2 });
    expect(await find('puppy')).toEqual({ ...puppy, metadata: { text: 'puppy', rank: 2 } });
  });

  it('refuse to remove the text, and change nothing', async () => {
    const puppy = await find('puppy');
    await expect(edit({ kind: 'rename', field: 'text', to: 'body' })).rejects.toMatchObject({
      kind: 'badInput',
      message: /embeds the field “text”.*“puppy” would have none/,
    });
    expect([await find('puppy'), await journal.list()]).toEqual([puppy, []]);
  });
});

describe('writes of records', () => {
  it.each<[string, RecordSelection, number]>([
    ['ids, known or not', { ids: [idOf(3), idOf(4), 'unknown'] }, 2],
    ['a filter', { filter: { year: { $lt: 2005 } } }, 125],
    ['everything', { all: true }, recordCount],
  ])('delete by %s, and undo it', async (_, selection, count) => {
    const before = await stored();
    const entry = await deletion(selection);
    expect(entry).toMatchObject({ action: 'delete', count, state: 'done' });
    expect((await stored()).size).toBe(recordCount - count);
    expect(invalidated).toBe(1);

    expect(await writes.changedSince(place, entry!, signal)).toEqual([]);
    const undone = await writes.undo(place, entry!, new Set(), signal);
    expect(undone).toMatchObject({ action: 'undo', undoes: entry!.id, count });
    expect(await stored()).toEqual(before);
    expect((await journal.list()).map(({ state }) => state)).toEqual(['done', 'undone']);
  });

  it('edit metadata, leave vectors and other records alone, and undo it', async () => {
    const before = await stored();
    const entry = await writes.run(
      {
        place,
        action: 'edit',
        selection: { filter: { year: 2003 } },
        change: (record) =>
          record && {
            ...record,
            metadata: editMetadata(record.metadata, { kind: 'rename', field: 'title', to: 'name' }),
          },
      },
      signal,
    );
    expect(entry?.count).toBe(25);
    const after = await stored();
    expect(after.get(idOf(3))).toEqual({
      ...before.get(idOf(3)),
      metadata: { year: 2003, name: 'Article 3' },
    });
    expect(after.get(idOf(4))).toEqual(before.get(idOf(4)));
    await writes.undo(place, entry!, new Set(), signal);
    expect(await stored()).toEqual(before);
  });

  it('create a record, which undo deletes, and which another undo restores', async () => {
    const record = { id: 'a-new', values: [0.5, 0.25], metadata: { year: 1999 } };
    const written = await writes.run(
      { place, action: 'write', selection: { ids: [record.id] }, change: () => record },
      signal,
    );
    const undone = await writes.undo(place, written!, new Set(), signal);
    expect((await client.fetch(namespace, [record.id], signal)).value).toEqual([]);
    await writes.undo(place, undone!, new Set(), signal);
    expect((await client.fetch(namespace, [record.id], signal)).value).toEqual([record]);
  });

  it('name records that changed since, and keep them if the user says so', async () => {
    const entry = await deletion({ ids: [idOf(1), idOf(2)] });
    const other = { ...recordAt(1), metadata: { year: 1 } };
    await client.upsert(namespace, [other], signal);
    expect(await writes.changedSince(place, entry!, signal)).toEqual([idOf(1)]);
    await writes.undo(place, entry!, new Set([idOf(1)]), signal);
    const after = await stored();
    expect(after.get(idOf(1))?.metadata).toEqual({ year: 1 });
    expect(after.get(idOf(2))?.metadata).toEqual(recordAt(2).metadata);
  });

  it('are not undone while a window is still sending them', async () => {
    const other = journalOf(process.pid + 1);
    const pending = await other.begin({
      environmentId: 'local',
      index: name,
      namespace,
      action: 'delete',
    });
    await pending.append([{ id: idOf(1), before: recordAt(1) }]);
    const { id } = await pending.commit();
    const undo = async () => writes.undo(place, (await journal.list())[0]!, new Set(), signal);
    await expect(undo()).rejects.toMatchObject({ kind: 'conflict' });
    await other.setState(id, 'done');
    expect(await undo()).toMatchObject({ count: 1, state: 'done' });
  });

  it('tell an index of the same name apart by its settings or its records', async () => {
    const recreate = async (settings: Partial<NewIndex> = {}): Promise<void> => {
      await service.deleteIndex(name, signal);
      await service.createIndex({ ...newIndex, ...settings } as NewIndex, signal);
    };
    const entry = await deletion({ ids: [idOf(1)] });
    const signOf = () => writes.otherIndexSign(place, entry!, signal);
    expect(await signOf()).toBeUndefined();
    await recreate();
    expect(await signOf()).toBe('emptied');
    await recreate({ dimension: 3 });
    expect(await signOf()).toBe('settings');
  });

  it('write nothing and journal nothing if nothing differs', async () => {
    const entry = await writes.run(
      { place, action: 'edit', selection: { all: true }, change: (record) => record },
      signal,
    );
    expect(entry).toBeUndefined();
    expect(await journal.list()).toEqual([]);
  });

  it('change nothing if they are cancelled while the records are saved', async () => {
    const stop = new AbortController();
    const run = writes.run(
      { place, action: 'delete', selection: { all: true }, change: () => undefined },
      stop.signal,
      ({ step, done }) => step === 'saving' && done >= 100 && stop.abort(),
    );
    await expect(run).rejects.toMatchObject({ kind: 'cancelled' });
    expect((await stored()).size).toBe(recordCount);
    expect(await journal.list()).toEqual([]);
  });

  it('can be undone if they are cancelled while they are sent', async () => {
    const before = await stored();
    const stop = new AbortController();
    const steps: WriteStep[] = [];
    const run = writes.run(
      { place, action: 'delete', selection: { all: true }, change: () => undefined },
      stop.signal,
      (step) => {
        steps.push(step);
        if (step.step === 'writing') stop.abort();
      },
    );
    await expect(run).rejects.toMatchObject({ kind: 'cancelled' });
    expect(steps.at(-1)).toEqual({ step: 'writing', done: 100, total: recordCount });
    expect((await stored()).size).toBe(recordCount - 100);
    const [entry] = await journal.list();
    expect(entry?.state).toBe('started');
    expect(await writes.changedSince(place, entry!, signal)).toEqual([]);
    await writes.undo(place, entry!, new Set(), signal);
    expect(await stored()).toEqual(before);
  });

  it('take ids and fields of any allowed characters, and undo restores them as they were', async () => {
    const ids = ['.', '..', 'a/b', '%', '%2F', '__proto__', 'constructor', 'a\nb'];
    const odd = [...ids, 'x'.repeat(512)].map((id) => ({
      id,
      values: [0.5, 0.25],
      metadata: { ['__proto__']: 'p', constructor: 'c', text: 'one\u2028two' },
    }));
    const read = async (): Promise<readonly VectorRecord[]> =>
      (
        await client.fetch(
          namespace,
          odd.map(({ id }) => id),
          signal,
        )
      ).value;
    const selection = { ids: odd.map(({ id }) => id) };
    const byId = new Map(odd.map((record) => [record.id, record]));
    const change = (_: unknown, id: string): VectorRecord | undefined => byId.get(id);
    const written = await writes.run({ place, action: 'write', selection, change }, signal);
    expect(await read()).toEqual(odd);
    const edited = await writes.run(
      {
        place,
        action: 'edit',
        selection,
        change: (record) =>
          record && {
            ...record,
            metadata: editMetadata(record.metadata, {
              kind: 'rename',
              field: '__proto__',
              to: 'name',
            }),
          },
      },
      signal,
    );
    expect((await read()).map(({ metadata }) => Object.keys(metadata).sort())).toEqual(
      odd.map(() => ['constructor', 'name', 'text']),
    );
    await writes.undo(place, edited!, new Set(), signal);
    expect(await read()).toEqual(odd);
    const deleted = await deletion(selection);
    expect(await read()).toEqual([]);
    await writes.undo(place, deleted!, new Set(), signal);
    expect(await read()).toEqual(odd);
    await writes.undo(place, written!, new Set(), signal);
    expect(await read()).toEqual([]);
  });

  it('delete a namespace, which undo makes again', async () => {
    const before = await stored();
    const entry = await writes.deleteNamespace(place, recordCount, signal);
    expect(entry).toMatchObject({ action: 'delete', count: recordCount, state: 'done' });
    expect((await client.stats(signal)).namespaces).toEqual([]);
    await writes.undo(place, entry!, new Set(), signal);
    expect(await stored()).toEqual(before);
  });

  it('are refused before anything is read where undo does not fit the disk', async () => {
    const full = new RecordWrites({
      connections: { checkWritable: () => undefined, openForWriting: async () => service },
      catalog: { invalidate: () => undefined },
      journal: Object.assign(Object.create(journal) as JournalFolder, {
        freeBytes: async () => 1000,
      }),
    });
    const run = full.run(
      { place, action: 'delete', selection: { all: true }, change: () => undefined, count: 250 },
      signal,
    );
    await expect(run).rejects.toMatchObject({ kind: 'quota', message: /needs about .* GB/ });
    expect((await stored()).size).toBe(recordCount);
  });

  it('are done, and can be undone, when the disk is too full to note that they are sent', async () => {
    const before = await stored();
    const full = new RecordWrites({
      connections: { checkWritable: () => undefined, openForWriting: async () => service },
      catalog: { invalidate: () => undefined },
      journal: Object.assign(Object.create(journal) as JournalFolder, {
        begin: journal.begin.bind(journal),
        // The window no longer counts it as being sent, though the note failed.
        list: () => journalOf(process.pid).list(),
        changes: journal.changes.bind(journal),
        setState: async () => {
          throw new Failure('quota', 'The disk is full');
        },
      }),
    });
    const selection = { ids: [idOf(1)] };
    const entry = await full.run(
      { place, action: 'delete', selection, change: () => undefined },
      signal,
    );
    expect(entry).toMatchObject({ count: 1, state: 'done' });
    expect(await full.undo(place, entry!, new Set(), signal)).toMatchObject({ state: 'done' });
    expect(await stored()).toEqual(before);
  });

  it('count what a filter matches without changing it', async () => {
    expect(await client.countMatching(namespace, { year: { $gte: 2008 } }, signal)).toBe(50);
  });
});
