import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runEngine, startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { ask, askFor, newIndexBody, type Reply } from '../support/engineRequests.ts';
import { afterMounting, canMount, seenBy } from '../support/ownMounts.ts';

const dimension = 512;
const batchSize = 50;

describe('an engine whose disk fails it', () => {
  let dataDir: string;
  beforeEach(async () => (dataDir = await mkdtemp(path.join(tmpdir(), 'vectorscope-disk-'))));
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it.skipIf(process.platform !== 'linux')(
    'says that the disk refuses to write, and goes on once it does not',
    async () => {
      const engine = await startEngine({ dataDir });
      await askFor(engine, 'POST', '/indexes', newIndexBody('films', dimension));
      limitFileSize(engine.pid, 4 * 1024 * 1024);
      const { acknowledged, refusal } = await upsertUntilRefused(engine);
      expect(acknowledged).toBeGreaterThan(10);
      expect(refusal).toMatchObject({
        status: 503,
        json: { message: expect.stringContaining('The disk refused') },
      });
      expect(await countRecords(engine)).toBe(acknowledged * batchSize);
      limitFileSize(engine.pid, 'unlimited');
      await upsertBatch(engine, acknowledged).then(({ status }) => expect(status).toBe(200));
      // What it holds now is what another engine finds.
      await engine.kill();
      const next = await startEngine({ dataDir });
      expect(await countRecords(next)).toBe((acknowledged + 1) * batchSize);
      await next.stop();
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'says how far an update by filter came, and finishes it once it can',
    async () => {
      const engine = await startEngine({ dataDir });
      await askFor(engine, 'POST', '/indexes', newIndexBody('films', dimension));
      for (let batch = 0; batch < 60; batch++) await upsertBatch(engine, batch);
      const log = await stat(path.join(dataDir, 'indexes', '1-films.sqlite-wal'));
      limitFileSize(engine.pid, log.size + 200 * 1024);
      const change = { filter: { batch: { $gte: 0 } }, setMetadata: { seen: true } };
      const update = (): Promise<Reply> => ask(engine, 'POST', '/_i/films/vectors/update', change);
      expect(await update()).toMatchObject({
        status: 503,
        json: { message: expect.stringMatching(/: [1-9]\d* of 3000 records are changed so far/) },
      });
      expect(await countRecords(engine)).toBe(3000);
      limitFileSize(engine.pid, 'unlimited');
      expect(await update()).toMatchObject({ status: 200, json: { matchedRecords: 3000 } });
      await engine.kill();
      const next = await startEngine({ dataDir });
      const seen = { ...change, filter: { seen: true }, dryRun: true };
      expect(await ask(next, 'POST', '/_i/films/vectors/update', seen)).toMatchObject({
        json: { matchedRecords: 3000 },
      });
      await next.stop();
    },
  );

  it.each(['engine.key', 'engine.json'])('reports it if %s cannot be used', async (name) => {
    await mkdir(path.join(dataDir, name, 'within'), { recursive: true });
    const { code, stdout } = await runEngine(['serve', '--data', dataDir]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      error: 'failed',
      message: expect.stringMatching(new RegExp(`${name}.*(?:cannot be|is not) `)),
    });
  });

  it.skipIf(process.platform === 'win32')(
    'acknowledges nothing once its folder was deleted',
    async () => {
      const engine = await startEngine({ dataDir });
      await askFor(engine, 'POST', '/indexes', newIndexBody('films', dimension));
      await upsertBatch(engine, 0);
      // The engine may write a file while its folder is being emptied.
      await rm(dataDir, { recursive: true, maxRetries: 5 });
      const replies = [
        await upsertBatch(engine, 1),
        await ask(engine, 'POST', '/indexes', newIndexBody('more', 4)),
        await ask(engine, 'DELETE', '/indexes/films'),
      ];
      expect(replies).toEqual(
        replies.map(() => ({
          status: 500,
          text: expect.stringContaining('missing'),
          json: expect.anything(),
        })),
      );
      expect(await ask(engine, 'GET', '/healthz')).toMatchObject({ status: 200 });
      expect(await engine.stop()).toBe(0);
      // It did not come back by itself.
      expect(existsSync(path.join(dataDir, 'indexes'))).toBe(false);
    },
  );

  it.skipIf(process.platform === 'win32')(
    'goes on with the file that another one was replaced by',
    async () => {
      const engine = await startEngine({ dataDir });
      await askFor(engine, 'POST', '/indexes', newIndexBody('films', dimension));
      await upsertBatch(engine, 0);
      await engine.stop();
      const file = path.join(dataDir, 'indexes', '1-films.sqlite');
      const copy = await readFile(file);
      const next = await startEngine({ dataDir });
      await upsertBatch(next, 1);
      // Somebody restores a copy, as the sentence about damage asks for.
      await rm(file);
      await rm(`${file}-wal`, { force: true });
      await writeFile(file, copy);
      const statuses = [];
      for (const batch of [2, 3]) statuses.push((await upsertBatch(next, batch)).status);
      expect(statuses).toEqual([200, 200]);
      expect(await countRecords(next)).toBe(3 * batchSize);
      await next.stop();
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'makes no half index where the disk refuses to write',
    async () => {
      const engine = await startEngine({ dataDir });
      await askFor(engine, 'POST', '/indexes', newIndexBody('first', 4));
      limitFileSize(engine.pid, 24 * 1024);
      expect(await ask(engine, 'POST', '/indexes', newIndexBody('second', 4))).toMatchObject({
        status: 503,
        json: {
          error: { code: 'UNAVAILABLE', message: expect.stringContaining('The disk refused') },
        },
      });
      limitFileSize(engine.pid, 'unlimited');
      const { indexes } = await askFor<Listed>(engine, 'GET', '/indexes');
      expect(indexes.map(({ name, status }) => [name, status.ready])).toEqual([['first', true]]);
      await askFor(engine, 'POST', '/indexes', newIndexBody('second', 4));
      await engine.stop();
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'does not start in a folder that the system keeps to itself, and says so',
    async () => {
      const { code, stdout } = await runEngine(['serve', '--data', '/proc/sys']);
      expect([code, stdout]).toEqual([
        1,
        expect.stringMatching(/"error":"failed".*data folder .* cannot be used/),
      ]);
    },
  );
});

// Mounts need the administrator's rights, or a namespace of users: where there are none, it is not tried.
describe.runIf(canMount)('an engine on a small file system of its own', () => {
  let dataDir: string;
  beforeEach(async () => (dataDir = await mkdtemp(path.join(tmpdir(), 'vectorscope-disk-'))));
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('reports that the disk is full, and continues once there is room', async () => {
    const through = afterMounting(`mount -t tmpfs -o size=48m,mode=700 none '${dataDir}'`);
    const engine = await startEngine({ dataDir, through });
    await askFor(engine, 'POST', '/indexes', newIndexBody('films', dimension));
    const ballast = seenBy(engine.pid, path.join(dataDir, 'ballast'));
    await writeFile(ballast, new Uint8Array(12 * 1024 * 1024));

    const { acknowledged, refusal } = await upsertUntilRefused(engine);
    expect(acknowledged).toBeGreaterThan(10);
    expect(refusal).toEqual({
      status: 507,
      text: expect.any(String),
      json: { code: 8, message: expect.stringContaining('The disk is full'), details: [] },
    });
    expect(await countRecords(engine)).toBe(acknowledged * batchSize);
    const query = { topK: 1, vector: valuesOf(3) };
    expect(await askFor(engine, 'POST', '/_i/films/query', query)).toMatchObject({
      matches: [{ score: 0 }],
    });

    await rm(ballast);
    await upsertBatch(engine, acknowledged).then(({ status }) => expect(status).toBe(200));
    expect(await countRecords(engine)).toBe((acknowledged + 1) * batchSize);
    expect(engine.log()).not.toContain(' error ');
    expect(await engine.stop()).toBe(0);
  });

  it('keeps a reserve with which everything can be deleted on a full disk', async () => {
    const through = afterMounting(`mount -t tmpfs -o size=160m,mode=700 none '${dataDir}'`);
    const engine = await startEngine({ dataDir, through });
    const mounted = seenBy(engine.pid, dataDir);
    await expect.poll(() => reserveMb(mounted)).toBe(32);
    const remove = (path: string): Promise<Reply> => ask(engine, 'DELETE', path);
    for (const name of ['films', 'more'])
      await askFor(engine, 'POST', '/indexes', newIndexBody(name, dimension));
    await askFor(engine, 'POST', '/_i/films/namespaces', { name: 'one' });
    for (const batch of [0, 1, 2]) await upsertBatch(engine, batch);
    const { backup_id: backup } = await askFor<{ backup_id: string }>(
      engine,
      'POST',
      '/indexes/films/backups',
    );
    fillDisk(mounted);
    const { acknowledged, refusal } = await upsertUntilRefused(engine);
    expect(refusal.status).toBe(507);

    const vectors = Array.from({ length: 4 }, (_, at) => ({ id: `v${at}`, values: valuesOf(at) }));
    const records = path.join(
      await mkdtemp(path.join(tmpdir(), 'vectorscope-records-')),
      'a.jsonl',
    );
    await writeFile(records, `${JSON.stringify(vectors[0])}\n`);
    const writes: [string, string, unknown][] = [
      ['POST', '/indexes/films/backups', {}],
      ['POST', `/backups/${backup}/create-index`, { name: 'restored' }],
      ['POST', '/indexes', newIndexBody('third', dimension)],
      ['POST', '/_i/more/vectors/upsert', { vectors }],
      ['POST', '/_i/films/namespaces', { name: 'two' }],
      ['POST', '/_i/films/namespace-aliases', { name: 'alias', target_namespace: 'one' }],
      ['POST', '/_i/films/vectors/update', { id: 'batch-0-1', values: valuesOf(9) }],
      ['POST', '/_i/films/bulk/imports', { uri: pathToFileURL(records).href }],
      ['POST', '/_vectorscope/pulls/films/manifest', { value: 'x'.repeat(100_000) }],
    ];
    for (const [method, url, body] of writes)
      expect([url, (await ask(engine, method, url, body)).status]).toEqual([url, 507]);

    const ids = Array.from({ length: batchSize }, (_, at) => `batch-1-${at}`);
    const deleted = await ask(engine, 'POST', '/_i/films/vectors/delete', { ids });
    expect(deleted).toMatchObject({ status: 200 });
    expect(await countRecords(engine)).toBe((Math.max(acknowledged, 3) - 1) * batchSize);
    fillDisk(mounted);
    expect(await remove('/_i/films/namespaces/one')).toMatchObject({ status: 200 });
    fillDisk(mounted);
    expect(await remove(`/backups/${backup}`)).toMatchObject({ status: 202 });
    fillDisk(mounted);
    expect(await remove('/indexes/films')).toMatchObject({ status: 202 });
    for (const name of ballastIn(mounted)) rmSync(path.join(mounted, name));
    expect(await remove('/indexes/more')).toMatchObject({ status: 202 });
    await expect.poll(() => reserveMb(mounted)).toBe(32);
    expect(engine.log()).not.toContain(' error ');
    expect(await engine.stop()).toBe(0);
  });

  it('makes no half index on a full disk', async () => {
    const through = afterMounting(`mount -t tmpfs -o size=2m,mode=700 none '${dataDir}'`);
    const engine = await startEngine({ dataDir, through });
    const { created, refusal } = await createUntilRefused(engine);
    expect(refusal).toMatchObject({
      status: 507,
      json: { error: { code: 'RESOURCE_EXHAUSTED' } },
    });
    const { indexes } = await askFor<Listed>(engine, 'GET', '/indexes');
    expect(indexes.map(({ name, status }) => [name, status.ready])).toEqual(
      created.map((name) => [name, true]),
    );
    await engine.stop();
  });

  it('does not start in a folder that it cannot write, and reports it', async () => {
    const first = await startEngine({ dataDir });
    await first.stop();
    const bind = `mount --bind '${dataDir}' '${dataDir}'; mount -o remount,bind,ro '${dataDir}'`;
    const refused = startEngine({ dataDir, through: afterMounting(bind) });
    await expect(refused).rejects.toThrow(/"error":"failed".*data folder .* cannot be used/);
    const last = await startEngine({ dataDir });
    await last.stop();
  });

  it('starts on a full disk with the space of its reserve', async () => {
    const script = `mount -t tmpfs -o size=8m,mode=700 none '${dataDir}'
      head -c 4m /dev/urandom >'${dataDir}/reserve'
      cat /dev/zero >'${dataDir}/ballast' 2>/dev/null || true`;
    const engine = await startEngine({ dataDir, through: afterMounting(script) });
    expect(await engine.stop()).toBe(0);
  });

  it('does not start if the disk is full, and reports it', async () => {
    const script = `mount -t tmpfs -o size=64k,mode=700 none '${dataDir}'; head -c 64k /dev/zero >'${dataDir}/ballast' || true`;
    const refused = startEngine({ dataDir, through: afterMounting(script) });
    await expect(refused).rejects.toThrow(/"error":"failed".*full/i);
  });
});

function reserveMb(folder: string): number {
  return (statSync(path.join(folder, 'reserve'), { throwIfNoEntry: false })?.size ?? 0) / 2 ** 20;
}

function ballastIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.startsWith('ballast'));
}

