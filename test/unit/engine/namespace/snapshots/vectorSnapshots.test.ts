import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { unpackHits } from '../../../../../src/engine/namespace/calls/storedHits.ts';
import { VectorMemoryBudget } from '../../../../../src/engine/vectorSearch/rows/vectorMemoryBudget.ts';
import { readKernel } from '../../../../../src/engine/kernels/kernelFile.ts';
import { Searcher } from '../../../../../src/engine/vectorSearch/searcher.ts';
import {
  readChecksummedFile,
  writeChecksummedFile,
} from '../../../../../src/engine/storage/checksummedFile.ts';
import type { RecordBatch } from '../../../../../src/engine/namespace/calls/recordCalls.ts';
import { randomVector, seededRandom } from '../../../../support/random.ts';
import { temporaryFolder, TestEngine } from '../../testEngine.ts';

const dimension = 512;
const count = 9000;
const namespace = 'x';

/** Memory has no room for the vectors: they are kept in a file. */
const newSearcher = (): Searcher =>
  new Searcher(readKernel(), { budget: new VectorMemoryBudget(4 * 1024 * 1024) });

/** Matches no record. */
const none = { op: 'compare', field: 'year', comparison: '$lt', value: 0 } as const;

let random: () => number;
let engine: TestEngine;
let token: string;
const vectors = (): string => path.join(engine.folder, 'vectors', '1-films');

/** Holds the index that each test gets a copy of: to fill one takes a second. */
let filled: string;

beforeAll(async () => {
  random = seededRandom(7);
  engine = new TestEngine(temporaryFolder(), newSearcher);
  await engine.createIndex('films', dimension, 'cosine');
  for (let first = 0; first < count; first += 1000) await write(numbers(first, first + 1000));
  token = await snapshotOf(answers);
  engine.close();
  filled = engine.folder;
});

beforeEach(async () => {
  random = seededRandom(8);
  const folder = temporaryFolder();
  cpSync(filled, folder, { recursive: true });
  engine = new TestEngine(folder, newSearcher);
  await answers();
});

afterEach(() => engine.close());

describe('an index that is opened again', () => {
  it('answers from its snapshot, and from the database what was written since', async () => {
    for (let step = 0; step < 20; step++) {
      await write(numbers(0, 8).map(() => Math.floor(random() * (count + 500))));
      await remove(numbers(0, 8).map(() => Math.floor(random() * (count + 500))));
    }
    const before = await answers();
    for (let times = 0; times < 2; times++) {
      reopen();
      expect(await answers()).toEqual(before);
      // One that was read from the database as a whole would have been written anew.
      expect(tokens()).toEqual([token]);
      await remove([times]);
      await write([times]);
    }
  });

  it.each<{ from: string; prepare: () => void }>([
    { from: 'its snapshot', prepare: () => undefined },
    { from: 'the database', prepare: () => rmSync(vectors(), { recursive: true }) },
  ])('answers others and takes writes while it is read from $from', async ({ prepare }) => {
    await write(numbers(0, 1500));
    engine.close();
    prepare();
    reopen();
    const answered: string[] = [];
    const note = (what: string) => () => void answered.push(what);
    const opening = engine.calls
      .call('records.delete', { index: 'films', namespace, selection: { filter: none } })
      .then(note('deletion by filter'));
    await engine.calls.call('index.stats', { index: 'films' }).then(note('statistics'));
    const changes = [
      write(numbers(0, 20)),
      write(numbers(count - 20, count + 20)),
      remove(numbers(10, 30)),
      remove(numbers(count - 30, count - 10)),
    ];
    await Promise.all(changes).then(note('writes'));
    await opening;
    expect(answered[0]).toBe('statistics');
    const found = await answers();
    engine.close();
    rmSync(vectors(), { recursive: true, force: true });
    reopen();
    expect(await answers()).toEqual(found);
  });

  it('reads a namespace again that was emptied while it was read', async () => {
    reopen();
    const asking = answers();
    const selection = { all: true } as const;
    await engine.calls.call('records.delete', { index: 'films', namespace, selection });
    await write([1, 2, 3]);
    await asking;
    const [first] = await answers();
    expect(first?.map(({ id }) => id).toSorted()).toEqual(['r1', 'r2', 'r3']);
  });

  it('throws that it was closed if that happens while it is read', async () => {
    reopen();
    const asking = answers().catch((error: unknown) => error);
    await engine.calls.call('index.delete', { name: 'films' });
    expect(await asking).toMatchObject({ kind: 'notFound' });
  });

  it('has none of the records of a namespace that was emptied', async () => {
    await engine.calls.call('records.delete', {
      index: 'films',
      namespace,
      selection: { all: true },
    });
    await write([1, 2, 3]);
    reopen();
    const [first] = await answers();
    expect(first?.map(({ id }) => id).toSorted()).toEqual(['r1', 'r2', 'r3']);
    expect(readdirSync(vectors())).toEqual([]);
  });

  it.each<{ what: string; damage: () => void | Promise<void> }>([
    { what: 'its files are of an older version', damage: () => makeOlder(file(token, 'rows')) },
    { what: 'codes are cut short', damage: () => truncateSync(file(token, '0'), 100_000) },
    { what: 'codes have another byte', damage: () => flip(file(token, '0'), 54_321) },
    { what: 'rows have another byte', damage: () => flip(file(token, 'rows'), 54_321) },
    { what: 'vectors are missing', damage: () => rmSync(floats()) },
    { what: 'vectors are those of another', damage: () => flip(floats(), 20) },
    { what: 'rows are missing', damage: () => rmSync(file(token, 'rows')) },
    { what: 'all is missing', damage: () => rmSync(vectors(), { recursive: true }) },
  ])('makes its snapshot anew where $what', async ({ damage }) => {
    const before = await answers();
    engine.close();
    await damage();
    reopen();
    const next = await snapshotOf(async () => expect(await answers()).toEqual(before));
    expect(next).not.toBe(token);
    reopen();
    expect(await answers()).toEqual(before);
  });

  it('stops using a snapshot at its first broken vector, and replaces it when the index is next opened', async () => {
    const before = await answers();
    engine.close();
    const bytes = readFileSync(floats());
    writeFileSync(floats(), bytes.fill(0, 64));
    reopen();
    expect(await answers()).toEqual(before);
    expect(tokens()).toEqual([token]);
    reopen();
    const next = await snapshotOf(async () => expect(await answers()).toEqual(before));
    expect(next).not.toBe(token);
  });

  it('continues without a snapshot if none can be kept', async () => {
    const before = await answers();
    engine.close();
    rmSync(vectors(), { recursive: true });
    writeFileSync(vectors(), 'in the way');
    reopen();
    expect(await answers()).toEqual(before);
    await write(numbers(0, 2500));
    const after = await answers();
    reopen();
    expect(await answers()).toEqual(after);
  });

  it('keeps no files of a snapshot that was not finished', async () => {
    engine.close();
    writeFileSync(file('cut-off', '0'), 'half');
    reopen();
    await answers();
    expect(tokens()).toEqual([token]);
  });
});

