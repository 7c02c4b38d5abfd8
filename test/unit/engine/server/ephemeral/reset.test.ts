import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newest, newIndex, temporaryFolder, TestEngine, type Answer } from '../../testEngine.ts';

const route = '/_vectorscope/reset';

describe('POST /_vectorscope/reset', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine(temporaryFolder(), undefined, { isEphemeral: true });
    await engine.createIndex('films', 1, 'euclidean');
    await engine.upsert('films', [{ id: 'a', values: [1] }]);
  });
  afterEach(() => engine.close());

  const send = (method: string, url: string, body?: object): Promise<Answer> =>
    engine.send(method, url, body, newest);
  const filesIn = (folder: string): readonly string[] =>
    readdirSync(path.join(engine.folder, folder));

  async function makeBackup(): Promise<string> {
    const { json } = await send('POST', '/indexes/films/backups', {});
    return (json as { backup_id: string }).backup_id;
  }

  it('deletes all indexes, backups and restore jobs with their files', async () => {
    const id = await makeBackup();
    await send('POST', `/backups/${id}/create-index`, { name: 'restored' });
    expect(await send('POST', route)).toMatchObject({ status: 204, text: '' });
    expect([filesIn('indexes'), filesIn('backups')]).toEqual([[], []]);
    expect((await send('GET', '/indexes')).json).toEqual({ indexes: [] });
    expect((await send('GET', '/backups')).json).toMatchObject({ data: [] });
    expect((await send('GET', '/restore-jobs')).json).toMatchObject({ data: [] });
  });

  it('deletes protected indexes', async () => {
    await send('PATCH', '/indexes/films', { deletion_protection: 'enabled' });
    expect(await send('DELETE', '/indexes/films')).toMatchObject({ status: 403 });
    expect(await send('POST', route)).toMatchObject({ status: 204 });
    expect(await send('GET', '/indexes/films')).toMatchObject({ status: 404 });
  });

  it('leaves the names free for empty indexes', async () => {
    await send('POST', route);
    expect(await send('POST', '/indexes', newIndex('films', 2))).toMatchObject({ status: 201 });
    expect((await send('POST', '/_i/films/describe_index_stats')).json).toMatchObject({
      dimension: 2,
      totalVectorCount: 0,
    });
  });

  it('is done when nothing was there', async () => {
    await send('POST', route);
    expect(await send('POST', route)).toMatchObject({ status: 204 });
  });

  it('fails backups and restores that it overtakes', async () => {
    const id = await makeBackup();
    const { calls } = engine;
    const restore = { id, name: 'restored', tags: {}, isProtected: false };
    const outcomes = await Promise.allSettled([
      calls.call('backup.create', { index: 'films' }),
      calls.call('backup.restore', restore),
      calls.call('store.reset', null),
    ]);
    const overtaken = { status: 'rejected', reason: { kind: 'conflict' } };
    expect(outcomes).toMatchObject([overtaken, overtaken, { value: ['films'] }]);
    expect([filesIn('indexes'), filesIn('backups')]).toEqual([[], []]);
  });

  it('fails a restore whose backup is gone before it is copied', async () => {
    const id = await makeBackup();
    rmSync(path.join(engine.folder, 'backups', `${id}.sqlite`));
    const { calls } = engine;
    const restore = { id, name: 'restored', tags: {}, isProtected: false };
    const [restored] = await Promise.allSettled([
      calls.call('backup.restore', restore),
      calls.call('store.reset', null),
    ]);
    expect(restored).toMatchObject({ status: 'rejected', reason: { kind: 'conflict' } });
  });

  it('ends imports before it responds', async () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => `{"id":"r${at}","values":[1]}\n`);
    const file = path.join(temporaryFolder(), 'films.jsonl');
    writeFileSync(file, lines.join(''));
    const uri = pathToFileURL(file).href;
    expect(await send('POST', '/_i/films/bulk/imports', { uri })).toMatchObject({ status: 200 });
    await send('POST', route);
    await engine.createIndex('films', 1, 'euclidean');
    await Promise.all(engine.background);
    expect((await send('POST', '/_i/films/describe_index_stats')).json).toMatchObject({
      totalVectorCount: 0,
    });
  });

  it('needs the key', async () => {
    const headers = { 'api-key': 'wrong' };
    expect(await engine.send('POST', route, undefined, headers)).toMatchObject({ status: 401 });
    expect(await send('GET', '/indexes/films')).toMatchObject({ status: 200 });
  });

  it('does not exist in an engine whose data stays', async () => {
    const lasting = new TestEngine();
    await lasting.createIndex('films', 1);
    const reply = await lasting.send('POST', route);
    const index = await lasting.send('GET', '/indexes/films');
    lasting.close();
    expect([reply.status, index.status]).toEqual([404, 200]);
  });
});
