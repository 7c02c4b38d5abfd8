// A thread for one Parquet file: whatever the file is, decoding it ends this thread at the worst.
import { open } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { Failure } from '../../common/failure.ts';
import { RpcServer } from '../../common/rpc.ts';
import { threadPort } from '../workers/threadPort.ts';
import type { ParquetCalls, ParquetThreadData } from './parquetCalls.ts';
import { parquetRows } from './parquetRows.ts';

if (parentPort === null) throw new Failure('internal', 'This file is started as a thread');

/** What goes over to the other thread at once. */
const rowsAtOnce = 500;

const { path } = workerData as ParquetThreadData;
const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
const file = await open(path);
let rows = parquetRows(file, metadata, 0, rowsAtOnce);

new RpcServer<ParquetCalls>(threadPort(parentPort), {
  'rows.open': ({ from }) => {
    rows = parquetRows(file, metadata, from, rowsAtOnce);
    const counts = metadata.row_groups.map(({ num_rows: count }) => Number(count));
    return { rowCount: counts.reduce((sum, count) => sum + count, 0) };
  },
  'rows.next': async () => {
    const { value, done } = await rows.next();
    return done === true ? [] : value;
  },
});
