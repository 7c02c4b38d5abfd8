import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  builtParquet,
  element,
  listColumn,
  struct,
  textColumn,
  texts,
  u32,
  varint,
  withFooter,
  type BuiltColumn,
} from '../support/builtParquet.ts';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { askFor, newIndexBody } from '../support/engineRequests.ts';

// Each test names an attack on imports by a file; the line above it says what it found.

type Import = {
  readonly status: string;
  readonly recordsImported: number;
  readonly error?: string;
};

let engine: EngineProcess;
let folder: string;
let indexes = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-attacks-'));
  engine = await startEngine();
});
afterAll(async () => {
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  indexes++;
  await askFor(engine, 'POST', '/indexes', newIndexBody(`films-${indexes}`, 2));
});

/** How the import of a file ends, told by an engine that lives. */
async function imported(bytes: Uint8Array, onError = 'abort'): Promise<Import> {
  const file = path.join(folder, `films-${indexes}.parquet`);
  await writeFile(file, bytes);
  const url = `/_i/films-${indexes}/bulk/imports`;
  const body = { uri: pathToFileURL(file).href, errorMode: { onError } };
  await askFor(engine, 'POST', url, body);
  for (;;) {
    const state = await askFor<Import>(engine, 'GET', `${url}/1`);
    if (state.status !== 'InProgress') return state;
    await sleep(20);
  }
}

const ids = textColumn('id', 'a', 'b');
const vectors = listColumn('values', [
  [1, 2],
  [3, 4],
]);

/** A column beside those that are needed. */
const beside = (more: Partial<BuiltColumn>): BuiltColumn => ({
  ...textColumn('extra', 'x', 'y'),
  ...more,
});

const nulls = (count: number): BuiltColumn => ({
  schema: [element('id', 1, { type: 6 })],
  path: ['id'],
  type: 6,
  // One run of zeros: varint(2 * count) and a byte.
  pages: [
    {
      count,
      bytes: Buffer.concat([
        u32(varint(BigInt(2 * count)).length + 1),
        varint(BigInt(2 * count)),
        Buffer.from([0]),
      ]),
    },
  ],
});

describe('a file whose numbers lie', () => {
  // Found: the process died with `invalid table size`, and again after each restart, as the import was resumed.
  it('fails alone if a page of 10 bytes says that it has 400,000,000 values', async () => {
    const file = builtParquet(400_000_000, [
      nulls(400_000_000),
      { ...vectors, count: 400_000_000 },
    ]);
    expect(await imported(file)).toMatchObject({
      status: 'Failed',
      error: expect.stringMatching(
        /films-\d+\.parquet cannot be read as Parquet: the column “id”: a page has more than/,
      ),
    });
  });

  // Found: the same, with a row group that says what it holds.
  it('fails alone if a page says that it has more values than its row group', async () => {
    const lying = { ...nulls(400_000_000), count: 2 };
    expect(await imported(builtParquet(2, [lying, vectors]))).toMatchObject({
      status: 'Failed',
      error: expect.stringContaining('a page has more values than its row group'),
    });
  });

  // Found: the bytes behind the page, of other columns and files, became text of the record.
  it('fails alone if a text says that it is longer than its page', async () => {
    const [page] = ids.pages;
    const bytes = Buffer.concat([u32(60), Buffer.from('a'), texts('b')]);
    const lying = { ...ids, pages: [{ ...page!, bytes }] };
    expect(await imported(builtParquet(2, [lying, vectors]))).toMatchObject({
      status: 'Failed',
      error: expect.stringContaining('fewer values than it says'),
    });
  });

  // Found: a literal of Snappy with a negative length was read for ever.
  it('fails alone if a compressed literal says that it is longer than all', async () => {
    const [page] = ids.pages;
    const bytes = Buffer.from([10, 0xfc, 0xf0, 0xff, 0xff, 0xff, 0x61]);
    const lying = { ...ids, codec: 1, pages: [{ ...page!, bytes, decodedSize: 10 }] };
    expect(await imported(builtParquet(2, [lying, vectors]))).toMatchObject({ status: 'Failed' });
  });

  // Found: texts that share their beginnings grew to gigabytes out of a page of a megabyte.
  it('fails alone where texts share so much that they fill the memory', async () => {
    const shared = deltas([0, ...Array.from({ length: 38_400 }, (_, at) => 100 * at + 100)]);
    const lengths = deltas(Array.from({ length: 38_401 }, () => 100));
    const bytes = Buffer.concat([shared, lengths, Buffer.alloc(100 * 38_401, 0x61)]);
    const bomb: BuiltColumn = { ...ids, pages: [{ count: 38_401, encoding: 7, bytes }] };
    const many = listColumn(
      'values',
      Array.from({ length: 38_401 }, (_, at) => [at, 1]),
    );
    expect(await imported(builtParquet(38_401, [bomb, many]))).toMatchObject({
      status: 'Failed',
      error: expect.stringContaining('the texts of a page are too long'),
    });
  });

  // Found: each list of the footer took memory for what it said before a value of it was read.
  it('fails alone if its footer holds lists of a billion lists', async () => {
    const list = Buffer.concat([Buffer.from([0xf9]), varint(16_000_000n)]);
    const footer = Buffer.concat([Buffer.from([0x29]), ...Array.from({ length: 40 }, () => list)]);
    expect(await imported(withFooter(Buffer.from('PAR1'), footer))).toMatchObject({
      status: 'Failed',
      error: expect.stringContaining('cannot be read as Parquet'),
    });
  });

  // Found: columns of different lengths gave records the vectors of others.
  it('keeps nothing of records whose vectors end before them', async () => {
    const short = listColumn('values', [[1, 2]]);
    const state = await imported(builtParquet(2, [ids, { ...short, count: 4 }]));
    expect(state).toMatchObject({ status: 'Failed', recordsImported: 0 });
  });
});

