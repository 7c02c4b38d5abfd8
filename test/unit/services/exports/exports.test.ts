import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import { openRowFile } from '../../../../src/local/rowFiles/openRowFile.ts';
import { DraftFile } from '../../../../src/local/draftFile.ts';
import { recordOfLine, type ExportedRecord } from '../../../../src/model/exportFormats.ts';
import { Exports, type ExportsDeps } from '../../../../src/services/exports/exports.ts';
import type {
  Draft,
  ExportOptions,
  FileExport,
} from '../../../../src/services/exports/fileExport.ts';
import { exportPorts } from '../../../support/exports/exportPorts.ts';
import { PullBench } from '../../../support/pull/pullBench.ts';
import { clientOf, readLimits, staging } from '../../../support/pull/pullParts.ts';
import { MemoryState } from '../../../support/memoryStores.ts';
import { failureOf } from '../../pinecone/bench.ts';

const { signal } = new AbortController();
const options: ExportOptions = { budget: 1_000_000, signal, onProgress: () => undefined };
const parquetProcess = 'src/parquet/parquetProcess.ts';

let bench: PullBench;
let folder: string;

beforeAll(async () => {
  bench = await PullBench.start();
}, 60_000);
afterAll(() => bench[Symbol.asyncDispose]());

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'exports-'));
  return () => rm(folder, { recursive: true });
});

const exportsWith = (ports: Partial<ExportsDeps> = {}): Exports =>
  new Exports({
    connections: { open: async () => clientOf(bench.front, 'read') },
    ...exportPorts(),
    limits: readLimits,
    ...ports,
  });

const begin = async (index: string, file: string, exports = exportsWith()): Promise<FileExport> => {
  const preview = await exports.preview({ environment: staging, index }, signal);
  return exports.begin(preview, path.join(folder, file));
};

const recordsIn = async (file: string): Promise<readonly ExportedRecord[]> =>
  (await readFile(path.join(folder, file), 'utf8')).trimEnd().split('\n').map(recordOfLine);

const byId = (records: Iterable<ExportedRecord>): ReadonlyMap<string, ExportedRecord> =>
  new Map(Array.from(records, (record) => [record.id, record]));