/** Leaves no byte of the disk that a folder is on. */
function fillDisk(folder: string): void {
  const file = path.join(folder, `ballast-${ballastIn(folder).length}`);
  for (let sizeBytes = 2 ** 20; sizeBytes >= 4096;)
    try {
      appendFileSync(file, new Uint8Array(sizeBytes));
    } catch {
      sizeBytes /= 4;
    }
}

type Listed = { indexes: { name: string; status: { ready: boolean } }[] };

async function createUntilRefused(
  engine: EngineProcess,
): Promise<{ created: readonly string[]; refusal: Reply }> {
  const created: string[] = [];
  for (let number = 100; ; number++) {
    const name = `index-${number}`;
    const reply = await ask(engine, 'POST', '/indexes', newIndexBody(name, 4));
    if (reply.status !== 201) return { created, refusal: reply };
    created.push(name);
  }
}

async function upsertUntilRefused(
  engine: EngineProcess,
): Promise<{ acknowledged: number; refusal: Reply }> {
  for (let batch = 0; ; batch++) {
    const reply = await upsertBatch(engine, batch);
    if (reply.status !== 200) return { acknowledged: batch, refusal: reply };
  }
}

function upsertBatch(engine: EngineProcess, batch: number): Promise<Reply> {
  const vectors = Array.from({ length: batchSize }, (_, at) => ({
    id: `batch-${batch}-${at}`,
    values: valuesOf(batch),
    metadata: { batch },
  }));
  return ask(engine, 'POST', '/_i/films/vectors/upsert', { vectors });
}

function valuesOf(batch: number): number[] {
  return Array.from({ length: dimension }, (_, at) => batch + at + 1);
}

async function countRecords(engine: EngineProcess): Promise<number> {
  const path = '/_i/films/describe_index_stats';
  const { totalVectorCount } = await askFor<{ totalVectorCount: number }>(engine, 'POST', path);
  return totalVectorCount;
}

/** Of the files that a running process writes from now on. */
function limitFileSize(pid: number, limit: number | 'unlimited'): void {
  const { status, stderr } = spawnSync('prlimit', [`--pid=${pid}`, `--fsize=${limit}:unlimited`]);
  if (status !== 0) throw new Error(`prlimit: ${String(stderr)}`);
}
