import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  readChecksummedFile,
  writeChecksummedFile,
} from '../../../../../src/engine/storage/checksummedFile.ts';
import { seededRandom } from '../../../../support/random.ts';
import { newest, temporaryFolder, TestEngine } from '../../testEngine.ts';

/** What the tests ask of an index whose postings have a snapshot. */
type Kind = {
  readonly part: string;
  readonly fields: object;
  /** Writes records with these numbers. */
  readonly write: (numbers: readonly number[]) => Promise<void>;
  readonly answer: (query: () => number) => Promise<unknown>;
};

const recordCount = 3000;
const wordsPerRecord = 40;
const questionCount = 8;

let random: () => number;
let engine: TestEngine;

const rank = (next: () => number): number => Math.floor(2000 ** next());
const ranks = (next: () => number, count: number): number[] => [
  ...new Set(Array.from({ length: count }, () => rank(next))),
];

const fieldCount = 30;
const fieldNames = Array.from({ length: fieldCount }, (_, at) => `f${at}`);
const vectorOf = (next: () => number): number[] => Array.from({ length: 4 }, next);

/** A number, a text, a list of texts or nothing. */
const valueOf = (next: () => number): unknown =>
  [next(), `w${rank(next)}`, [`w${rank(next)}`, 'ä'], true, undefined][Math.floor(5 * next())];

const kinds: readonly Kind[] = [
  {
    part: 'columns',
    fields: { _values: { type: 'dense_vector', dimension: 4, metric: 'cosine' } },
    write: async (numbers) => {
      const vectors = numbers.map((number) => ({
        id: `r${number}`,
        values: vectorOf(random),
        metadata: Object.fromEntries(
          fieldNames.flatMap((name) => {
            const value = valueOf(random);
            return value === undefined ? [] : [[name, value]];
          }),
        ),
      }));
      expect(await engine.upsert('films', vectors)).toMatchObject({ status: 200 });
    },
    answer: async (query) => {
      const ask = async (filter: object): Promise<unknown> =>
        matchesOf(await engine.query('films', { topK: 20, vector: vectorOf(query), filter }));
      return [
        await ask({ $or: fieldNames.map((name) => ({ [name]: { $eq: `w${rank(query)}` } })) }),
        await ask({ [fieldNames[rank(query) % fieldCount]!]: { $gt: query() } }),
        await ask({ f3: { $exists: false }, f4: { $ne: 'ä' }, other: { $exists: false } }),
      ];
    },
  },
  {
    part: 'sparse',
    fields: { _sparse_values: { type: 'sparse_vector' } },
    write: async (numbers) => {
      const vectors = numbers.map((number) => {
        const indices = ranks(random, wordsPerRecord);
        const sparseValues = { indices, values: indices.map(() => 1 + random()) };
        return { id: `r${number}`, sparseValues };
      });
      expect(await engine.upsert('films', vectors)).toMatchObject({ status: 200 });
    },
    answer: async (query) => {
      const indices = ranks(query, 5);
      const sparseVector = { indices, values: indices.map(() => query()) };
      const byVector = await engine.query('films', { topK: 20, sparseVector });
      const byId = await engine.query('films', { topK: 20, id: `r${rank(query)}` });
      return [byVector, byId].map(matchesOf);
    },
  },
  {
    part: 'texts',
    fields: {
      title: { type: 'string', full_text_search: {} },
      text: { type: 'string', full_text_search: { language: 'en', stemming: true } },
    },
    write: async (numbers) => {
      const documents = numbers.map((number) => ({
        _id: `r${number}`,
        ...(number % 3 === 0 ? {} : { title: `ä${number % 50} w${rank(random)}` }),
        text: Array.from({ length: wordsPerRecord }, () => `w${rank(random)}`).join(' '),
      }));
      expect(await send('POST', '/documents/upsert', { documents })).toMatchObject({ status: 202 });
    },
    answer: async (query) => {
      const words = ranks(query, 3).map((word) => `w${word}`);
      const search = (clause: object, filter?: object): Promise<unknown> =>
        send('POST', '/documents/search', { score_by: [clause], top_k: 20, filter }).then(
          matchesOf,
        );
      const fields = ['title', 'text'];
      return [
        await search({ type: 'text', fields, query: words.join(' ') }),
        await search({ type: 'query_string', query: `text:"w1 ${words[0]}"~3 OR title:/ä7.*/` }),
        await search(
          { type: 'text', fields, query: words[0] },
          { text: { $match_any: `w2 ${words[1]}` } },
        ),
      ];
    },
  },
];

