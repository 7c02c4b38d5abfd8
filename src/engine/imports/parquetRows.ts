import type { FileHandle } from 'node:fs/promises';
import { parquetSchema, type DecodedArray, type FileMetaData, type RowGroup } from 'hyparquet';
import { assembleNested } from 'hyparquet/src/assemble.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { Failure } from '../../common/failure.ts';
import { ParquetColumn } from './parquetColumn.ts';
import { plainValue } from './plainValue.ts';

/**
 * The rows of a file as objects from the row `from` on, some at a time, at most `atMost`: as many as lie in the pages at hand
 * of all columns. Row groups may have any size.
 */
export async function* parquetRows(
  file: FileHandle,
  metadata: FileMetaData,
  from: number,
  atMost: number,
): AsyncGenerator<readonly unknown[]> {
  let skip = from;
  for (const group of metadata.row_groups) {
    const rowCount = Number(group.num_rows);
    if (skip < rowCount) yield* rowsOf(file, metadata, group, skip, atMost);
    skip = Math.max(0, skip - rowCount);
  }
}

async function* rowsOf(
  file: FileHandle,
  metadata: FileMetaData,
  group: RowGroup,
  skip: number,
  atMost: number,
): AsyncGenerator<readonly unknown[]> {
  const schema = parquetSchema(metadata);
  const columns = group.columns.map(({ meta_data: meta }) => {
    if (meta === undefined) throw new Failure('badInput', 'a column has no description');
    return new ParquetColumn(file, schema, meta);
  });
  let skipped = 0;
  for (let left = Number(group.num_rows); left > 0;) {
    const available = await Promise.all(columns.map((column) => column.fill()));
    const count = Math.min(left, atMost, ...available, skip > skipped ? skip - skipped : left);
    if (count <= 0) throw new Failure('badInput', 'it has fewer rows than it says');
    const taken = new Map<string, DecodedArray>(
      columns.map((column) => [column.path, column.take(count)]),
    );
    left -= count;
    if (skipped < skip) skipped += count;
    else yield assembled(schema, taken, count);
  }
}

function assembled(
  schema: ReturnType<typeof parquetSchema>,
  columns: Map<string, DecodedArray>,
  count: number,
): readonly unknown[] {
  const rows = Array.from({ length: count }, (): [string, unknown][] => []);
  for (const child of schema.children) {
    const { name } = child.element;
    if (child.children.length > 0) assembleNested(columns, child, DEFAULT_PARSERS);
    const values = columns.get(name);
    if (values === undefined) throw new Failure('badInput', `the column ${name} is not there`);
    for (const [at, row] of rows.entries()) {
      const value: unknown = plainValue(values[at]);
      if (value !== null && value !== undefined) row.push([name, value]);
    }
  }
  return rows.map((entries) => Object.fromEntries(entries));
}
