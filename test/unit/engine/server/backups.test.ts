import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newest, TestEngine, type Answer } from '../testEngine.ts';

type Backup = { backup_id: string };
type Page = { data: Backup[]; pagination: { next: string } | null };

describe('a backup', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    await engine.createIndex('films', 1, 'euclidean');
    const vectors = Array.from({ length: 500 }, (_, at) => ({
      id: `r${at}`,
      values: [at + 1],
      metadata: { at },
    }));
    await engine.upsert('films', vectors);
    await engine.upsert('films', [{ id: 'a', values: [7] }], 'other');
  });
  afterEach(() => engine.close());

  const send = async (method: string, url: string, body?: object): Promise<Answer> =>
    engine.send(method, url, body, newest);

  async function makeBackup(body: object = {}): Promise<string> {
    const reply = await send('POST', '/indexes/films/backups', body);
    expect(reply).toMatchObject({ status: 200 });
    return (reply.json as Backup).backup_id;
  }

  it('describes its contents', async () => {
    const reply = await send('POST', '/indexes/films/backups', {
      name: 'monday',
      description: 'x',
    });
    const expected = {
      backup_id: expect.any(String),
      source_index_name: 'films',
      source_index_id: '1',
      name: 'monday',
      description: 'x',
      status: 'Ready',
      cloud: 'aws',
      region: 'us-east-1',
      schema: { fields: { _values: { dimension: 1, metric: 'euclidean' } } },
      record_count: 501,
      namespace_count: 2,
      size_bytes: expect.any(Number),
      tags: {},
      created_at: expect.any(String),
    };
    expect(reply).toMatchObject({ status: 200, json: expected });
    const { backup_id: id } = reply.json as Backup;
    expect(await send('GET', `/backups/${id}`)).toMatchObject({ status: 200, json: reply.json });
  });

  it('becomes an index again, as it was when it was taken', async () => {
    const id = await makeBackup();
    await engine.upsert('films', [{ id: 'late', values: [3] }]);
    await send('DELETE', '/indexes/films');
    const body = { name: 'again', tags: { from: 'backup' }, deletion_protection: 'enabled' };
    const restored = await send('POST', `/backups/${id}/create-index`, body);
    expect(restored).toMatchObject({ status: 202 });
    expect((await send('GET', '/indexes/again')).json).toMatchObject({
      name: 'again',
      source_backup_id: id,
      tags: { from: 'backup' },
      deletion_protection: 'enabled',
      status: { ready: true },
    });
    const query = { topK: 3, vector: [3], includeMetadata: true };
    expect((await engine.query('again', query)).json).toMatchObject({
      matches: [{ id: 'r2', score: 0, metadata: { at: 2 } }, { id: 'r1' }, { id: 'r3' }],
    });
    const { restore_job_id: job, index_id: index } = restored.json as Record<string, string>;
    const expected = {
      restore_job_id: job,
      backup_id: id,
      target_index_name: 'again',
      target_index_id: index,
      status: 'Completed',
      percent_complete: 100,
    };
    expect((await send('GET', `/restore-jobs/${job}`)).json).toMatchObject(expected);
    expect((await send('GET', '/restore-jobs')).json).toMatchObject({
      data: [expected],
      pagination: null,
    });
  });

  it('is there after a restart, and what an interrupted one left is not', async () => {
    const id = await makeBackup();
    const folder = path.join(engine.folder, 'backups');
    writeFileSync(path.join(folder, '00000000-0000-4000-8000-000000000000.sqlite'), 'half');
    engine.close();
    engine = new TestEngine(engine.folder);
    expect(readdirSync(folder)).toEqual([`${id}.sqlite`]);
    const restored = await send('POST', `/backups/${id}/create-index`, { name: 'again' });
    expect(restored).toMatchObject({ status: 202 });
  });

  it('contains only complete batches when records are written during the backup', async () => {
    const making = makeBackup();
    for (let batch = 0; batch < 20; batch++) {
      const vectors = Array.from({ length: 50 }, (_, at) => ({
        id: `n${batch}-${at}`,
        values: [1],
      }));
      await engine.upsert('films', vectors, 'busy');
    }
    const id = await making;
    const restored = await send('POST', `/backups/${id}/create-index`, { name: 'again' });
    expect(restored).toMatchObject({ status: 202 });
    const { json } = await engine.send('POST', '/_i/again/describe_index_stats', {});
    const { namespaces } = json as { namespaces: Record<string, { vectorCount: number }> };
    expect((namespaces['busy']?.vectorCount ?? 0) % 50).toBe(0);
    expect((await send('GET', `/backups/${id}`)).json).toMatchObject({
      record_count: 501 + (namespaces['busy']?.vectorCount ?? 0),
    });
  });

  it('is listed by pages, the oldest first', async () => {
    const ids = [await makeBackup(), await makeBackup(), await makeBackup()];
    const first = (await send('GET', '/indexes/films/backups?limit=2')).json as Page;
    expect(first.data.map(({ backup_id: id }) => id)).toEqual(ids.slice(0, 2));
    const url = `/indexes/films/backups?limit=2&paginationToken=${first.pagination?.next}`;
    const second = (await send('GET', url)).json as Page;
    expect(second.data.map(({ backup_id: id }) => id)).toEqual(ids.slice(2));
    expect(second.pagination).toBeNull();
  });

  it('outlives its index, and says so', async () => {
    const id = await makeBackup();
    await send('DELETE', '/indexes/films');
    expect(await send('GET', '/indexes/films/backups')).toMatchObject({ status: 404 });
    const withDeleted = await send('GET', '/indexes/films/backups?include_deleted=true');
    expect(withDeleted.json).toMatchObject({
      data: [{ backup_id: id, source_index_deleted_at: expect.any(String) }],
    });
  });

  it('can be deleted, with its file', async () => {
    const id = await makeBackup();
    expect(await send('DELETE', `/backups/${id}`)).toMatchObject({ status: 202, text: '' });
    expect(readdirSync(path.join(engine.folder, 'backups'))).toEqual([]);
    for (const [method, url] of [
      ['GET', `/backups/${id}`],
      ['DELETE', `/backups/${id}`],
      ['GET', `/restore-jobs/${id}`],
    ] as const)
      expect(await send(method, url)).toMatchObject({ status: 404 });
  });

  it('that is deleted before it is copied is not found', async () => {
    const id = await makeBackup();
    rmSync(path.join(engine.folder, 'backups', `${id}.sqlite`));
    const restore = { id, name: 'again', tags: {}, isProtected: false };
    const [restored] = await Promise.allSettled([
      engine.calls.call('backup.restore', restore),
      engine.calls.call('backup.delete', { id }),
    ]);
    expect(restored).toMatchObject({ status: 'rejected', reason: { kind: 'notFound' } });
  });

  it.each([
    [{ name: 'films' }, 409],
    [{ name: 'Films' }, 400],
    [{}, 422],
    [{ name: 'again', read_capacity: { mode: 'Dedicated' } }, 400],
  ])('does not become the index %j', async (body, status) => {
    const id = await makeBackup();
    const reply = await send('POST', `/backups/${id}/create-index`, body);
    expect(reply).toMatchObject({ status });
    expect(readdirSync(path.join(engine.folder, 'backups'))).toEqual([`${id}.sqlite`]);
  });

  it('has a dimension and a metric in older versions', async () => {
    const id = await makeBackup();
    const { json } = await engine.send('GET', `/backups/${id}`);
    expect(json).toMatchObject({ dimension: 1, metric: 'euclidean' });
  });
});