describe.each(kinds)('a snapshot of $part', ({ part, fields, write, answer }) => {
  /** Holds the index that each test gets a copy of. */
  let filled: string;
  let token: string;

  beforeAll(async () => {
    random = seededRandom(7);
    engine = new TestEngine(temporaryFolder());
    const created = await engine.send(
      'POST',
      '/indexes',
      { name: 'films', schema: { fields } },
      newest,
    );
    if (created.status !== 201) throw new Error(created.text);
    for (let first = 0; first < recordCount; first += 500) await write(numbers(first, first + 500));
    token = await snapshotAfter(undefined, answers);
    engine.close();
    filled = engine.folder;
  });

  beforeEach(() => {
    random = seededRandom(8);
    const folder = temporaryFolder();
    cpSync(filled, folder, { recursive: true });
    engine = new TestEngine(folder);
  });

  afterEach(() => engine.close());

  it('answers as the database does, with what was written since', async () => {
    for (let round = 0; round < 4; round++) {
      await write(some(12));
      await remove(some(12));
      const found = await answers();
      reopen();
      expect(await answers()).toEqual(found);
      // A part that was read from the database as a whole would have been written again.
      expect(tokens()).toEqual([token]);
    }
    const found = await answers();
    expect(await answersOfDatabase()).toEqual(found);
  });

  it('takes writes while it is read', async () => {
    const asked = answers();
    await write(some(30));
    await remove(some(30));
    await asked;
    const found = await answers();
    expect(await answersOfDatabase()).toEqual(found);
  });

  it('goes on after many records were written, removed and swept out', async () => {
    for (let first = 0; first < 2400; first += 400) await write(numbers(first, first + 400));
    const found = await answers();
    expect(await answersOfDatabase()).toEqual(found);
  });

  it('is written again once many records have changed', async () => {
    await answers();
    const next = await snapshotAfter(token, () => write(numbers(0, 700)));
    const found = await answers();
    reopen();
    expect(await answers()).toEqual(found);
    expect(tokens()).toEqual([next]);
  });

  it.each<{ what: string; damage: (file: string) => void | Promise<void> }>([
    { what: 'has another byte', damage: (file) => flip(file, 54_321) },
    { what: 'is cut short', damage: (file) => truncateSync(file, 100_000) },
    { what: 'is missing', damage: (file) => rmSync(file) },
    { what: 'is of another version', damage: makeOlder },
  ])('is written again if its file $what', async ({ damage }) => {
    const found = await answers();
    engine.close();
    await damage(fileOf(token));
    reopen();
    await snapshotAfter(token, async () => expect(await answers()).toEqual(found));
    reopen();
    expect(await answers()).toEqual(found);
  });

  it('has none of the records of a namespace that was emptied', async () => {
    const selection = { all: true } as const;
    const namespace = '__default__';
    await engine.calls.call('records.delete', { index: 'films', namespace, selection });
    await write([1, 2, 3]);
    const found = await answers();
    reopen();
    expect(await answers()).toEqual(found);
    expect(JSON.stringify(found)).not.toContain('r4');
    expect(readdirSync(folderOfFiles())).toEqual([]);
  });

  function some(count: number): number[] {
    return numbers(0, count).map(() => Math.floor(random() * (recordCount + 100)));
  }

  async function answers(): Promise<unknown[]> {
    const query = seededRandom(11);
    const found: unknown[] = [];
    for (let asked = 0; asked < questionCount; asked++) found.push(await answer(query));
    return found;
  }

  async function answersOfDatabase(): Promise<unknown[]> {
    engine.close();
    rmSync(folderOfFiles(), { recursive: true });
    reopen();
    return answers();
  }

  /** The token of the next snapshot, once it is the only one. */
  async function snapshotAfter(
    before: string | undefined,
    work: () => Promise<unknown>,
  ): Promise<string> {
    await work();
    const [next] = await writtenTokens(part, before);
    expect(tokens()).toEqual([next]);
    return next!;
  }

  /** Of the files of the part. */
  function tokens(): string[] {
    return readdirSync(folderOfFiles())
      .filter((name) => name.endsWith(`.${part}`))
      .map((name) => name.split('.')[0]!);
  }

  function fileOf(name: string): string {
    return path.join(folderOfFiles(), `${name}.${part}`);
  }
});