describe('an export of a cloud index', { timeout: 60_000 }, () => {
  it('costs the price of its preview, and contains the records of the source', async () => {
    await bench.fill('priced', 2500);
    const exports = exportsWith();
    const preview = await exports.preview({ environment: staging, index: 'priced' }, signal);
    expect(preview).toMatchObject({ total: 2500, price: { listUnits: 25, fetchUnits: 250 } });
    const run = await exports.begin(preview, path.join(folder, 'priced.jsonl'));
    const before = bench.front.readUnits;
    const outcome = await run.run(options);
    expect(outcome).toEqual({ state: 'complete', records: 2500, total: 2500, readUnits: 275 });
    expect(bench.front.readUnits - before).toBe(275);
    expect(byId(await recordsIn('priced.jsonl'))).toEqual(await bench.sourceRecords('priced'));
  });

  it('of a sample costs what its preview says, has records of each namespace, and continues after a failure', async () => {
    await bench.fill('many', 700, { namespace: 'large' });
    const index = await bench.sourceIndex('many');
    const few = (await index.fetch('large', ['record-000003', 'record-000004'], signal)).value;
    await index.upsert('small', few, signal);
    const exports = exportsWith();
    const target = { environment: staging, index: 'many', sampleSize: 250 };
    const preview = await exports.preview(target, signal);
    expect(preview).toMatchObject({ total: 702, price: { listUnits: 8, fetchUnits: 26 } });
    const run = async (file: string, silentAfter: number) => {
      bench.front.behaviour.silentAfter = silentAfter;
      bench.front.silence = 'refuses';
      const started = await exports.begin(preview, path.join(folder, file));
      const first = await started.run(options);
      bench.front.behaviour.silentAfter = Infinity;
      const outcome = first.state === 'complete' ? first : await started.run(options);
      return { first, outcome, records: await recordsIn(file) };
    };
    const whole = await run('whole.jsonl', Infinity);
    expect(whole.outcome).toMatchObject({ state: 'complete', records: 250, total: 250 });
    expect(whole.outcome.readUnits).toBe(34);
    const sizes = Map.groupBy(whole.records, ({ namespace }) => namespace);
    expect([sizes.get('large')?.length, sizes.get('small')?.length]).toEqual([249, 1]);
    const broken = await run('broken.jsonl', 10);
    expect(broken.first.state).toBe('interrupted');
    expect(broken.records).toEqual(whole.records);
  });

  it('reads each record once for a table too', async () => {
    await bench.fill('table', 300);
    const outcome = await (await begin('table', 'table.csv')).run(options);
    expect(outcome).toMatchObject({ state: 'complete', readUnits: 33 });
    const rows = (await readFile(path.join(folder, 'table.csv'), 'utf8')).split('\r\n');
    expect([rows[0], rows.length]).toEqual(['id,rank,title,tags,values,sparse_values', 302]);
    expect(rows[2]).toMatch(/^record-000001,0\.333\d+,Größe 1,"\[""a"",""b1""\]","\[-?\d/);
    expect(await readdir(folder)).toEqual(['table.csv']);
  });

  it('reads each record once for Parquet too, and leaves that file alone', async () => {
    await bench.fill('columns', 300);
    const outcome = await (await begin('columns', 'columns.parquet')).run(options);
    expect(outcome).toMatchObject({ state: 'complete', readUnits: 33 });
    expect(await readdir(folder)).toEqual(['columns.parquet']);
    const opened = await openRowFile(path.join(folder, 'columns.parquet'), parquetProcess);
    const found = new Map<string, unknown>();
    for await (const { rows } of opened.rows())
      for (const row of rows)
        if ('cells' in row) {
          const { id, values, metadata } = row.cells;
          found.set(String(id), { id, values, metadata: JSON.parse(String(metadata)) });
        }
    const source = [...(await bench.sourceRecords('columns'))].map(
      ([id, record]) => [id, { ...record, values: record.values.map(Math.fround) }] as const,
    );
    expect(found).toEqual(new Map(source));
  });

  it('stops at its budget, and continues with a larger one', async () => {
    await bench.fill('short', 2500);
    const run = await begin('short', 'short.jsonl');
    const stopped = await run.run({ ...options, budget: 150 });
    expect(stopped).toMatchObject({ state: 'stopped', readUnits: expect.closeTo(150, -1) });
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^short\.jsonl\..*\.part$/)]);
    expect(run.priceLeft).toEqual({
      listUnits: Math.ceil((2500 - stopped.records) / 100),
      fetchUnits: (2500 - stopped.records) / 10,
    });
    const ended = await run.run(options);
    expect(ended).toMatchObject({ state: 'complete', records: 2500 });
    expect(byId(await recordsIn('short.jsonl'))).toEqual(await bench.sourceRecords('short'));
    expect(await readdir(folder)).toEqual(['short.jsonl']);
  });

  it('goes on where a failing service interrupted it', async () => {
    await bench.fill('flaky', 2500);
    bench.front.behaviour.silentAfter = 30;
    bench.front.silence = 'refuses';
    const run = await begin('flaky', 'flaky.jsonl');
    const broken = await run.run(options);
    bench.front.behaviour.silentAfter = Infinity;
    expect(broken).toMatchObject({
      state: 'interrupted',
      at: 'source',
      failure: { kind: 'network' },
    });
    expect(await run.run(options)).toMatchObject({ state: 'complete', records: 2500 });
    const records = await recordsIn('flaky.jsonl');
    expect(records).toHaveLength(2500);
    expect(byId(records)).toEqual(await bench.sourceRecords('flaky'));
  });

  it.each(['later.jsonl', 'later.csv', 'later.parquet'])(
    'to %s goes on in a later process, and is offered by none while one runs it',
    async (file) => {
      const index = file.replace('.', '-');
      await bench.fill(index, 2500);
      const target = { environment: staging, index };
      const state = new MemoryState();
      const first = exportsWith({ state });
      const run = await begin(index, file, first);
      expect(await run.run({ ...options, budget: 150 })).toMatchObject({ state: 'stopped' });
      expect(first.unfinished(target)).toBeUndefined();
      await run.close();
      const running = exportsWith({ state, pid: process.pid + 1, isRunning: () => true });
      expect(running.unfinished(target)).toBeUndefined();
      const later = exportsWith({ state, pid: process.pid + 1, isRunning: () => false });
      const from = later.unfinished(target)!;
      // What the first process wrote after its last note is written again.
      await appendFile(from.draft.path, '{"id":"half a li');
      const rest = (await later.goOn(target, from, signal))!;
      expect([rest.readUnits, rest.priceLeft]).toEqual([run.readUnits, run.priceLeft]);
      expect(await rest.run(options)).toMatchObject({ state: 'complete', records: 2500 });
      expect(later.unfinished(target)).toBeUndefined();
      expect(await readdir(folder)).toEqual([file]);
      const opened = await openRowFile(path.join(folder, file), parquetProcess);
      const ids: string[] = [];
      for await (const { rows } of opened.rows())
        for (const row of rows) if ('cells' in row) ids.push(String(row.cells['id']));
      expect(ids).toEqual([...(await bench.sourceRecords(index)).keys()]);
    },
  );

  it('is begun again if its draft is gone, and leaves none if it is dropped', async () => {
    await bench.fill('gone', 2500);
    const target = { environment: staging, index: 'gone' };
    const state = new MemoryState();
    const stopped = async () => {
      const run = await begin('gone', 'gone.jsonl', exportsWith({ state }));
      await run.run({ ...options, budget: 150 });
      await run.close();
      const later = exportsWith({ state });
      return { later, from: later.unfinished(target)! };
    };
    const lost = await stopped();
    await rm(lost.from.draft.path);
    expect(await lost.later.goOn(target, lost.from, signal)).toBeUndefined();
    const unwanted = await stopped();
    await unwanted.later.drop(target, unwanted.from);
    expect(unwanted.later.unfinished(target)).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });

  it('counts the records that were deleted in the meantime', async () => {
    await bench.fill('shrinking', 1500);
    const index = await bench.sourceIndex('shrinking');
    const ids = ['record-000001', 'record-000002'];
    let isDone = false;
    bench.front.onAnswer = async (route) => {
      if (!route.endsWith('/list') || isDone) return;
      isDone = true;
      await index.delete({ namespace: '__default__', ids }, signal);
    };
    const outcome = await (await begin('shrinking', 'shrinking.jsonl')).run(options);
    bench.front.onAnswer = () => undefined;
    expect(outcome).toMatchObject({
      state: 'incomplete',
      records: 1498,
      shortfalls: [
        { kind: 'vanished', count: 2 },
        { kind: 'changed', listed: 1500, counted: 1498 },
      ],
    });
    expect(byId(await recordsIn('shrinking.jsonl'))).toEqual(
      await bench.sourceRecords('shrinking'),
    );
  });

  it('leaves nothing behind when it is cancelled and dropped', async () => {
    await bench.fill('dropped', 2500);
    await writeFile(path.join(folder, 'dropped.jsonl'), 'earlier');
    const stop = new AbortController();
    const run = await begin('dropped', 'dropped.jsonl');
    const outcome = await run.run({
      ...options,
      signal: stop.signal,
      onProgress: ({ done }) => done > 0 && stop.abort(),
    });
    expect(outcome.state).toBe('cancelled');
    await run.discard();
    expect(await readdir(folder)).toEqual(['dropped.jsonl']);
    expect(await readFile(path.join(folder, 'dropped.jsonl'), 'utf8')).toBe('earlier');
  });

  it('of an empty index is refused', async () => {
    await bench.fill('empty', 0);
    expect((await failureOf(begin('empty', 'empty.jsonl'))).message).toBe(
      'There are no records in “empty” to export',
    );
  });
});