describe('a snapshot', () => {
  it('is replaced once many records have changed', async () => {
    const next = await snapshotOf(() => write(numbers(0, 2500)));
    expect(next).not.toBe(token);
    const before = await answers();
    reopen();
    expect(await answers()).toEqual(before);
    expect(tokens()).toEqual([next]);
  });

  it('goes with its index', async () => {
    await engine.calls.call('index.delete', { name: 'films' });
    expect(readdirSync(path.join(engine.folder, 'vectors'))).toEqual([]);
  });
});

function reopen(): void {
  engine.close();
  engine = new TestEngine(engine.folder, newSearcher);
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

async function write(ids: readonly number[]): Promise<void> {
  const batch: RecordBatch = {
    ids: ids.map((id) => `r${id}`),
    values: new Float32Array(ids.flatMap(() => randomVector(dimension, random))).buffer,
    metadata: ids.map(() => ({})),
  };
  await engine.calls.call('records.upsert', { index: 'films', namespace, batch });
}

async function remove(ids: readonly number[]): Promise<void> {
  const selection = { ids: ids.map((id) => `r${id}`) };
  await engine.calls.call('records.delete', { index: 'films', namespace, selection });
}

/** The best of a few fixed queries. */
async function answers(): Promise<{ id: string; score: number }[][]> {
  const query = seededRandom(11);
  const found = [];
  for (let at = 0; at < 5; at++) {
    const { hits } = await engine.calls.call('records.query', {
      index: 'films',
      namespace,
      topK: 50,
      by: { vector: Float32Array.from(randomVector(dimension, query)) },
      includeValues: false,
      includeMetadata: false,
    });
    found.push(unpackHits(hits).map(({ id, score }) => ({ id, score })));
  }
  return found;
}

/** The token of the snapshot that is written after the work has begun, once it is there. */
async function snapshotOf(work: () => Promise<unknown>): Promise<string> {
  // Opens the index, which takes away what belongs to no snapshot, as the end of each writing does.
  await engine.calls.call('index.stats', { index: 'films' });
  const stray = file('stray', '0');
  mkdirSync(vectors(), { recursive: true });
  writeFileSync(stray, '');
  await work();
  await vi.waitFor(() => expect(existsSync(stray)).toBe(false), { timeout: 30_000 });
  const [token, ...others] = tokens();
  expect(others).toEqual([]);
  return token!;
}

/** Of all files that are there but that of the vectors, which goes from snapshot to snapshot. */
function tokens(): string[] {
  const names = readdirSync(vectors()).filter((name) => name !== path.basename(floats()));
  return [...new Set(names.map((name) => name.split('.')[0]!))];
}

function floats(): string {
  return file('vectors-1', 'f32');
}

function file(token: string, name: string): string {
  return path.join(vectors(), `${token}.${name}`);
}

function flip(name: string, at: number): void {
  const bytes = readFileSync(name);
  bytes[at]! ^= 0x10;
  writeFileSync(name, bytes);
}

/** As the version before wrote it, but for what it holds. */
async function makeOlder(rows: string): Promise<void> {
  const bytes = await readChecksummedFile(rows);
  const at = Buffer.from(bytes.buffer).indexOf('"formatVersion":4') + '"formatVersion":'.length;
  expect(String.fromCharCode(bytes[at]!)).toBe('4');
  bytes[at]! -= 1;
  rmSync(rows);
  await writeChecksummedFile(rows, [bytes], new AbortController().signal);
}
