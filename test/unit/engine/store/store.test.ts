import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/common/log.ts';
import { Store } from '../../../../src/engine/store/store.ts';
import { seededRandom } from '../../../support/random.ts';
import { newest, newIndex, temporaryFolder, TestEngine } from '../testEngine.ts';

const record = (id: string): object => ({ id, values: [1, 2, 3], metadata: { n: id } });

describe('the store', () => {
  it('has everything again after it was closed', async () => {
    const first = new TestEngine();
    await first.createIndex('films', 3, 'euclidean');
    await first.upsert('films', [record('a'), record('b')], 'x');
    await first.send('POST', '/_i/films/vectors/delete', { ids: ['a'], namespace: 'x' });
    first.close();
    const second = new TestEngine(first.folder);
    const query = { topK: 5, vector: [1, 2, 4], namespace: 'x', includeMetadata: true };
    const reply = await second.query('films', query);
    expect(reply.json).toMatchObject({
      matches: [{ id: 'b', score: 1, metadata: { n: 'b' } }],
    });
    expect(reply.headers.get('x-pinecone-max-indexed-lsn')).toBe('2');
    second.close();
  });

  it('answers the same from memory as from disk, after any writes', async () => {
    const engine = new TestEngine();
    const random = seededRandom(3);
    await engine.createIndex('films', 3, 'dotproduct');
    const vector = (): number[] => [random() - 0.5, random() - 0.5, random() - 0.5];
    const query = {
      topK: 100,
      vector: [0.1, 0.2, 0.3],
      includeValues: true,
      filter: { even: true },
    };
    for (let step = 0; step < 60; step++) {
      const ids = Array.from({ length: 5 }, () => `r${Math.floor(random() * 40)}`);
      if (random() < 0.6) {
        const vectors = ids.map((id) => ({
          id,
          values: vector(),
          metadata: { even: random() < 0.5 },
        }));
        await engine.upsert('films', vectors);
      } else await engine.send('POST', '/_i/films/vectors/delete', { ids });
      await engine.query('films', query);
    }
    const fromMemory = (await engine.query('films', query)).json;
    engine.close();
    const again = new TestEngine(engine.folder);
    expect((await again.query('films', query)).json).toEqual(fromMemory);
    expect(fromMemory).not.toMatchObject({ matches: [] });
    again.close();
  });

  it('lets one engine have a folder', () => {
    const folder = temporaryFolder();
    const first = new Store(folder, silentLog);
    expect(() => new Store(folder, silentLog)).toThrow(
      expect.objectContaining({ kind: 'conflict' }),
    );
    first.dispose();
    new Store(folder, silentLog).dispose();
  });

  it('removes files that belong to no index', async () => {
    const engine = new TestEngine();
    await engine.createIndex('films', 3);
    engine.close();
    const indexes = path.join(engine.folder, 'indexes');
    for (const name of ['7-half.sqlite', '7-half.sqlite-wal', 'notes.txt'])
      writeFileSync(path.join(indexes, name), 'rest');
    new TestEngine(engine.folder).close();
    expect(readdirSync(indexes).sort()).toEqual(['1-films.sqlite', 'notes.txt']);
  });

  it('makes an index if the rest of a failed creation has the name of its file', async () => {
    const engine = new TestEngine();
    writeFileSync(path.join(engine.folder, 'indexes', '1-films.sqlite'), 'not a database at all');
    await engine.createIndex('films', 3);
    expect(await engine.upsert('films', [record('a')])).toMatchObject({ status: 200 });
    engine.close();
  });

  it('leaves nothing of an index whose file cannot be made', async () => {
    const engine = new TestEngine();
    const indexes = path.join(engine.folder, 'indexes');
    rmSync(indexes, { recursive: true });
    const reply = await engine.send('POST', '/indexes', newIndex('films', 3), newest);
    expect(reply.status).toBe(500);
    expect((await engine.send('GET', '/indexes')).json).toEqual({ indexes: [] });
    mkdirSync(indexes);
    await engine.createIndex('films', 3);
    engine.close();
  });

  it('waits for no other program that looks into an index, and says so', async () => {
    const { engine, file } = await closedEngine();
    const other = new DatabaseSync(file);
    other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    const again = new TestEngine(engine.folder);
    const query = { topK: 1, vector: [1, 2, 3] };
    expect(await again.query('films', query)).toMatchObject({
      status: 503,
      json: { code: 14, message: 'Another program has the index “films” open' },
    });
    other.close();
    expect(await again.query('films', query)).toMatchObject({ status: 200 });
    again.close();
  });
});

