import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import { RejectFile } from '../../../../src/local/rejectFile.ts';
import { openRowFile } from '../../../../src/local/rowFiles/openRowFile.ts';
import type { IndexKind } from '../../../../src/model/vectorIndex.ts';
import type { RowFile } from '../../../../src/model/files/rowFile.ts';
import type { ColumnMapping } from '../../../../src/services/imports/columnMapping.ts';
import { FileImports, type ImportOrder } from '../../../../src/services/imports/fileImports.ts';
import type { RecordWriter } from '../../../../src/services/transfer/indexSink.ts';
import { MemoryState } from '../../../support/memoryStores.ts';
import { PullBench } from '../../../support/pull/pullBench.ts';
import { clientOf, staging } from '../../../support/pull/pullParts.ts';

const { signal } = new AbortController();
const options = { signal, onProgress: () => undefined };
const limits = {
  read: {
    fetchesPerSecond: 2000,
    listsPerSecond: 2000,
    fetchesAtOnce: 4,
    waitsMs: [5],
    quietMs: 1000,
  },
  write: { upsertsPerSecond: 2000, upsertsAtOnce: 4, waitsMs: [5], quietMs: 1000 },
};
const mapping: ColumnMapping = { id: 'id', vector: ['v_0', 'v_1'], fields: { year: 'number' } };

const openTextFile = (file: string): Promise<RowFile> =>
  openRowFile(file, 'src/parquet/parquetProcess.ts');

let bench: PullBench;
let folder: string;
let state: MemoryState;
let writer: (client: RecordWriter) => RecordWriter;
let kind: IndexKind;
let indexes = 0;
let index: string;

beforeAll(async () => {
  bench = await PullBench.start();
}, 60_000);
afterAll(() => bench[Symbol.asyncDispose]());

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-import-'));
  state = new MemoryState();
  writer = (client) => client;
  kind = 'vectors';
  index = `films-${++indexes}`;
  const settings = { dimension: 2, metric: 'cosine', cloud: 'aws', region: 'us-east-1' } as const;
  await bench.source().createIndex({ name: index, ...settings }, signal);
  return () => rm(folder, { recursive: true });
});

const imports = (): FileImports =>
  new FileImports({
    connections: {
      checkWritable: () => undefined,
      open: async () => {
        const client = clientOf(bench.front, 'read');
        return {
          describeIndex: async (name, both) => ({
            ...(await client.describeIndex(name, both)),
            kind,
          }),
          index: (host) => client.index(host),
        };
      },
      openForWriting: async () => {
        const client = clientOf(bench.front);
        return { index: (host) => writer(client.index(host)) };
      },
    },
    catalog: { invalidate: () => undefined },
    state,
    openRejects: (file, list) => new RejectFile(file, list),
    now: Date.now,
    limits,
    freshnessWaitsMs: [0, 1],
  });

async function orderOf(rows: readonly string[], name = 'films.csv'): Promise<ImportOrder> {
  const file = path.join(folder, name);
  await writeFile(file, ['id,v_0,v_1,year', ...rows].join('\n'));
  const place = { environment: staging, index, namespace: 'old' };
  return { file: await openTextFile(file), mapping, place };
}

const line = (at: number): string => `f-${at},${Math.cos(at)},${Math.sin(at)},${1900 + (at % 100)}`;
const lines = (count: number): string[] => Array.from({ length: count }, (_, at) => line(at));
const idsIn = async (namespace = 'old'): Promise<readonly string[]> => [
  ...(await bench.sourceRecords(index, namespace)).keys(),
];
const rejects = async (name = 'films.rejected.jsonl'): Promise<readonly unknown[]> =>
  (await readFile(path.join(folder, name), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));