describe('rows', () => {
  // Found: 902 of 1,000 records had the vector of another one.
  it('that continue in the next page have the vectors of their ids', async () => {
    const count = 1200;
    const names = Array.from({ length: count }, (_, at) => `r${at}`);
    const values = names.map((_, at) => [at, -at - 1]);
    const file = builtParquet(count, [textColumn('id', ...names), listColumn('values', values, 3)]);
    expect(await imported(file)).toMatchObject({ status: 'Completed', recordsImported: count });
    const url = `/_i/films-${indexes}/vectors/fetch?${names
      .map((name) => `ids=${name}`)
      .slice(0, 900)
      .join('&')}`;
    const { vectors: held } = await askFor<{ vectors: Record<string, { values: number[] }> }>(
      engine,
      'GET',
      url,
    );
    const wrong = Object.entries(held).filter(([id, one]) => one.values[0] !== Number(id.slice(1)));
    expect([Object.keys(held).length, wrong]).toEqual([900, []]);
  });

  // Found: they were kept with characters that stand for damage in their place.
  it.each([
    ['UTF-16', Buffer.from([0xff, 0xfe, 0x00])],
    ['Latin-1', Buffer.from('café', 'latin1')],
  ])('that hold %s where text must be are refused by column and number', async (_, bytes) => {
    const metadata = textColumn('metadata', '{"n":1}', bytes);
    const file = builtParquet(2, [ids, vectors, metadata]);
    expect((await imported(file)).error).toMatch(
      /^Row 2 of films-\d+\.parquet: the column “metadata” holds bytes that are not text in UTF-8$/,
    );
  });
});

describe('a column that is not imported', () => {
  it.each([
    // Found: the import failed, where Pinecone ignores additional columns.
    ['has a compression that is not known', { codec: 99 }],
    // Found: the import failed: statistics were read for all columns.
    ['has statistics that are none', { statistics: struct([1, 'bytes', Buffer.from([1])]) }],
    // Found: the import failed with a page of more than 128 MiB.
    [
      'says that a page has gigabytes',
      { pages: [{ count: 2, bytes: texts('x', 'y'), decodedSize: 2 ** 31 - 1 }] },
    ],
    // Found: the import failed.
    [
      'has numbers of one byte',
      {
        type: 1,
        schema: [element('extra', 0, { type: 1 })],
        pages: [{ count: 2, bytes: Buffer.alloc(1) }],
      },
    ],
  ])('does not end an import where it %s', async (_, more) => {
    expect(await imported(builtParquet(2, [ids, vectors, beside(more)]))).toMatchObject({
      status: 'Completed',
      recordsImported: 2,
    });
  });
});

describe('a file without a column that is needed', () => {
  // Found: “ids are strings of 1 to 512”, or Completed with none of 5,000 records.
  it.each(['abort', 'continue'])('names the nearest one, with %s', async (onError) => {
    const wide = listColumn('embedding', [Array.from({ length: 384 }, () => 1)]);
    const file = builtParquet(1, [textColumn('id', 'a'), textColumn('title', 'fox'), wide]);
    expect((await imported(file, onError)).error).toMatch(
      /the file has no column “values”; it has “embedding” \(list of 384 numbers\)$/,
    );
  });

  // Found: the same.
  it('names the nearest text for ids', async () => {
    const file = builtParquet(2, [
      textColumn('title', 'x', 'y'),
      textColumn('_id', 'a', 'b'),
      vectors,
    ]);
    expect((await imported(file)).error).toMatch(/has no column “id”; it has “_id” \(text\)$/);
  });
});

/** DELTA_BINARY_PACKED in blocks of 128 values, each with miniblocks of 32 values of 32 bits. */
function deltas(values: readonly number[]): Buffer {
  const zigzag = (value: number): Buffer => varint(BigInt(value) * 2n);
  const parts = [varint(128n), varint(4n), varint(BigInt(values.length)), zigzag(values[0] ?? 0)];
  for (let at = 1; at < values.length; at += 128) {
    const block = Buffer.alloc(128 * 4);
    for (let place = 0; place < 128 && at + place < values.length; place++)
      block.writeUInt32LE(values[at + place]! - values[at + place - 1]!, place * 4);
    parts.push(zigzag(0), Buffer.from([32, 32, 32, 32]), block);
  }
  return Buffer.concat(parts);
}
