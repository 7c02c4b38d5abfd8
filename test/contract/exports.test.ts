import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../src/common/log.ts';
import { Secret } from '../../src/common/secret.ts';
import { localEnvironment } from '../../src/model/environment.ts';
import type { VectorRecord } from '../../src/model/record.ts';
import { defaultNamespace } from '../../src/model/vectorIndex.ts';
import type { IndexClient, PineconeClient } from '../../src/pinecone/pineconeClient.ts';
import { createPineconeClient } from '../../src/pinecone/restPineconeClient.ts';
import { Exports, type ExportTarget } from '../../src/services/exports/exports.ts';
import type { ExportOutcome } from '../../src/services/exports/fileExport.ts';
import { Imports } from '../../src/services/transfer/imports.ts';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { exportPorts } from '../support/exports/exportPorts.ts';

const { signal } = new AbortController();
const onProgress = (): void => undefined;
const recordCount = 2345;

const oddIds = ['=1+1', '"quoted"', 'a\\b', ' spaced ', '-5'];
/** Texts that a format could break on. */
const oddTexts = ['two\nlines', 'a\u2028b\u2029c', '"quoted", \\ and, commas', '=1+1', '名前 🎉'];
const recordAt = (at: number): VectorRecord => ({
  id: `${oddIds[at] ?? 'record'}-${at}`,
  values: [1, Math.fround(at / 7), -0.5],
  metadata:
    at % 3 === 0
      ? {}
      : { year: 1900.5 + at, text: oddTexts[at % 5] ?? '', isOdd: at % 2 === 1, tags: ['a', 'ü'] },
});
const records = Array.from({ length: recordCount }, (_, at) => recordAt(at));

let engine: EngineProcess;
let service: PineconeClient;
let folder: string;
let exports: Exports;

beforeAll(async () => {
  engine = await startEngine();
  const endpoint = { url: engine.url, key: new Secret(engine.key) };
  service = createPineconeClient({ endpoint, access: 'write', log: silentLog });
  exports = new Exports({
    connections: { open: async () => service },
    ...exportPorts(),
  });
});
afterAll(() => engine.stop());

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'exports-'));
  return () => rm(folder, { recursive: true });
});

const create = async (name: string, dimension = 3): Promise<IndexClient> => {
  const settings = { dimension, metric: 'cosine', cloud: 'aws', region: 'us-east-1' } as const;
  return service.index((await service.createIndex({ name, ...settings }, signal)).host);
};

const fill = async (name: string, namespaces: readonly string[]): Promise<IndexClient> => {
  const index = await create(name);
  for (const namespace of namespaces)
    for (let from = 0; from < recordCount; from += 1000)
      await index.upsert(namespace, records.slice(from, from + 1000), signal);
  return index;
};

const exportTo = async (
  name: string,
  target: Omit<ExportTarget, 'environment'>,
): Promise<{ readonly file: string; readonly outcome: ExportOutcome }> => {
  const file = path.join(folder, name);
  const preview = await exports.preview({ environment: localEnvironment, ...target }, signal);
  const run = await exports.begin(preview, file);
  const outcome = await run.run({ budget: Infinity, signal, onProgress });
  return { file, outcome };
};

const importFrom = async (file: string, index: string): Promise<number> => {
  const imports = new Imports({
    connections: { openForWriting: async () => service },
    openTwins: async () => ({
      mark: async () => 0,
      addedAfter: async (_, mark) => ({ records: [], mark }),
    }),
    catalog: {
      index: (_, name) => service.describeIndex(name, signal),
      invalidate: () => undefined,
    },
    now: Date.now,
    pollMs: 20,
  });
  const order = { index, uri: pathToFileURL(file).href, skipsBadRecords: false };
  const { imported } = await imports.run(order, { signal, onProgress });
  return imported;
};

/** The records of a namespace by id, vectors at float32. */
const contents = async (index: IndexClient, namespace: string): Promise<object> => {
  const found = new Map<string, VectorRecord>();
  for (let from = 0; from < recordCount; from += 50) {
    const ids = records.slice(from, from + 50).map(({ id }) => id);
    for (const record of (await index.fetch(namespace, ids, signal)).value)
      found.set(record.id, { ...record, values: record.values.map(Math.fround) });
  }
  return found;
};

describe('an export of the engine’s records', { timeout: 60_000 }, () => {
  it('is read by the import of another index, with equal contents', async () => {
    const from = await fill('one', ['articles']);
    const { file, outcome } = await exportTo('one.jsonl', { index: 'one', namespace: 'articles' });
    expect(outcome).toMatchObject({ state: 'complete', records: recordCount, readUnits: 0 });
    expect(await readdir(folder)).toEqual(['one.jsonl']);
    const into = await create('one-again');
    expect(await importFrom(file, 'one-again')).toBe(recordCount);
    const expected = await contents(from, 'articles');
    expect(expected).toHaveProperty('size', recordCount);
    expect(await contents(into, defaultNamespace)).toEqual(expected);
  });

  it('keeps the namespaces of a whole index apart, also if they share ids', async () => {
    const names = [defaultNamespace, 'articles', 'drafts/2024'];
    const from = await fill('several', names);
    const changed = { ...recordAt(7), values: [0, 0, 1], metadata: { year: 1 } };
    await from.upsert('articles', [changed], signal);
    const { file, outcome } = await exportTo('several.jsonl', { index: 'several' });
    expect(outcome).toMatchObject({ state: 'complete', records: 3 * recordCount });
    const into = await create('several-again');
    expect(await importFrom(file, 'several-again')).toBe(3 * recordCount);
    const { namespaces } = await into.stats(signal);
    expect(namespaces).toEqual(names.map((name) => ({ name, recordCount })));
    for (const name of names)
      expect(await contents(into, name)).toEqual(await contents(from, name));
  });

  it('holds the sparse vectors of a sparse index', async () => {
    const sparse = async (name: string): Promise<IndexClient> => {
      const settings = { name, kind: 'sparse', cloud: 'aws', region: 'us-east-1' } as const;
      return service.index((await service.createIndex(settings, signal)).host);
    };
    const [from, into] = [await sparse('words'), await sparse('words-again')];
    const words = ['a', 'b'].map((id, at) => ({
      id,
      values: [],
      sparseValues: { indices: [1, 4_000_000_000], values: [0.5, at + 1] },
      metadata: { at },
    }));
    await from.upsert(defaultNamespace, words, signal);
    const { file } = await exportTo('words.jsonl', { index: 'words' });
    expect(await importFrom(file, 'words-again')).toBe(2);
    expect((await into.fetch(defaultNamespace, ['a', 'b'], signal)).value).toEqual(words);
  });
});
