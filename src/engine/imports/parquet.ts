import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  type Compressors,
} from 'hyparquet';
import { Failure } from '../../common/failure.ts';
import type { ImportRows } from './importRows.ts';

/** How much of a row group is decoded at once. To come to its later rows, those before are decoded again. */
const decodedBytes = 32 * 1024 * 1024;
/** So that this is not done too often, nor too much is read at once. */
const maxGroupBytes = 512 * 1024 * 1024;

/** Snappy, the usual one, is the reader's own. */
const compressors: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
  ZSTD: (input) => zstdDecompressSync(input),
};

/** The rows of a Parquet file as objects, one row group after the other. */
export async function* readParquet(path: string): AsyncGenerator<ImportRows> {
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    const total = Number(metadata.num_rows);
    let start = 0;
    for (const group of metadata.row_groups) {
      const rowCount = Number(group.num_rows);
      const groupEnd = start + rowCount;
      const atOnce = rowsAtOnce(path, rowCount, Number(group.total_byte_size));
      while (start < groupEnd) {
        const rowEnd = Math.min(start + atOnce, groupEnd);
        const values = await parquetReadObjects({
          file,
          metadata,
          compressors,
          rowStart: start,
          rowEnd,
        });
        const before = start;
        const rows = values.map((value, at) => ({ number: before + at + 1, read: () => value }));
        yield { rows, share: rowEnd / total };
        start = rowEnd;
      }
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('badInput', `${path} cannot be read as Parquet: ${reason}`, { cause: error });
  }
}

function rowsAtOnce(path: string, rowCount: number, sizeBytes: number): number {
  if (sizeBytes > maxGroupBytes) {
    const message = `${path} has row groups of more than ${maxGroupBytes} bytes: write it again with fewer rows in each`;
    throw new Failure('badInput', message);
  }
  return Math.max(1, Math.floor((rowCount * decodedBytes) / Math.max(sizeBytes, decodedBytes)));
}
