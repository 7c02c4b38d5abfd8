import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runEngine, startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { ask, askFor, newIndexBody } from '../support/engineRequests.ts';

// Each test names what somebody did to the data folder between two engines; the line above it says what it found.

let sound: string;
let folder: string;
let engine: EngineProcess | undefined;

beforeAll(async () => {
  sound = await mkdtemp(path.join(tmpdir(), 'vectorscope-sound-'));
  const first = await startEngine({ dataDir: sound });
  for (const name of ['a', 'b']) {
    await askFor(first, 'POST', '/indexes', newIndexBody(name, 2));
    await askFor(first, 'POST', `/_i/${name}/vectors/upsert`, {
      vectors: [1, 2, 3].map((n) => ({ id: `${name}${n}`, values: [n, 1], metadata: { n } })),
    });
  }
  await askFor(first, 'POST', '/indexes/a/backups', { name: 'before' });
  await first.stop();
});

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-spoiled-'));
  await cp(sound, folder, { recursive: true });
});

afterEach(async () => {
  await engine?.stop();
  engine = undefined;
  await rm(folder, { recursive: true, force: true });
});

afterAll(() => rm(sound, { recursive: true, force: true }));

const inFolder = (name: string): string => path.join(folder, name);
const change = (name: string, ...statements: readonly string[]): void => {
  const database = new DatabaseSync(inFolder(name));
  for (const statement of statements) database.exec(statement);
  database.close();
};
const start = async (): Promise<EngineProcess> => (engine = await startEngine({ dataDir: folder }));
const idsOf = async (index: string): Promise<readonly string[]> => {
  type Listed = { vectors: { id: string }[] };
  const listed = await askFor<Listed>(engine!, 'GET', `/_i/${index}/vectors/list`);
  return listed.vectors.map(({ id }) => id);
};
const refusal = async (): Promise<{ code: number | null; error: string; message: string }> => {
  const { code, stdout } = await runEngine(['serve', '--data', folder]);
  return { code, ...(JSON.parse(stdout) as { error: string; message: string }) };
};

