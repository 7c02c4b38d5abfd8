import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ParquetReader } from '../../../src/parquet/parquetReader.ts';
import { builtParquet, element, u32, varint } from '../../support/builtParquet.ts';
import { temporaryFolder } from '../engine/testEngine.ts';

const fixtures = path.resolve('test/fixtures/import');
const never = new AbortController().signal;
const count = 1200;
const reader = new ParquetReader('src/parquet/parquetProcess.ts');
afterAll(() => reader.end());

/** All columns of a file, from a row on. */
const readParquet = (name: string, from = 0): ReturnType<ParquetReader['rows']> =>
  reader.rows(path.join(fixtures, name), { required: [] }, never, from);

/** What `make.py` beside the files puts into each of them. */
function rowOf(at: number): object {
  const tags = at % 3 === 0 ? [] : ['x'];
  const metadata = { n: at, genre: at % 2 === 0 ? 'comedy' : 'drama', tags };
  return {
    id: `p${String(at).padStart(4, '0')}`,
    values: [(at % 7) + 0.25, 1, at / 8],
    metadata: at % 5 === 0 ? undefined : metadata,
    sparse_values:
      at % 4 === 0 ? undefined : { indices: [at % 11, 4_294_967_295], values: ['0.4', 1] },
  };
}

type Row = { id: string; values: number[]; metadata?: string; sparse_values?: Sparse };
type Sparse = { indices: (number | bigint)[]; values: number[] };

async function rowsOf(name: string, from = 0): Promise<{ numbers: number[]; rows: object[] }> {
  const numbers: number[] = [];
  const rows: object[] = [];
  for await (const part of readParquet(name, from))
    for (const { number, read } of part.rows) {
      const { id, values, metadata, sparse_values: sparse } = read() as Row;
      numbers.push(number);
      rows.push({
        id,
        values: [...values],
        metadata: typeof metadata === 'string' ? (JSON.parse(metadata) as unknown) : undefined,
        sparse_values: sparse && {
          indices: [...sparse.indices].map(Number),
          values: [sparse.values[0]!.toPrecision(1), sparse.values[1]],
        },
      });
    }
  return { numbers, rows };
}

describe('the rows of a Parquet file', () => {
  // Groups of several sizes, both versions of pages, lists of fixed and of any length, pages that end within a list.
  it.each(['snappy', 'gzip', 'zstd', 'pages', 'pages2'])('are all there: %s', async (name) => {
    const { numbers, rows } = await rowsOf(`${name}.parquet`);
    expect(rows).toEqual(Array.from({ length: count }, (_, at) => rowOf(at)));
    expect(numbers).toEqual(rows.map((_, at) => at + 1));
  });

  it.each([
    ['snappy', 0],
    ['snappy', 499],
    ['snappy', 500],
    ['snappy', 1199],
    ['snappy', 1200],
    ['pages', 777],
    ['pages2', 3],
  ])('are those behind others that were read before: %s, %d', async (name, from) => {
    const { numbers, rows } = await rowsOf(`${name}.parquet`, from);
    expect(rows).toEqual(Array.from({ length: count - from }, (_, at) => rowOf(from + at)));
    expect(numbers[0]).toBe(from === count ? undefined : from + 1);
  });

  it('come some hundred at a time, from however many pages', async () => {
    const parts: number[] = [];
    let share = 0;
    for await (const part of readParquet('pages.parquet')) {
      parts.push(part.rows.length);
      expect(part.share).toBeGreaterThan(share);
      share = part.share;
    }
    expect([parts, share]).toEqual([[500, 500, 200], 1]);
  });
});

describe('the process that decodes', () => {
  it('dies alone of a file that takes more memory than it has, and the next file has another', async () => {
    const count = 50_000_000;
    const run = Buffer.concat([varint(2n * BigInt(count)), Buffer.from([1])]);
    const flags = {
      schema: [element('flag', 0, { type: 0 })],
      path: ['flag'],
      type: 0,
      pages: [{ count, encoding: 3, bytes: Buffer.concat([u32(run.length), run]) }],
    };
    const file = path.join(temporaryFolder(), 'flags.parquet');
    writeFileSync(file, builtParquet(count, [flags]));
    const small = new ParquetReader('src/parquet/parquetProcess.ts', { maxHeapMb: 64 });
    const next = (name: string): Promise<unknown> =>
      small.rows(name, { required: [] }, never).next();
    try {
      await expect(next(file)).rejects.toMatchObject({
        kind: 'badInput',
        message: expect.stringContaining('its process ended with'),
      });
      const after = await next(path.join(fixtures, 'snappy.parquet'));
      expect(after).toMatchObject({ value: { share: 500 / 1200 } });
    } finally {
      await small.end();
    }
  });

  it('is ended if its next rows take longer than they may', async () => {
    const hasty = new ParquetReader('src/parquet/parquetProcess.ts', { timeoutMs: 1 });
    const rows = hasty.rows(path.join(fixtures, 'snappy.parquet'), { required: [] }, never);
    await expect(rows.next()).rejects.toMatchObject({
      kind: 'badInput',
      message: expect.stringContaining('its next rows took longer than 0.001 s'),
    });
    await hasty.end();
  });
});
