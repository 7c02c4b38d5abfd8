import { cpSync, renameSync, copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder, TestEngine } from '../testEngine.ts';

const vectors = [{ id: 'a', values: [1, 2] }];
const fetch = '/_i/films/vectors/fetch?ids=a';

/** What a kill leaves: the files as they are while the engine runs, in place. */
async function killedEngine(): Promise<string> {
  const engine = new TestEngine();
  await engine.createIndex('films', 2);
  await engine.upsert('films', vectors);
  const kept = temporaryFolder();
  const file = 'indexes/1-films.sqlite';
  cpSync(engine.folder, kept, { recursive: true });
  engine.close();
  // The same file as before, with the content that it had: a copy would be another one.
  copyFileSync(path.join(kept, file), path.join(engine.folder, file));
  for (const name of ['catalog.sqlite', 'catalog.sqlite-wal', `${file}-wal`])
    copyFileSync(path.join(kept, name), path.join(engine.folder, name));
  return engine.folder;
}

const log = (folder: string): string => path.join(folder, 'indexes/1-films.sqlite-wal');

it('an index whose engine was killed is whole with its log, and after it was looked at', async () => {
  const folder = await killedEngine();
  for (let start = 0; start < 2; start++) {
    const engine = new TestEngine(folder);
    expect((await engine.send('GET', '/indexes')).json).toMatchObject({
      indexes: [{ status: { ready: true } }],
    });
    engine.close();
  }
  const engine = new TestEngine(folder);
  expect((await engine.send('GET', fetch)).json).toMatchObject({ vectors: { a: { id: 'a' } } });
  engine.close();
});

it('a log that is missing after a kill is detected and reported', async () => {
  const folder = await killedEngine();
  rmSync(log(folder));
  const engine = new TestEngine(folder);
  expect((await engine.send('GET', '/indexes')).json).toMatchObject({
    indexes: [{ status: { ready: false, state: 'Failed' } }],
  });
  for (const reply of [
    await engine.send('GET', fetch),
    await engine.upsert('films', vectors),
    await engine.send('POST', '/_i/films/describe_index_stats'),
  ])
    expect(reply).toMatchObject({
      status: 500,
      json: { message: expect.stringMatching(/last writes .* its log \(1-films.sqlite-wal\)/) },
    });
  expect(await engine.send('DELETE', '/indexes/films')).toMatchObject({ status: 202 });
  engine.close();
});

it('a file that takes the place of one whose log is missing needs none', async () => {
  const folder = await killedEngine();
  const file = log(folder).replace(/-wal$/, '');
  rmSync(log(folder));
  copyFileSync(file, `${file}.copy`);
  renameSync(`${file}.copy`, file);
  const engine = new TestEngine(folder);
  expect(await engine.send('GET', fetch)).toMatchObject({ status: 200 });
  engine.close();
});

it('a log that is deleted while the engine runs takes nothing with it', async () => {
  const engine = new TestEngine();
  await engine.createIndex('films', 2);
  await engine.upsert('films', vectors);
  rmSync(log(engine.folder));
  const reply = await engine.upsert('films', [{ id: 'b', values: [1, 2] }]);
  expect(reply).toMatchObject({ status: 200 });
  const kept = temporaryFolder();
  cpSync(engine.folder, kept, { recursive: true });
  engine.close();
  const next = new TestEngine(kept);
  expect((await next.send('GET', `${fetch}&ids=b`)).json).toMatchObject({
    vectors: { a: { id: 'a' }, b: { id: 'b' } },
  });
  next.close();
});

it('a log of the catalog that is missing takes no index with it', async () => {
  const folder = await killedEngine();
  rmSync(path.join(folder, 'catalog.sqlite-wal'));
  const engine = new TestEngine(folder);
  expect((await engine.send('GET', fetch)).json).toMatchObject({ vectors: { a: { id: 'a' } } });
  engine.close();
});