it('keeps columns of metadata that no filter has asked for', async () => {
  random = seededRandom(10);
  engine = new TestEngine(temporaryFolder());
  const { fields, write, answer } = kinds[0]!;
  await engine.send('POST', '/indexes', { name: 'films', schema: { fields } }, newest);
  for (let first = 0; first < recordCount; first += 500) await write(numbers(first, first + 500));
  await engine.query('films', { topK: 1, vector: vectorOf(random) });
  const written = await writtenTokens('columns');
  reopen();
  const found = await answer(seededRandom(11));
  // Fields that had to be read from the database would have been written.
  expect(readdirSync(folderOfFiles())).toEqual(written.map((token) => `${token}.columns`));
  engine.close();
  rmSync(folderOfFiles(), { recursive: true });
  reopen();
  expect(await answer(seededRandom(11))).toEqual(found);
  engine.close();
});

it('keeps metadata that was changed by a filter apart from vectors', async () => {
  random = seededRandom(9);
  engine = new TestEngine(temporaryFolder());
  const fields = {
    text: { type: 'string', full_text_search: {} },
    place: { type: 'dense_vector', dimension: 4, metric: 'cosine' },
  };
  await engine.send('POST', '/indexes', { name: 'films', schema: { fields } }, newest);
  for (let first = 0; first < recordCount; first += 500) {
    const documents = numbers(first, first + 500).map((number) => ({
      _id: `r${number}`,
      text: Array.from({ length: wordsPerRecord }, () => `w${rank(random)}`).join(' '),
      place: [random(), random(), random(), random()],
      part: number % 10,
    }));
    await send('POST', '/documents/upsert', { documents });
  }
  const search = (query: string): Promise<unknown> =>
    send('POST', '/documents/search', {
      score_by: [{ type: 'text', fields: ['text'], query }],
      top_k: 500,
    }).then(matchesOf);
  await search('w1');
  await vi.waitFor(() => expect(readdirSync(folderOfFiles())).toHaveLength(1), { timeout: 30_000 });
  reopen();
  const changed = await engine.calls.call('documents.updateMatching', {
    index: 'films',
    namespace: '__default__',
    filter: { op: 'compare', field: 'part', comparison: '$eq', value: 3 },
    change: { metadata: { text: 'changed' }, removed: [] },
  });
  expect(changed.matched).toBe(recordCount / 10);
  reopen();
  expect(await search('changed')).toHaveLength(recordCount / 10);
  engine.close();
});

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

function reopen(): void {
  engine.close();
  engine = new TestEngine(engine.folder);
}

function send(method: string, url: string, body: object): ReturnType<TestEngine['send']> {
  return engine.send(method, `/_i/films/namespaces/__default__${url}`, body, newest);
}

async function remove(ids: readonly number[]): Promise<void> {
  const selection = { ids: ids.map((id) => `r${id}`) };
  const namespace = '__default__';
  await engine.calls.call('records.delete', { index: 'films', namespace, selection });
}

function matchesOf({ status, json, text }: Awaited<ReturnType<TestEngine['send']>>): unknown {
  if (status !== 200) throw new Error(text);
  return (json as { matches: unknown }).matches;
}

/** The tokens of the snapshots of a part, once there is one other than `before` and the database knows it. */
function writtenTokens(part: string, before?: string): Promise<readonly string[]> {
  return vi.waitFor(
    () => {
      const found = knownTokens(part);
      expect(found).toEqual([expect.not.stringMatching(before ?? '^$')]);
      return found;
    },
    { timeout: 30_000 },
  );
}

/** The tokens in a copy of the database: the engine has locked its own. */
function knownTokens(part: string): readonly string[] {
  const folder = temporaryFolder();
  cpSync(path.join(engine.folder, 'indexes'), folder, { recursive: true });
  const database = new DatabaseSync(path.join(folder, '1-films.sqlite'));
  try {
    const query = database.prepare('SELECT token FROM snapshots WHERE part = ?');
    return query.all(part).map(({ token }) => String(token));
  } finally {
    database.close();
  }
}

function folderOfFiles(): string {
  return path.join(engine.folder, 'vectors', '1-films');
}

function flip(name: string, at: number): void {
  const bytes = readFileSync(name);
  bytes[at]! ^= 0x10;
  writeFileSync(name, bytes);
}

async function makeOlder(file: string): Promise<void> {
  const bytes = await readChecksummedFile(file);
  const at = Buffer.from(bytes.buffer).indexOf('"formatVersion":') + '"formatVersion":'.length;
  bytes[at]! -= 1;
  rmSync(file);
  await writeChecksummedFile(file, [bytes], new AbortController().signal);
}
