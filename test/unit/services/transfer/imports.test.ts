import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  Imports,
  type ImportRequest,
  type ImportOutcome,
} from '../../../../src/services/transfer/imports.ts';
import type { TransferProgress } from '../../../../src/services/transfer/progressMeter.ts';
import { startEngine, type EngineProcess } from '../../../support/engineProcess.ts';
import { clientOf, twinClientOf } from '../../../support/pull/pullParts.ts';
import { failureOf } from '../../pinecone/bench.ts';

const never = new AbortController().signal;
const settings = { dimension: 2, metric: 'cosine', cloud: 'aws', region: 'us-east-1' } as const;

describe('an import', { timeout: 60_000 }, () => {
  let engine: EngineProcess;
  let folder: string;

  beforeAll(async () => {
    engine = await startEngine();
    folder = await mkdtemp(path.join(os.tmpdir(), 'vectorscope-imports-'));
    for (const name of ['films', 'broken', 'many', 'mixed', 'stopped'])
      await clientOf(engine).createIndex({ name, ...settings }, never);
  }, 30_000);
  afterAll(() => engine?.stop());

  const imports = (): Imports => {
    const client = clientOf(engine);
    return new Imports({
      connections: { openForWriting: async () => client },
      catalog: {
        index: (_, name, signal) => client.describeIndex(name, signal),
        invalidate: () => undefined,
      },
      openTwins: async () => twinClientOf(engine),
      now: Date.now,
      pollMs: 5,
    });
  };
  const write = async (name: string, lines: readonly string[]): Promise<string> => {
    const file = path.join(folder, name);
    await writeFile(file, lines.join('\n'));
    return pathToFileURL(file).href;
  };
  /** An import that is cancelled once some records are in. */
  const cancelled = async (
    index: string,
    count: number,
    mark?: number,
  ): Promise<ImportOutcome & { readonly order: ImportRequest }> => {
    const ids = Array.from({ length: count }, (_, at) => `r${String(at).padStart(6, '0')}`);
    const uri = await write(`${index}.jsonl`, ids.map(lineOf));
    const stop = new AbortController();
    const order = { index, uri, skipsBadRecords: false, ...(mark === undefined ? {} : { mark }) };
    const end = await imports().run(
      order,
      options(stop.signal, ({ done }) => {
        if (done > 0) stop.abort();
      }),
    );
    return { ...end, order };
  };
  const idsIn = async (name: string): Promise<readonly string[]> => {
    const client = clientOf(engine);
    const { host } = await client.describeIndex(name, never);
    return (await client.index(host).list('__default__', {}, never)).value.items;
  };

  it('imports the records of a file, and reports progress', async () => {
    const uri = await write('films.jsonl', [lineOf('a'), lineOf('b'), lineOf('c')]);
    const steps: TransferProgress[] = [];
    const order = { index: 'films', uri, skipsBadRecords: false };
    const end = await imports().run(
      order,
      options(never, (step) => steps.push(step)),
    );
    expect(end).toMatchObject({ state: 'complete', imported: 3, refused: 0 });
    expect(steps.at(-1)).toMatchObject({ phase: 'reading', done: 3, share: 1 });
    expect(await idsIn('films')).toEqual(['a', 'b', 'c']);
  });

  it('reports which record it cannot read, and leaves such ones out if that is wanted', async () => {
    const uri = await write('broken.jsonl', [lineOf('a'), '{ "id": "b", "values": [1] }']);
    const order = { index: 'broken', uri, skipsBadRecords: false };
    const failed = await imports().run(order, options());
    expect(failed).toMatchObject({ state: 'failed', error: expect.stringMatching(/line 2/i) });
    const end = await imports().run({ ...order, skipsBadRecords: true }, options());
    expect(end).toMatchObject({ state: 'complete', imported: 1, refused: 1 });
    expect(await idsIn('broken')).toEqual(['a']);
  });

  it('ends if it is cancelled, says how many records are in, and keeps them', async () => {
    const end = await cancelled('many', 100_000);
    expect(end.state).toBe('cancelled');
    const client = clientOf(engine);
    const { host } = await client.describeIndex('many', never);
    expect((await client.index(host).imports.describe('1', never)).state).toBe('cancelled');
    const { totalRecordCount } = await client.index(host).stats(never);
    expect(totalRecordCount).toBeGreaterThan(0);
    expect(totalRecordCount).toBeLessThan(100_000);
    expect(end.imported).toBe(totalRecordCount);
  });

  it('continues after it was cancelled, and has every record once in the end', async () => {
    const { order } = await cancelled('stopped', 20_000);
    const end = await imports().run(order, options());
    expect(end).toMatchObject({ state: 'complete', imported: 20_000 });
    const client = clientOf(engine);
    const { host } = await client.describeIndex('stopped', never);
    expect((await client.index(host).stats(never)).totalRecordCount).toBe(20_000);
  });

  it('removes the records that it added, and keeps the others', async () => {
    const client = clientOf(engine);
    const { host } = await client.describeIndex('mixed', never);
    const records = client.index(host);
    const before = ['a-before', 'r000001'].map((id) => ({ id, values: [3, 4] }));
    await records.upsert('__default__', before, never);
    const first = await cancelled('mixed', 100_000);
    const end = await cancelled('mixed', 100_000, first.mark);
    // One of them was there before, and was replaced; what came twice was added once.
    const added = Math.max(first.imported, end.imported) - 1;
    expect(added).toBeGreaterThan(2);
    expect(await imports().countAdded('mixed', end.mark, never)).toBe(added);
    const done: number[] = [];
    const removed = await imports().removeAdded(
      'mixed',
      end.mark,
      options(never, (step) => done.push(step.done)),
    );
    expect(removed).toBe(added);
    expect(done.at(-1)).toBe(removed);
    expect(await idsIn('mixed')).toEqual(['a-before', 'r000001']);
  });

  it('of a file that is not there, or of none that can be read, does not begin', async () => {
    const run = (uri: string): Promise<unknown> =>
      imports().run({ index: 'films', uri, skipsBadRecords: false }, options());
    const gone = await failureOf(run(pathToFileURL(path.join(folder, 'gone.jsonl')).href));
    const odd = await failureOf(run(await write('films.txt', ['text'])));
    expect([gone.kind, odd.kind]).toEqual(['notFound', 'badInput']);
  });
});

function lineOf(id: string): string {
  return JSON.stringify({ id, values: [1, 2], metadata: { title: id } });
}

function options(
  signal = never,
  onProgress: (progress: TransferProgress) => void = () => undefined,
): { signal: AbortSignal; onProgress: (progress: TransferProgress) => void } {
  return { signal, onProgress };
}
