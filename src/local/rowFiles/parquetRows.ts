import { ParquetReader } from '../../parquet/parquetReader.ts';
import { Failure } from '../../common/failure.ts';
import type { FileRow, FileRows } from '../../model/files/rowFile.ts';
import type { ImportRow } from '../../model/files/importRows.ts';

const everyColumn = { required: [] };

/** Reads all columns of a Parquet file with a process of its own, which runs the program `parquetProcess`. */
export async function* readParquet(file: string, parquetProcess: string): AsyncGenerator<FileRows> {
  const reader = new ParquetReader(parquetProcess);
  const { signal } = new AbortController();
  try {
    for await (const { rows, share } of reader.rows(file, everyColumn, signal))
      yield { rows: rows.map(rowOf), share };
  } finally {
    await reader.end();
  }
}

function rowOf({ number, read }: ImportRow): FileRow {
  try {
    return { place: number, cells: read() as Readonly<Record<string, unknown>> };
  } catch (error) {
    return { place: number, problem: Failure.from(error).message };
  }
}
