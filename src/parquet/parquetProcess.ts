// The process that decodes Parquet files, so that a malicious file can crash only this process. It also writes them.
import { Failure } from '../common/failure.ts';
import { RpcServer } from '../common/rpc.ts';
import type { ParquetCalls, RowBatch } from './parquetCalls.ts';
import { ParquetFile } from './parquetFile.ts';
import { processPort } from './process/processPort.ts';
import { RecordFileWriter } from './write/recordFileWriter.ts';

if (process.send === undefined)
  throw new Failure('internal', 'This file is started as a process with a channel');
process.once('disconnect', () => process.exit());

let file: ParquetFile | undefined;
let rows: AsyncIterator<RowBatch> | undefined;
let writer: RecordFileWriter | undefined;

new RpcServer<ParquetCalls>(processPort(process), {
  'rows.open': async ({ path, from, columns }) => {
    await file?.close();
    file = undefined;
    file = await ParquetFile.open(path);
    rows = file.rows(from, columns)[Symbol.asyncIterator]();
    const missing = await file.missing(columns);
    return { rowCount: file.rowCount, ...(missing === undefined ? {} : { missing }) };
  },
  'rows.next': async () => {
    const next = await rows?.next();
    return next === undefined || next.done === true ? { rows: [], problems: {} } : next.value;
  },
  'records.begin': async (file) => {
    await writer?.discard();
    writer = await RecordFileWriter.create(file);
  },
  'records.next': async () => (await writer?.writeGroup()) === true,
  'records.discard': async () => writer?.discard(),
});
