import path from 'node:path';
import { Failure } from '../../common/failure.ts';
import type { RpcClient } from '../../common/rpc.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import type { StoredIndex } from '../store/storedIndex.ts';
import type { ImportRow, ImportRows } from './importRows.ts';
import type { ImportSource } from './importSources.ts';
import { importWriter, type ImportWriter } from './importWriter.ts';
import { readNdjson } from './ndjson.ts';
import { readParquet } from './parquet.ts';

export type ImportRun = {
  readonly store: RpcClient<StoreCalls>;
  readonly index: StoredIndex;
  readonly sources: readonly ImportSource[];
  /** Whether a row that the index cannot hold is left out; else it ends the import. */
  readonly skipsBadRows: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (recordsImported: number, share: number) => void;
};

/**
 * Writes the records of all sources, some hundred in each transaction: what is written stays, whatever comes after. Throws
 * `badInput` that names the place, and `cancelled`.
 */
export async function runImport(run: ImportRun): Promise<void> {
  const { store, index, sources, onProgress } = run;
  const totalBytes = sources.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let recordsImported = 0;
  let bytesBefore = 0;
  for (const source of sources) {
    const writer = importWriter(store, index, source.namespace);
    for await (const { rows, share } of readRows(source, run.signal)) {
      recordsImported += await write(run, source, writer, rows);
      onProgress(recordsImported, (bytesBefore + share * source.sizeBytes) / totalBytes);
    }
    recordsImported += await writer.flush();
    bytesBefore += source.sizeBytes;
    onProgress(recordsImported, bytesBefore / totalBytes);
  }
}

/** Some rows at a time. Throws `badInput` where the file cannot be read on. */
function readRows({ file, format }: ImportSource, signal: AbortSignal): AsyncIterable<ImportRows> {
  return format === 'ndjson' ? readNdjson(file) : readParquet(file, signal);
}

async function write(
  { signal, skipsBadRows }: ImportRun,
  source: ImportSource,
  writer: ImportWriter,
  rows: readonly ImportRow[],
): Promise<number> {
  let count = 0;
  for (const { number, read } of rows) {
    try {
      writer.add(read());
    } catch (error) {
      if (!Failure.is(error, 'badInput')) throw error;
      if (!skipsBadRows) throw rowFailure(source, number, error);
    }
    if (!writer.isFull) continue;
    if (signal.aborted) throw new Failure('cancelled', 'The import was cancelled');
    count += await writer.flush();
  }
  return count;
}

function rowFailure({ file, format }: ImportSource, number: number, cause: Failure): Failure {
  const place = `${format === 'ndjson' ? 'Line' : 'Row'} ${number} of ${path.basename(file)}`;
  return new Failure('badInput', `${place}: ${cause.message}`, { cause });
}
