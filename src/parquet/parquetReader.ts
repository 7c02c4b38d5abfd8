import path from 'node:path';
import { Failure } from '../common/failure.ts';
import type { ImportRow, ImportRows } from '../model/files/importRows.ts';
import { missingColumnMessage } from './missingColumnMessage.ts';
import type { ColumnChoice, RowBatch } from './parquetCalls.ts';
import {
  defaultProcessOptions,
  ParquetProcess,
  type ProcessOptions,
  type Work,
} from './process/parquetChild.ts';

/**
 * Reads Parquet files page by page in a separate process, so that a damaged or malicious file can crash only that
 * process. The process starts with the first file and restarts after a crash.
 */
export class ParquetReader {
  readonly #processFile: string;
  readonly #options: ProcessOptions;
  #process: ParquetProcess | undefined;

  /** `processFile` is the program `parquetProcess.ts`. */
  constructor(processFile: string, options: Partial<ProcessOptions> = {}) {
    this.#processFile = processFile;
    this.#options = { ...defaultProcessOptions, ...options };
  }

  /**
   * Reads the rows of a file after the first `from` as objects. Throws `badInput` if the file is unreadable or
   * lacks a required column, and `cancelled`.
   */
  async *rows(
    file: string,
    columns: ColumnChoice,
    signal: AbortSignal,
    from = 0,
  ): AsyncGenerator<ImportRows> {
    if (this.#process?.hasEnded !== false) {
      this.#process = new ParquetProcess(this.#processFile, this.#options);
    }
    const { call } = this.#process.calls(readingOf(file), signal);
    const { rowCount, missing } = await call('rows.open', { path: file, from, columns });
    if (missing !== undefined) {
      const what = missingColumnMessage(missing.name, missing.others);
      throw new Failure('badInput', `${path.basename(file)} cannot be imported: the file ${what}`);
    }
    let read = from;
    while (read < rowCount) {
      const batch = await call('rows.next', null);
      if (batch.rows.length === 0)
        throw unreadable(file, 'it has fewer rows than its footer states');
      const rows = importRowsOf(batch, read);
      read += rows.length;
      yield { rows, share: read / rowCount };
    }
  }

  /** Stops the process. */
  async end(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    await process?.end();
  }
}

function importRowsOf({ rows, problems }: RowBatch, before: number): readonly ImportRow[] {
  return rows.map((value, at) => ({
    number: before + at + 1,
    read: () => {
      const problem = problems[at];
      if (problem !== undefined) throw new Failure('badInput', problem);
      return toPlainJson(value);
    },
  }));
}

/** Unpacks typed arrays into lists. */
function toPlainJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toPlainJson);
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toPlainJson(part)]));
}

function readingOf(file: string): Work {
  return {
    fail: (reason, cause) => unreadable(file, reason, cause),
    cancelled: 'The import was cancelled',
  };
}

function unreadable(file: string, reason: string, cause?: unknown): Failure {
  return new Failure('badInput', `${file} cannot be read as Parquet: ${reason}`, { cause });
}
