import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { startEngine } from '../support/engineProcess.ts';
import { askFor, newIndexBody } from '../support/engineRequests.ts';
import { seededRandom } from '../support/random.ts';

type State = { readonly status: string; readonly recordsImported: number };

const count = 60_000;

it('an import of a file continues after a kill, fails after the second, and brings every record once when started again', async () => {
  const random = seededRandom(11);
  const folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-import-'));
  const dataDir = path.join(folder, 'data');
  const file = path.join(folder, 'rows.ndjson');
  const lines = Array.from({ length: count }, (_, at) =>
    JSON.stringify({ id: `r${at}`, values: [at, 1, 1, 1], metadata: { n: at } }),
  );
  await writeFile(file, lines.join('\n'));
  let engine = await startEngine({ dataDir });
  const state = (id: number): Promise<State> =>
    askFor<State>(engine, 'GET', `/_i/films/bulk/imports/${id}`);
  const body = { uri: pathToFileURL(file).href };
  try {
    await askFor(engine, 'POST', '/indexes', newIndexBody('films', 4));
    await askFor(engine, 'POST', '/_i/films/bulk/imports', body);
    await sleep(1200 * random());
    await engine.kill();
    engine = await startEngine({ dataDir });
    expect(await state(1)).toMatchObject({ status: 'InProgress' });
    await engine.kill();
    engine = await startEngine({ dataDir });
    expect(await state(1)).toMatchObject({
      status: 'Failed',
      error: expect.stringContaining('The engine crashed 2 times'),
    });
    await askFor(engine, 'POST', '/_i/films/bulk/imports', body);
    while ((await state(2)).status === 'InProgress') await sleep(50);
    expect(await state(2)).toMatchObject({ status: 'Completed', recordsImported: count });
    const { record_count: held } = await askFor<{ record_count: string }>(
      engine,
      'GET',
      '/_i/films/namespaces/__default__',
    );
    expect(held).toBe(String(count));
  } finally {
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

it('an import continues in every engine that follows one that ended in order', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-import-'));
  const dataDir = path.join(folder, 'data');
  const file = path.join(folder, 'rows.ndjson');
  const lines = Array.from({ length: count }, (_, at) =>
    JSON.stringify({ id: `r${at}`, values: [at, 1, 1, 1] }),
  );
  await writeFile(file, lines.join('\n'));
  let engine = await startEngine({ dataDir });
  const state = (): Promise<State> => askFor<State>(engine, 'GET', '/_i/films/bulk/imports/1');
  try {
    await askFor(engine, 'POST', '/indexes', newIndexBody('films', 4));
    await askFor(engine, 'POST', '/_i/films/bulk/imports', { uri: pathToFileURL(file).href });
    for (let ended = 0; ended < 3; ended++) {
      expect(await state()).toMatchObject({ status: 'InProgress' });
      await engine.stop();
      engine = await startEngine({ dataDir });
    }
    while ((await state()).status === 'InProgress') await sleep(50);
    expect(await state()).toMatchObject({ status: 'Completed', recordsImported: count });
  } finally {
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
