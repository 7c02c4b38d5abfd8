import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openRowFile } from '../../../src/local/rowFiles/openRowFile.ts';
import { jsonLine, type ExportedRecord } from '../../../src/model/exportFormats.ts';
import type { RecordColumns } from '../../../src/services/exports/fileExport.ts';
import { writeParquet } from '../../support/exports/writeParquet.ts';

const { signal } = new AbortController();
const dense = { hasNamespaces: false, hasValues: true, hasSparseValues: false };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parquet-'));
  return () => rm(folder, { recursive: true });
});

const write = async (
  records: readonly ExportedRecord[],
  columns: RecordColumns = dense,
  stop = signal,
): Promise<string> => {
  const [lines, file] = ['records.jsonl', 'records.parquet'].map((name) => path.join(folder, name));
  await writeFile(lines!, records.map(jsonLine).join(''));
  await writeParquet({ lines: lines!, file: file!, columns }, stop);
  return file!;
};

const rowsIn = async (file: string): Promise<unknown[]> => {
  const rows: unknown[] = [];
  const opened = await openRowFile(file, 'src/parquet/parquetProcess.ts');
  for await (const some of opened.rows())
    rows.push(...some.rows.map((row) => ('cells' in row ? row.cells : row.problem)));
  return rows;
};

describe('a Parquet file of records', { timeout: 60_000 }, () => {
  it('has the columns of an import by Pinecone, with float32 values and metadata as JSON', async () => {
    const records = [
      {
        id: 'a',
        values: [0.1, -2.5, 3e38],
        metadata: { year: 1.5, tags: ['x', 'ü'], isOdd: true },
      },
      { id: 'line\u2028separator “日本”', values: [0, -1, 1e-40], metadata: {} },
    ];
    const rows = await rowsIn(await write(records));
    expect(rows).toEqual(
      records.map(({ id, values, metadata }) => ({
        id,
        values: values.map(Math.fround),
        metadata: JSON.stringify(metadata),
      })),
    );
  });

  it('names namespaces, and holds sparse vectors with indices up to 2³²-1', async () => {
    const sparseValues = { indices: [0, 7, 4_294_967_295], values: [1, 0.5, -1] };
    const records = [
      { id: 'a', namespace: 'n1', values: [], sparseValues, metadata: {} },
      { id: 'b', namespace: 'n2', values: [1, 2], metadata: {} },
    ];
    const columns = { hasNamespaces: true, hasValues: true, hasSparseValues: true };
    const rows = await rowsIn(await write(records, columns));
    expect(rows).toEqual([
      { id: 'a', namespace: 'n1', sparse_values: sparseValues, metadata: '{}' },
      { id: 'b', namespace: 'n2', values: [1, 2], metadata: '{}' },
    ]);
  });

  it('holds all records of many row groups in order', async () => {
    const records = Array.from({ length: 25_000 }, (_, at) => ({
      id: `r${at}`,
      values: [at, at / 2],
      metadata: {},
    }));
    const rows = (await rowsIn(await write(records))) as ExportedRecord[];
    expect(rows.map(({ id }) => id)).toEqual(records.map(({ id }) => id));
    expect(rows[24_999]?.values).toEqual([24_999, 12_499.5]);
  });

  it('leaves no part behind when it is cancelled', async () => {
    const records = Array.from({ length: 30_000 }, (_, at) => ({
      id: `r${at}`,
      values: [at],
      metadata: {},
    }));
    await expect(write(records, dense, AbortSignal.abort())).rejects.toMatchObject({
      kind: 'cancelled',
    });
    expect(await readdir(folder)).toEqual(['records.jsonl']);
  });

  it('says why it could not be written', async () => {
    const request = { lines: path.join(folder, 'none.jsonl'), columns: dense };
    const file = path.join(folder, 'none', 'records.parquet');
    await expect(writeParquet({ ...request, file }, signal)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/^“records\.parquet” could not be written as Parquet: ENOENT/),
    });
    await expect(
      writeParquet({ ...request, file: path.join(folder, 'records.parquet') }, signal),
    ).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await readdir(folder)).toEqual([]);
  });
});