describe('an import of a file', () => {
  it('writes every record that fits, and lists each other row with its line and reason', async () => {
    const rows = [...lines(250), 'f-7,1,1,1999', 'odd,0,0,1999', 'bad,1,1,old', ',1,1,1', 'short'];
    const order = await orderOf(rows);
    const check = await imports().check(order, options);
    expect(check).toMatchObject({ records: 250, refused: 5, existing: 0, namespaces: ['old'] });
    expect(check.firstRefusal).toMatchObject({
      place: 252,
      reason: 'its id is also that of line 9',
    });
    expect(await idsIn()).toEqual([]);
    const outcome = await imports().run(order, check, options);
    expect(outcome).toMatchObject({ state: 'complete', written: 250, refused: 0, missing: 0 });
    expect(new Set(await idsIn())).toEqual(new Set(lines(250).map((text) => text.split(',')[0])));
    expect((await bench.sourceRecords(index, 'old')).get('f-3')?.metadata).toEqual({ year: 1903 });
    expect(await rejects()).toEqual([
      expect.objectContaining({ line: 252, reason: 'its id is also that of line 9' }),
      expect.objectContaining({ line: 253, row: { id: 'odd', v_0: '0', v_1: '0', year: '1999' } }),
      expect.objectContaining({
        line: 254,
        reason: expect.stringContaining('“year” is read as a number'),
      }),
      expect.objectContaining({ line: 255, reason: 'it has no id' }),
      { line: 256, reason: 'it has 1 cell, and the first row has 4' },
    ]);
  });

  it('has its price within 10% of what the requests use', async () => {
    const order = await orderOf(lines(930));
    const check = await imports().check(order, options);
    let used = 0;
    writer = (client) => ({
      ...client,
      upsert: (namespace, records, signal) => {
        const bytes = Buffer.byteLength(
          records.map(({ id, metadata }) => id + JSON.stringify(metadata)).join(''),
        );
        used += Math.max(5, Math.ceil((bytes + 2 * 4 * records.length) / 1024));
        return client.upsert(namespace, records, signal);
      },
    });
    const readBefore = bench.front.readUnits;
    await imports().run(order, check, options);
    expect(Math.abs(check.writeUnits - used)).toBeLessThanOrEqual(used * 0.1);
    expect(bench.front.readUnits - readBefore).toBe(check.readUnits);
  });

  it('verifies by fetching if the namespace has far more records than the file', async () => {
    await imports().run(await orderOf(lines(3000)), { records: 3000, refused: 0 }, options);
    const order = await orderOf(lines(40), 'few.csv');
    const check = await imports().check(order, options);
    expect(check).toMatchObject({ existing: 40, readUnits: 4 });
    const before = bench.front.counts.lists;
    expect(await imports().run(order, check, options)).toMatchObject({ missing: 0 });
    expect(bench.front.counts.lists).toBe(before);
  });

  it('sends each record to the namespace that its row names', async () => {
    const file = path.join(folder, 'tenants.csv');
    await writeFile(
      file,
      'id,v,tenant\na,"[1,2]",blue\nb,"[1,2]",red\na,"[1,2]",red\nc,"[1,2]",\n',
    );
    const order: ImportOrder = {
      file: await openTextFile(file),
      mapping: { id: 'id', vector: ['v'], namespace: 'tenant', fields: {} },
      place: { environment: staging, index, namespace: 'rest' },
    };
    const check = await imports().check(order, options);
    expect(check.namespaces).toEqual(['blue', 'red', 'rest']);
    expect(await imports().run(order, check, options)).toMatchObject({ written: 4, missing: 0 });
    expect(await Promise.all(['blue', 'red', 'rest'].map(idsIn))).toEqual([
      ['a'],
      ['a', 'b'],
      ['c'],
    ]);
  });

  it('names a record that the service refuses, and writes the others', async () => {
    writer = (client) => ({
      ...client,
      upsert: (namespace, records, signal) => {
        if (records.some(({ id }) => id === 'f-42' || id === 'f-77'))
          throw new Failure('badInput', 'Not this one');
        return client.upsert(namespace, records, signal);
      },
    });
    const order = await orderOf(lines(300));
    const outcome = await imports().run(order, { records: 300, refused: 0 }, options);
    expect(outcome).toMatchObject({ state: 'complete', written: 298, refused: 2, missing: 0 });
    expect((await idsIn()).length).toBe(298);
    expect(await rejects()).toEqual([
      { line: 44, id: 'f-42', reason: 'Not this one' },
      { line: 79, id: 'f-77', reason: 'Not this one' },
    ]);
  });

  it('stops if the service refuses all records', async () => {
    writer = (client) => ({
      ...client,
      upsert: () => Promise.reject(new Failure('badInput', 'No')),
    });
    const work = imports().run(await orderOf(lines(300)), { records: 300, refused: 0 }, options);
    await expect(work).rejects.toMatchObject({ kind: 'badInput', message: 'No' });
  });

  it('is incomplete and names the records that the index does not show at the end', async () => {
    writer = (client) => ({
      ...client,
      upsert: (namespace, records, signal) =>
        client.upsert(
          namespace,
          records.filter(({ id }) => id !== 'f-5'),
          signal,
        ),
    });
    const outcome = await imports().run(
      await orderOf(lines(120)),
      { records: 120, refused: 0 },
      options,
    );
    expect(outcome).toMatchObject({ written: 120, missing: 1 });
    expect(await rejects()).toEqual([
      { line: 7, id: 'f-5', reason: 'the index does not show it after the import' },
    ]);
  });

  it('resumes after it was cancelled, unless the file has changed', async () => {
    const order = await orderOf([...lines(5000), 'f-0,1,1,1999']);
    const check = await imports().check(order, options);
    const stop = new AbortController();
    const first = await imports().run(order, check, {
      signal: stop.signal,
      onProgress: ({ done }) => done > 0 && stop.abort(),
    });
    expect(first.state).toBe('cancelled');
    expect(first.written).toBeGreaterThan(0);
    expect(first.written).toBeLessThan(5000);
    const checkpoint = imports().unfinished(order);
    expect(checkpoint).toMatchObject({ mapping, records: 5000, rejectFile: check.rejectFile });
    let sent = 0;
    writer = (client) => ({
      ...client,
      upsert: (namespace, records, signal) => {
        sent += records.length;
        return client.upsert(namespace, records, signal);
      },
    });
    const second = await imports().run(order, check, options, checkpoint);
    expect(second).toMatchObject({ state: 'complete', written: 5000, missing: 0 });
    expect(sent).toBe(5000 - checkpoint!.written.count);
    expect((await idsIn()).length).toBe(5000);
    expect(imports().unfinished(order)).toBeUndefined();
    expect(await rejects()).toHaveLength(1);
  });

  it('keeps requests below 2 MB and 1,000 records', async () => {
    const file = path.join(folder, 'large.jsonl');
    const note = 'x'.repeat(39_000);
    const records = Array.from({ length: 150 }, (_, at) => ({
      id: `r${at}`,
      values: [1, at + 1],
      metadata: { note },
    }));
    await writeFile(file, records.map((record) => JSON.stringify(record)).join('\n'));
    const sizes: number[] = [];
    writer = (client) => ({
      ...client,
      upsert: (namespace, some, signal) => {
        sizes.push(JSON.stringify(some).length);
        expect(some.length).toBeLessThanOrEqual(1000);
        return client.upsert(namespace, some, signal);
      },
    });
    const order: ImportOrder = {
      ...(await orderOf([])),
      file: await openTextFile(file),
      mapping: { id: 'id', vector: ['values'], metadata: 'metadata', fields: {} },
    };
    expect(await imports().run(order, { records: 150, refused: 0 }, options)).toMatchObject({
      missing: 0,
    });
    expect(Math.max(...sizes)).toBeLessThan(2_000_000);
    expect((await idsIn()).length).toBe(150);
  });

  it('sends at most 96 texts at once to an index that embeds them', async () => {
    const sizes: number[] = [];
    kind = 'records';
    writer = (client) => ({
      ...client,
      // The engine has no model of its own here: the vectors stand for those of the service.
      upsertTexts: async (namespace, some, both) => {
        sizes.push(some.length);
        expect(some[0]?.fields).toEqual({ body: `text of ${some[0]?.id}` });
        const records = some.map(({ id }) => ({ id, values: [1, 2] }));
        await client.upsert(namespace, records, both);
      },
    });
    const file = path.join(folder, 'texts.jsonl');
    const rows = Array.from({ length: 250 }, (_, at) => ({ id: `t${at}`, body: `text of t${at}` }));
    await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
    const order: ImportOrder = {
      ...(await orderOf([])),
      file: await openTextFile(file),
      mapping: { id: 'id', vector: [], text: 'body', fields: {} },
    };
    expect(await imports().run(order, { records: 250, refused: 0 }, options)).toMatchObject({
      written: 250,
      missing: 0,
    });
    expect(sizes.toSorted((one, other) => one - other)).toEqual([58, 96, 96]);
    expect((await idsIn()).length).toBe(250);
  });
});