describe('an export to a disk that fills up', { timeout: 60_000 }, () => {
  let texts = 0;

  /** A draft on a disk that has no space for the second and the fifth text of all drafts. */
  class FullDraft implements Draft {
    readonly #draft: DraftFile;

    constructor(draft: DraftFile) {
      this.#draft = draft;
    }

    get path(): string {
      return this.#draft.path;
    }

    get sizeBytes(): number {
      return this.#draft.sizeBytes;
    }

    async append(text: string): Promise<void> {
      texts++;
      if (texts === 2 || texts === 5) throw new Failure('unavailable', 'The disk is full');
      await this.#draft.append(text);
    }

    lines(both: AbortSignal): AsyncIterable<readonly string[]> {
      return this.#draft.lines(both);
    }

    finish(): Promise<void> {
      return this.#draft.finish();
    }

    flush(): Promise<void> {
      return this.#draft.flush();
    }

    close(): Promise<void> {
      return this.#draft.close();
    }

    discard(): Promise<void> {
      return this.#draft.discard();
    }
  }

  it.each(['full.jsonl', 'full.csv'])('goes on to %s when there is space again', async (file) => {
    const index = file.replace('.', '-');
    texts = 0;
    await bench.fill(index, 2500);
    const exports = exportsWith({
      createDraft: async (name) => new FullDraft(await DraftFile.create(name)),
    });
    const run = await begin(index, file, exports);
    const outcomes = [await run.run(options)];
    while (outcomes.at(-1)?.state === 'interrupted') outcomes.push(await run.run(options));
    expect(outcomes[0]).toMatchObject({ state: 'interrupted', at: 'sink', records: 1000 });
    expect(outcomes.at(-1)).toMatchObject({ state: 'complete', records: 2500 });
    expect(outcomes).toHaveLength(file.endsWith('csv') ? 3 : 2);
    expect(await readdir(folder)).toEqual([file]);
    const lines = (await readFile(path.join(folder, file), 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(file.endsWith('csv') ? 2501 : 2500);
  });
});
