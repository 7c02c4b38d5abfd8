import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileImportOutcome } from '../../src/services/imports/fileImports.ts';
import type { ImportProcessLine, ImportProcessOrder } from '../support/imports/importProcess.ts';
import { runProcess } from '../support/processes/killableProcess.ts';
import { PullBench } from '../support/pull/pullBench.ts';

const total = 20_000;
/** The numbers of written records at which a process is killed. */
const kills = [2000, 9000, 16_000];

describe('an import of a file whose process is killed', () => {
  it('3 times, has exactly the records of the file in the end, and its refused rows once', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-import-'));
    await using bench = await PullBench.start();
    const settings = { dimension: 2, metric: 'cosine', cloud: 'aws', region: 'us-east-1' } as const;
    await bench.source().createIndex({ name: 'films', ...settings }, new AbortController().signal);
    const file = path.join(folder, 'films.csv');
    const ids = Array.from({ length: total }, (_, at) => `film-${(at * 7919) % total}`);
    const rows = ids.map((id, at) => `${id},${Math.cos(at)},${Math.sin(at)},${at % 100}`);
    const odd = ['film-3,1,1,1', 'zero,0,0,1', 'short'];
    await writeFile(file, ['id,v_0,v_1,year', ...rows, ...odd].join('\n'));
    const { url, key } = bench.front;
    const order = {
      cloud: { url, key },
      index: 'films',
      file,
      stateFile: path.join(folder, 'state.json'),
    };
    for (const after of kills) expect(await importOnce(order, after)).toBeUndefined();
    const end = await importOnce(order);
    expect(end?.outcome).toMatchObject({ state: 'complete', written: total, missing: 0 });
    // A kill costs the batches that were under way.
    expect(end?.from).toBeGreaterThanOrEqual(kills[2]! - 1000);
    const records = await bench.sourceRecords('films', 'imported');
    expect(new Set(records.keys())).toEqual(new Set(ids));
    const [id = ''] = ids.slice(12_345);
    expect(records.get(id)?.metadata).toEqual({ year: 45 });
    const rejects = await readFile(path.join(folder, 'films.rejected.jsonl'), 'utf8');
    expect(rejects.trimEnd().split('\n')).toHaveLength(odd.length);
    await rm(folder, { recursive: true });
  });
});

type End = { readonly outcome: FileImportOutcome; readonly from: number };

/** Returns how a process ended, if it was not killed once it had written `killAfter` records. */
async function importOnce(
  order: ImportProcessOrder,
  killAfter = Infinity,
): Promise<End | undefined> {
  let end: End | undefined;
  await runProcess('test/support/imports/importProcess.ts', order, (text, kill) => {
    const line = text as ImportProcessLine;
    if ('outcome' in line) end = line;
    else if (line.done >= killAfter) kill();
  });
  return end;
}