describe('a damaged index', () => {
  const damages: [string, (file: string) => void][] = [
    ['that is gone', (file) => rmSync(file)],
    ['that is empty', (file) => truncateSync(file, 0)],
    ['that is cut off', (file) => truncateSync(file, 20_000)],
    ['that is something else', (file) => writeFileSync(file, 'x'.repeat(100_000))],
    ['that has no schema', (file) => replaceBy(file, 'CREATE TABLE a (b)')],
    ['whose pages are overwritten', (file) => overwrite(file, 16_384)],
  ];

  it.each(damages)('%s fails alone, and can be deleted', async (_, damage) => {
    const { engine, file } = await closedEngine();
    damage(file);
    const again = new TestEngine(engine.folder);
    const failures = [
      await again.query('films', { topK: 1, vector: [1, 2, 3] }),
      await again.upsert('films', [record('z')]),
      await again.send('GET', '/_i/films/vectors/fetch?ids=a'),
    ];
    for (const failure of failures) {
      expect(failure).toMatchObject({
        status: 500,
        json: {
          code: 15,
          message: expect.stringMatching(
            /“films” is damaged or missing: restore it from a copy, or delete the index$/,
          ),
        },
      });
    }
    expect((await again.send('GET', '/indexes')).json).toMatchObject({
      indexes: [
        { name: 'films', status: { ready: false, state: 'Failed' } },
        { name: 'other', status: { ready: true, state: 'Ready' } },
      ],
    });
    expect(await again.query('other', { topK: 1, vector: [1] })).toMatchObject({
      status: 200,
      json: { matches: [{ id: 'o' }] },
    });
    expect(await again.send('DELETE', '/indexes/films')).toMatchObject({ status: 202 });
    expect(existsSync(file)).toBe(false);
    await again.createIndex('films', 2);
    again.close();
  });

  it('is ready again once its file was restored, and works', async () => {
    const { engine, file } = await closedEngine();
    copyFileSync(file, `${file}.copy`);
    writeFileSync(file, 'garbage');
    const again = new TestEngine(engine.folder);
    expect(await again.query('films', { topK: 1, vector: [1, 2, 3] })).toMatchObject({
      status: 500,
    });
    const describe = async () => (await again.send('GET', '/indexes/films')).json;
    expect(await describe()).toMatchObject({ status: { ready: false } });
    copyFileSync(`${file}.copy`, file);
    expect(await describe()).toMatchObject({ status: { ready: true } });
    expect(await again.query('films', { topK: 1, vector: [1, 2, 3] })).toMatchObject({
      status: 200,
      json: { matches: [{ id: 'a' }] },
    });
    expect(await describe()).toMatchObject({ status: { ready: true } });
    again.close();
  });

  it('of a newer version is refused, and left as it is', async () => {
    const { engine, file } = await closedEngine();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const again = new TestEngine(engine.folder);
    expect(await again.query('films', { topK: 1, vector: [1, 2, 3] })).toMatchObject({
      status: 503,
      json: { message: expect.stringContaining('newer version') },
    });
    again.close();
  });
});

describe('a damaged catalog', () => {
  const damages: [string, (file: string) => void][] = [
    ['that is gone', (file) => rmSync(file)],
    ['that is empty', (file) => truncateSync(file, 0)],
    ['that is something else', (file) => writeFileSync(file, 'x'.repeat(100_000))],
    ['that is another database', (file) => replaceBy(file, 'CREATE TABLE a (b)')],
    ['whose header is overwritten', (file) => overwrite(file, 0)],
  ];

  it.each(damages)('%s is refused, and nothing is overwritten', async (_, damage) => {
    const { engine, file } = await closedEngine();
    const catalog = path.join(engine.folder, 'catalog.sqlite');
    damage(catalog);
    const before = contentOf(catalog);
    expect(() => new Store(engine.folder, silentLog)).toThrow(
      expect.objectContaining({ kind: 'damaged', message: expect.stringContaining('catalog') }),
    );
    expect(contentOf(catalog) === before).toBe(true);
    expect(existsSync(file)).toBe(true);
  });
});

/** A closed engine with two indexes, and the file of the first. */
async function closedEngine(): Promise<{ engine: TestEngine; file: string }> {
  const engine = new TestEngine();
  await engine.createIndex('films', 3);
  const many = Array.from({ length: 900 }, (_, at) => record(`b${at}`));
  await engine.upsert('films', [record('a'), ...many]);
  await engine.createIndex('other', 1);
  await engine.upsert('other', [{ id: 'o', values: [1] }]);
  engine.close();
  return { engine, file: path.join(engine.folder, 'indexes', '1-films.sqlite') };
}

function contentOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'latin1') : undefined;
}

function replaceBy(file: string, sql: string): void {
  rmSync(file);
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

/** Writes noise over everything from an offset on, and keeps the length. */
function overwrite(file: string, from: number): void {
  const noise = Buffer.alloc(readFileSync(file).length - from, 0xa5);
  const handle = openSync(file, 'r+');
  writeSync(handle, noise, 0, noise.length, from);
  closeSync(handle);
}
