// A thread for one Parquet file: whatever the file is, decoding it ends this thread at the worst.
import { parentPort, workerData } from 'node:worker_threads';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  type Compressors,
} from 'hyparquet';
import { Failure } from '../../common/failure.ts';
import { RpcServer } from '../../common/rpc.ts';
import { threadPort } from '../threadPort.ts';
import type { ParquetCalls, ParquetThreadData } from './parquetCalls.ts';

if (parentPort === null) throw new Failure('internal', 'This file is started as a thread');

/** Snappy, the usual one, is the reader's own. A page that grows beyond what it claims is none. */
const compressors: Compressors = {
  GZIP: (input, maxOutputLength) => gunzipSync(input, { maxOutputLength }),
  BROTLI: (input, maxOutputLength) => brotliDecompressSync(input, { maxOutputLength }),
  ZSTD: (input, maxOutputLength) => zstdDecompressSync(input, { maxOutputLength }),
};

const file = await asyncBufferFromFile((workerData as ParquetThreadData).path);
const metadata = await parquetMetadataAsync(file);
/** What was decoded and not yet taken, the last first. */
let rest: unknown[] = [];

new RpcServer<ParquetCalls>(threadPort(parentPort), {
  'groups.list': () =>
    metadata.row_groups.map((group) => ({
      rowCount: Number(group.num_rows),
      sizeBytes: Number(group.total_byte_size),
    })),
  'rows.decode': async ({ rowStart, rowEnd }) => {
    const rows = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd });
    rest = rows.reverse();
  },
  'rows.take': ({ limit }) => rest.splice(-limit).reverse(),
});
