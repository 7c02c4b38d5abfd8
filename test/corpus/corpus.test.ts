import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mustRun } from '../../scripts/command.ts';
import { ParquetReader } from '../../src/parquet/parquetReader.ts';
import { jsonLine } from '../../src/model/exportFormats.ts';
import { noteFigure } from '../support/figures.ts';
import { writeParquet } from '../support/exports/writeParquet.ts';
import { writtenByHyparquet } from './hyparquetFiles.ts';
import { pythonWith } from './python.ts';

// Files by other writers, in each of their encodings, codecs and versions of pages, against what pyarrow reads in them.

const python = await pythonWith('requirements.txt');
if ('missing' in python) {
  noteFigure('files of other writers', `skipped: ${python.missing}`);
  console.log(`skipped: ${python.missing}`);
}
const program = 'program' in python ? python.program : '';
const never = new AbortController().signal;

let folder: string;
const reader = new ParquetReader('src/parquet/parquetProcess.ts');
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'vectorscope-corpus-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));
afterAll(() => reader.end());

async function rowsOf(file: string): Promise<unknown[]> {
  const rows: unknown[] = [];
  const parts = reader.rows(path.join(folder, file), { required: [] }, never);
  for await (const part of parts) rows.push(...part.rows.map(({ read }) => read()));
  return rows;
}

describe('files by hyparquet-writer', () => {
  it.each(writtenByHyparquet)('hold what was written: $name', async ({ name, bytes, rows }) => {
    await writeFile(path.join(folder, name), bytes());
    expect(await rowsOf(name)).toEqual(rows);
  });
});

describe.skipIf(program === '')('files that pyarrow reads too', () => {
  it('are read with the same values', { timeout: 600_000 }, async () => {
    for (const { name, bytes } of writtenByHyparquet)
      await writeFile(path.join(folder, name), bytes());
    await writeExport(folder);
    await mustRun(program, [path.join(import.meta.dirname, 'writers.py'), folder]);
    const files = (await readdir(folder)).filter((name) => name.endsWith('.parquet'));
    const differences: string[] = [];
    let values = 0;
    for (const file of files) {
      const expected = await expectedRows(file);
      values += expected.reduce<number>((sum, row) => sum + leavesIn(row), 0);
      const rows = await rowsOf(file).catch((error: unknown) => [String(error)]);
      const difference = differenceOf(rows, expected);
      if (difference !== undefined) differences.push(`${file}: ${difference}`);
    }
    expect(differences).toEqual([]);
    expect(files.length).toBeGreaterThan(150);
    noteFigure(
      'files of other writers',
      `${files.length} with ${values} values equal to pyarrow's`,
    );
  });
});

/** Writes a file as an export does: dense and sparse vectors in several row groups. */
async function writeExport(into: string): Promise<void> {
  const lines = path.join(into, 'exported.lines');
  const records = Array.from({ length: 12_000 }, (_, at) => ({
    id: `r${at} “ü”`,
    namespace: `n${at % 3}`,
    values: at % 5 === 0 ? [] : [at / 3, -1, 2 ** (at % 30)],
    ...(at % 5 === 0 && { sparseValues: { indices: [at, 4_294_967_295], values: [0.5, -at] } }),
    metadata: { at, tags: ['a', 'b'], text: `text ${at}` },
  }));
  await writeFile(lines, records.map(jsonLine).join(''));
  const columns = { hasNamespaces: true, hasValues: true, hasSparseValues: true };
  await writeParquet({ lines, file: path.join(into, 'exported.parquet'), columns }, never);
}

async function expectedRows(file: string): Promise<unknown[]> {
  const text = await readFile(path.join(folder, file.replace('.parquet', '.jsonl')), 'utf8');
  return text === '' ? [] : text.split('\n').map((line): unknown => JSON.parse(line));
}

/** The first one, in words. */
function differenceOf(rows: readonly unknown[], expected: readonly unknown[]): string | undefined {
  for (let at = 0; at < Math.max(rows.length, expected.length); at++) {
    const [row, wanted] = [rows[at], expected[at]];
    if (JSON.stringify(sorted(row)) === JSON.stringify(sorted(wanted))) continue;
    const [got, want] = [sorted(row), sorted(wanted)] as Record<string, unknown>[];
    const names = Object.keys({ ...got, ...want });
    const name = names.find((one) => JSON.stringify(got?.[one]) !== JSON.stringify(want?.[one]));
    const parts = [got, want].map((one) => JSON.stringify(one?.[name ?? ''] ?? one)?.slice(0, 300));
    return `row ${at + 1}, ${name}: ${parts[0]} is not ${parts[1]}`;
  }
  return undefined;
}

/** With the fields of objects in the order of their names. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).map(([name, part]) => [name, sorted(part)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function leavesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, part) => sum + leavesIn(part), 0);
}
