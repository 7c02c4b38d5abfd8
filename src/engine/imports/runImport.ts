import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../common/failure.ts';
import type { RpcClient } from '../../common/rpc.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';
import type { ImportPosition } from './importCheckpoints.ts';
import type { ImportRows } from '../../model/files/importRows.ts';
import type { ImportSource } from './importSources.ts';
import { importWriter, type ImportWriter } from './importWriter.ts';
import { readNdjson } from './ndjson.ts';
import { ParquetReader } from '../../parquet/parquetReader.ts';
import { programOf } from '../packaging/engineFiles.ts';
import { columnsFor } from './vectorFromRow.ts';

/**
 * Imports the records of all sources in transactions of some hundred rows. Written rows remain, even if the import
 * fails. Throws `badInput` that names file and row, and `cancelled`.
 */
export async function runImport(options: ImportRun): Promise<void> {
  const source = new URL('../../parquet/parquetProcess.ts', import.meta.url);
  const { file, args } = programOf(source, 'engine-parquet.js');
  const parquet = new ParquetReader(fileURLToPath(file), { args });
  try {
    await importAll({ ...options, parquet });
  } finally {
    await parquet.end();
  }
}

/** The progress of an import. */
export type ImportProgress = {
  readonly recordsImported: number;
  readonly recordsRefused: number;
  /** From 0 to 1. */
  readonly share: number;
};

/** The options of one run of an import. */
export type ImportRun = {
  readonly store: RpcClient<StoreCalls>;
  readonly index: StoredIndex;
  readonly sources: readonly ImportSource[];
  /** The checkpoint of an earlier run, from which this run resumes. */
  readonly from: ImportPosition | undefined;
  /** Whether rows that the index cannot hold are skipped. Otherwise the first one fails the import. */
  readonly skipsBadRows: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ImportProgress) => void;
  /** Called about once a second, when everything up to the position is on disk. */
  readonly onPosition: (position: ImportPosition) => Promise<void>;
};

/** The engine may repeat this much work after a crash. */
const positionEveryMs = 1000;

type Run = ImportRun & { readonly parquet: ParquetReader };

async function importAll(run: Run): Promise<void> {
  const { sources, from } = run;
  const first = sources.findIndex(({ file }) => file === from?.file);
  const counts: Counts = {
    imported: first < 0 ? 0 : (from?.recordsImported ?? 0),
    refused: first < 0 ? 0 : (from?.recordsRefused ?? 0),
  };
  const totalBytes = sources.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let bytesBefore = 0;
  for (const [at, source] of sources.entries()) {
    const { sizeBytes } = source;
    let reached = 0;
    const report = (share: number): void => {
      reached = share;
      run.onProgress({
        recordsImported: counts.imported,
        recordsRefused: counts.refused,
        share: totalBytes === 0 ? 1 : (bytesBefore + share * sizeBytes) / totalBytes,
      });
    };
    try {
      if (at >= first)
        await importSource(run, source, at === first ? from : undefined, counts, report);
    } catch (error) {
      // What was written until then stays, and counts.
      report(reached);
      throw error;
    }
    bytesBefore += sizeBytes;
    report(0);
  }
  if (counts.imported === 0 && counts.refused > 0) throw nothingImported(counts);
}

type Counts = { imported: number; refused: number; firstRefusal?: Failure };

async function importSource(
  run: Run,
  source: ImportSource,
  from: ImportPosition | undefined,
  counts: Counts,
  report: (share: number) => void,
): Promise<void> {
  const { file, namespace } = source;
  const { size: sizeBytes, mtimeMs: modifiedMs } = await stat(file);
  // A file that changed since the checkpoint is read again from its beginning: its records replace the existing
  // ones.
  const isSame = from?.sizeBytes === sizeBytes && from.modifiedMs === modifiedMs;
  const writer = importWriter(run.store, run.index, namespace);
  let savedAtMs = performance.now();
  for await (const { rows, share } of readRows(run, source, isSame ? from.row : 0)) {
    await write(run, source, writer, rows, counts);
    throwIfStopped(run.signal);
    const row = rows.at(-1)?.number;
    if (row !== undefined && performance.now() - savedAtMs > positionEveryMs) {
      counts.imported += await writer.flush();
      const { imported: recordsImported, refused: recordsRefused } = counts;
      const position = { file, sizeBytes, modifiedMs, row, recordsImported, recordsRefused };
      await run.onPosition(position);
      savedAtMs = performance.now();
    }
    report(share);
  }
  throwIfStopped(run.signal);
  counts.imported += await writer.flush();
}

/** Reads the rows after `from` in batches. Throws `badInput` if the file cannot be read. */
function readRows(
  { parquet, index, signal }: Run,
  { file, format }: ImportSource,
  from: number,
): AsyncIterable<ImportRows> {
  if (format === 'ndjson') return readNdjson(file, from);
  return parquet.rows(file, columnsFor(index), signal, from);
}

async function write(
  { signal, skipsBadRows }: ImportRun,
  source: ImportSource,
  writer: ImportWriter,
  rows: ImportRows['rows'],
  counts: Counts,
): Promise<void> {
  for (const { number, read } of rows) {
    try {
      writer.add(read());
    } catch (error) {
      if (!Failure.is(error, 'badInput')) throw error;
      const failure = rowFailure(source, number, error);
      if (!skipsBadRows) throw failure;
      counts.refused++;
      counts.firstRefusal ??= failure;
    }
    if (!writer.isFull) continue;
    throwIfStopped(signal);
    counts.imported += await writer.flush();
  }
}

function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('cancelled', 'The import was cancelled');
}

function rowFailure({ file, format }: ImportSource, number: number, cause: Failure): Failure {
  const place = `${format === 'ndjson' ? 'Line' : 'Row'} ${number} of ${path.basename(file)}`;
  return new Failure('badInput', `${place}: ${cause.message}`, { cause });
}

function nothingImported({ refused, firstRefusal }: Counts): Failure {
  const first = firstRefusal === undefined ? '' : `. ${firstRefusal.message}`;
  return new Failure('badInput', `None of the ${refused} records can be imported${first}`);
}
