import path from 'node:path';
import { throwIfAborted } from '../common/async.ts';
import { Failure } from '../common/failure.ts';
import type { RecordFile } from '../parquet/parquetCalls.ts';
import { defaultProcessOptions, ParquetProcess } from '../parquet/process/parquetChild.ts';

/**
 * Returns a function that writes records to a Parquet file in a process of its own, which runs the program
 * `processFile`. It throws `unavailable` if the file cannot be written, and `cancelled`; no part of a file is left then.
 */
export function recordFileWriter(
  processFile: string,
): (request: RecordFile, signal: AbortSignal) => Promise<void> {
  return (request, signal) => write(processFile, request, signal);
}

async function write(processFile: string, request: RecordFile, signal: AbortSignal): Promise<void> {
  const process = new ParquetProcess(processFile, defaultProcessOptions);
  const work = {
    fail: (reason: string, cause?: unknown) => unwritten(request.file, reason, cause),
    cancelled: 'The export was cancelled',
  };
  // A cancelled call would go on in the process: each row group is awaited, and the draft deleted there.
  const { call } = process.calls(work, new AbortController().signal);
  try {
    await call('records.begin', request);
    try {
      while (await call('records.next', null)) throwIfAborted(signal);
    } catch (error) {
      await call('records.discard', null).catch(() => undefined);
      throw error;
    }
  } finally {
    await process.end();
  }
}

function unwritten(file: string, reason: string, cause: unknown): Failure {
  const message = `“${path.basename(file)}” could not be written as Parquet: ${reason}`;
  return new Failure('unavailable', message, { cause });
}
