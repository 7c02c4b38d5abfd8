import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportState } from '../../../../src/model/importState.ts';
import { Imports } from '../../../../src/services/transfer/imports.ts';
import { startEngine, type EngineProcess } from '../../../support/engineProcess.ts';
import { clientOf } from '../../../support/pull/pullParts.ts';
import { failureOf } from '../../pinecone/bench.ts';

const never = new AbortController().signal;
const settings = { dimension: 2, metric: 'cosine', cloud: 'aws', region: 'us-east-1' } as const;

describe('an import', { timeout: 60_000 }, () => {
  let engine: EngineProcess;
  let folder: string;

  beforeAll(async () => {
    engine = await startEngine();
    folder = await mkdtemp(path.join(os.tmpdir(), 'vectorscope-imports-'));
    for (const name of ['films', 'broken', 'many'])
      await clientOf(engine).createIndex({ name, ...settings }, never);
  }, 30_000);
  afterAll(() => engine?.stop());

  const imports = (): Imports =>
    new Imports({
      connections: { open: async () => clientOf(engine) },
      catalog: {
        index: (_, name, signal) => clientOf(engine).describeIndex(name, signal),
        invalidate: () => undefined,
      },
      pollMs: 5,
    });
  const write = async (name: string, lines: readonly string[]): Promise<string> => {
    const file = path.join(folder, name);
    await writeFile(file, lines.join('\n'));
    return pathToFileURL(file).href;
  };
  const idsIn = async (name: string): Promise<readonly string[]> => {
    const client = clientOf(engine);
    const { host } = await client.describeIndex(name, never);
    return (await client.index(host).list('__default__', {}, never)).value.items;
  };

  it('brings the records of a file, and tells how far it is', async () => {
    const uri = await write('films.jsonl', [lineOf('a'), lineOf('b'), lineOf('c')]);
    const states: ImportState[] = [];
    const order = { index: 'films', uri, skipsBadRecords: false };
    const end = await imports().run(order, never, (state) => states.push(state));
    expect(end).toEqual({ state: 'completed', share: 1, imported: 3, refused: 0 });
    expect(states.at(-1)).toEqual(end);
    expect(await idsIn('films')).toEqual(['a', 'b', 'c']);
  });

  it('says which record it cannot read, and leaves such ones out where that is wanted', async () => {
    const uri = await write('broken.jsonl', [lineOf('a'), '{ "id": "b", "values": [1] }']);
    const order = { index: 'broken', uri, skipsBadRecords: false };
    const failed = await imports().run(order, never, () => undefined);
    expect(failed).toMatchObject({ state: 'failed', error: expect.stringMatching(/line 2/i) });
    const end = await imports().run({ ...order, skipsBadRecords: true }, never, () => undefined);
    expect(end).toMatchObject({ state: 'completed', imported: 1, refused: 1 });
    expect(await idsIn('broken')).toEqual(['a']);
  });

  it('ends where it is cancelled, and keeps what was written', async () => {
    const ids = Array.from({ length: 100_000 }, (_, at) => `r${String(at).padStart(6, '0')}`);
    const uri = await write('many.jsonl', ids.map(lineOf));
    const stop = new AbortController();
    const order = { index: 'many', uri, skipsBadRecords: false };
    const failure = await failureOf(
      imports().run(order, stop.signal, ({ imported }) => {
        if (imported > 0) stop.abort();
      }),
    );
    expect(failure.kind).toBe('cancelled');
    const client = clientOf(engine);
    const { host } = await client.describeIndex('many', never);
    const isOver = async (): Promise<string> =>
      (await client.index(host).imports.describe('1', never)).state;
    await expect.poll(isOver).toBe('cancelled');
    const { totalRecordCount } = await client.index(host).stats(never);
    expect(totalRecordCount).toBeGreaterThan(0);
    expect(totalRecordCount).toBeLessThan(ids.length);
  });

  it('of a file that is not there, or of none that can be read, does not begin', async () => {
    const run = (uri: string): Promise<unknown> =>
      imports().run({ index: 'films', uri, skipsBadRecords: false }, never, () => undefined);
    const gone = await failureOf(run(pathToFileURL(path.join(folder, 'gone.jsonl')).href));
    const odd = await failureOf(run(await write('films.txt', ['text'])));
    expect([gone.kind, odd.kind]).toEqual(['notFound', 'badInput']);
  });
});

function lineOf(id: string): string {
  return JSON.stringify({ id, values: [1, 2], metadata: { title: id } });
}