describe('an engine starts on a folder', () => {
  // Found: a folder among the checkpoints ended the engine after its first answers.
  it('with a folder where an interrupted import would be', async () => {
    await mkdir(inFolder('imports/x.json'), { recursive: true });
    await start();
    expect(await askFor(engine!, 'GET', '/_i/a/bulk/imports')).toEqual({ data: [] });
    expect(await idsOf('a')).toEqual(['a1', 'a2', 'a3']);
  });

  // Found: no engine started until somebody removed them.
  it('with folders called like files of indexes and backups', async () => {
    await mkdir(inFolder('indexes/9-z.sqlite'));
    await mkdir(inFolder('backups/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa.sqlite'));
    await start();
    expect(await idsOf('b')).toEqual(['b1', 'b2', 'b3']);
  });

  // Found nothing.
  it.each([-5, 1_000_000_000_000])(
    'with a count of records that says %d, and serves the other indexes',
    async (count) => {
      change('indexes/1-a.sqlite', `UPDATE namespaces SET record_count = ${count}`);
      await start();
      await ask(engine!, 'POST', '/_i/a/query', { topK: 2, vector: [1, 1] });
      expect(await idsOf('b')).toEqual(['b1', 'b2', 'b3']);
    },
  );

  // Found nothing.
  it.each(['change', 'bits'])('with garbage as the %s of a write by filter', async (part) => {
    const [text, bits] = part === 'change' ? ['{', "x''"] : ['"delete"', 'zeroblob(100000)'];
    change(
      'indexes/1-a.sqlite',
      `INSERT INTO pending_change SELECT pk, '${text}' FROM namespaces`,
      `INSERT INTO pending_records VALUES (9007199254740991, ${bits})`,
    );
    await start();
    await ask(engine!, 'POST', '/_i/a/query', { topK: 2, vector: [1, 1] });
    expect(await idsOf('b')).toEqual(['b1', 'b2', 'b3']);
  });

  // Found: the thread of the store died of the answer, and the engine with it.
  it('with metadata that is nested too deeply to be passed on', async () => {
    const deep = `{"n":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    change('indexes/1-a.sqlite', `UPDATE records SET sum = NULL, metadata = '${deep}'`);
    await start();
    expect((await ask(engine!, 'GET', '/_i/a/vectors/fetch?ids=a1')).status).toBe(500);
    expect(await idsOf('b')).toEqual(['b1', 'b2', 'b3']);
  });
});

describe('the file of an index', () => {
  const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)';

  // Found: the next write ran for ever, and nobody else was answered.
  it('with a foreign trigger is damaged, and the others are served', async () => {
    change(
      'indexes/1-a.sqlite',
      `CREATE TRIGGER t AFTER UPDATE ON namespaces BEGIN ${endless} SELECT count(*) FROM c; END`,
    );
    await start();
    const vectors = [{ id: 'new', values: [1, 2] }];
    const reply = await ask(engine!, 'POST', '/_i/a/vectors/upsert', { vectors });
    expect(reply.text).toMatch('“a” is damaged');
    expect(await idsOf('b')).toEqual(['b1', 'b2', 'b3']);
  });

  // Found: the next read ran for ever.
  it('with a view in the place of a table is damaged', async () => {
    const rows = `${endless} SELECT x AS pk, 1 AS namespace, 'a' || x AS id, '{}' AS metadata, NULL AS sum FROM c`;
    change('indexes/1-a.sqlite', 'DROP TABLE records', `CREATE VIEW records AS ${rows}`);
    await start();
    expect((await ask(engine!, 'GET', '/_i/a/vectors/list')).text).toMatch('“a” is damaged');
  });

  const nan = "x'0000c07f0000c07f'";
  const noSum = 'sum = NULL';
  const byFilter = { topK: 1, vector: [1, 1], filter: { n: 1 } };
  const query = { topK: 1, vector: [1, 1], includeValues: true, includeMetadata: true };
  // Found: 500 INTERNAL.
  it.each([
    ['a list of fields that is no JSON', `UPDATE namespaces SET filterable = '{'`, byFilter],
    ['a list of fields that is a number', `UPDATE namespaces SET filterable = '7'`, byFilter],
    ['a counter of writes above 2^53', 'UPDATE namespaces SET lsn = 9007199254740993', query],
    ['metadata that is null', `UPDATE records SET ${noSum}, metadata = 'null'`, byFilter],
    ['metadata that is a list', `UPDATE records SET ${noSum}, metadata = '[1]'`, query],
    ['vectors that are not finite', `UPDATE vectors SET ${noSum}, value = ${nan}`, query],
    ['no table of vectors', 'DROP TABLE vectors', query],
  ])('with %s is damaged, and the others are answered', async (_, sql, body) => {
    change('indexes/1-a.sqlite', sql);
    await start();
    const reply = await ask(engine!, 'POST', '/_i/a/query', body);
    expect(reply.text).toMatch('“a” is damaged');
    expect(JSON.parse(reply.text)).toMatchObject({ code: 15 });
    expect(await idsOf('b')).toEqual(['b1', 'b2', 'b3']);
  });

  // Found: 500 INTERNAL.
  it.each(['{', 'null', '{"status":1}'])(
    'with an import that says %s is damaged',
    async (state) => {
      change('indexes/1-a.sqlite', `INSERT INTO imports (state) VALUES ('${state}')`);
      await start();
      const reply = await ask(engine!, 'GET', '/_i/a/bulk/imports');
      expect(reply.text).toMatch('“a” is damaged');
      expect(await idsOf('b')).toEqual(['b1', 'b2', 'b3']);
    },
  );

  // Found: 500 INTERNAL, although the index was deleted.
  it('that is a folder leaves an index that can be deleted', async () => {
    await rm(inFolder('indexes/1-a.sqlite'));
    await mkdir(inFolder('indexes/1-a.sqlite'));
    await start();
    expect((await ask(engine!, 'DELETE', '/indexes/a')).status).toBe(202);
    expect((await ask(engine!, 'GET', '/indexes/a')).status).toBe(404);
    expect(await idsOf('b')).toEqual(['b1', 'b2', 'b3']);
  });
});

describe('the catalog', () => {
  const edit = (sql: string): string => `UPDATE indexes SET definition = ${sql} WHERE name = 'a'`;

  // Found: deleting the index deleted a file outside the data folder.
  it('that names an index by a path is damaged, and the file there is kept', async () => {
    await mkdir(inFolder('indexes/1-x'));
    await writeFile(inFolder('victim.sqlite'), 'a file of the user');
    change('catalog.sqlite', edit(`json_set(definition, '$.name', 'x/../../victim')`));
    expect(await refusal()).toMatchObject({ code: 4, error: 'damaged' });
    expect(await readFile(inFolder('victim.sqlite'), 'utf8')).toBe('a file of the user');
  });

  // Found: starting failed with the words of a parser, or all lists of indexes failed.
  it.each([
    `'{'`,
    `'null'`,
    `'[]'`,
    `'{}'`,
    `json_set(definition, '$.name', 'b')`,
    `json_set(definition, '$.dimension', 1000000000)`,
    `json_set(definition, '$.metric', 'none')`,
  ])('whose definition of an index is %s is damaged', async (definition) => {
    change('catalog.sqlite', edit(definition));
    expect(await refusal()).toMatchObject({ code: 4, error: 'damaged' });
  });

  // Found: deleting the backup would have deleted what its id led to.
  it('that names a backup by a path is damaged', async () => {
    const document = `json_set(document, '$.id', '../victim')`;
    change('catalog.sqlite', `UPDATE backups SET document = ${document}`);
    expect(await refusal()).toMatchObject({ code: 4, error: 'damaged' });
  });
});

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  // Found: the engine started, and some or all requests were never answered.
  it.each(['reserve', 'imports/x.json', 'pulls/index-a/state.json', 'catalog.sqlite-journal'])(
    'at %s is refused before it is opened',
    async (name) => {
      await mkdir(path.dirname(inFolder(name)), { recursive: true });
      await rm(inFolder(name), { force: true });
      await promisify(execFile)('mkfifo', [inFolder(name)]);
      const message = expect.stringContaining(`${inFolder(name)} is neither a file nor a folder`);
      expect(await refusal()).toMatchObject({ error: 'failed', message });
    },
  );
});
