import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Failure, isCancelled } from '../common/failure.ts';
import { RpcClient } from '../common/rpc.ts';
import type { ImportRow, ImportRows } from '../model/files/importRows.ts';
import { missingColumnMessage } from './missingColumnMessage.ts';
import type { ColumnChoice, ParquetCalls, RowBatch } from './parquetCalls.ts';
import { processPort } from './processPort.ts';

export type ParquetReaderOptions = {
  /** The arguments of the program. */
  readonly args: readonly string[];
  /** The heap limit of the decoding process. The bytes of the file and its pages are not on the heap. */
  readonly maxHeapMb: number;
  /** The time limit for the next batch of rows: large pages of many columns take seconds. */
  readonly timeoutMs: number;
};

const defaults: ParquetReaderOptions = { args: [], maxHeapMb: 2048, timeoutMs: 120_000 };

/** The environment variables that the process needs in VS Code's Node and on Windows. */
const inheritedVariables = ['LD_LIBRARY_PATH', 'SYSTEMROOT', 'SystemRoot'];

/**
 * Reads Parquet files page by page in a separate process, so that a damaged or malicious file can crash only that
 * process. The process starts with the first file and restarts after a crash.
 */
export class ParquetReader {
  readonly #processFile: string;
  readonly #options: ParquetReaderOptions;
  #process: ParquetProcess | undefined;

  /** `processFile` is the program `parquetProcess.ts`. */
  constructor(processFile: string, options: Partial<ParquetReaderOptions> = {}) {
    this.#processFile = processFile;
    this.#options = { ...defaults, ...options };
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
    const { call } = this.#process.reading(file, signal);
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

type Call = <M extends keyof ParquetCalls>(
  method: M,
  params: ParquetCalls[M]['params'],
) => Promise<ParquetCalls[M]['result']>;

class ParquetProcess {
  readonly #child: ChildProcess;
  readonly #calls: RpcClient<ParquetCalls>;
  readonly #timeoutMs: number;
  readonly #closed: Promise<unknown>;
  #reason: string | undefined;

  constructor(file: string, { args, maxHeapMb, timeoutMs }: ParquetReaderOptions) {
    this.#timeoutMs = timeoutMs;
    const env = inheritedVariables.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    this.#child = fork(file, args, {
      // VS Code's executable acts as Node with this variable.
      env: { ...Object.fromEntries(env), ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [`--max-old-space-size=${maxHeapMb}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#calls = new RpcClient<ParquetCalls>(processPort(this.#child));
    this.#closed = once(this.#child, 'close').catch(() => undefined);
    this.#child.once('error', (error) => this.#fail(error.message));
    this.#child.once('exit', (code, signal) => {
      this.#fail(`the process that reads it ended with ${signal ?? `exit code ${code}`}`);
    });
  }

  get hasEnded(): boolean {
    return this.#reason !== undefined;
  }

  /** Returns the process's calls, with errors that name the file. */
  reading(file: string, signal: AbortSignal): { call: Call } {
    return { call: (method, params) => this.#call(method, params, file, signal) };
  }

  async end(): Promise<void> {
    this.#calls.dispose();
    this.#child.kill('SIGKILL');
    if (this.#child.pid !== undefined) await this.#closed;
  }

  async #call<M extends keyof ParquetCalls>(
    method: M,
    params: ParquetCalls[M]['params'],
    file: string,
    signal: AbortSignal,
  ): Promise<ParquetCalls[M]['result']> {
    const timer = setTimeout(() => {
      this.#fail(`its next rows took longer than ${this.#timeoutMs / 1000} s`);
      this.#child.kill('SIGKILL');
    }, this.#timeoutMs);
    try {
      if (this.#reason !== undefined) throw new Failure('cancelled', this.#reason);
      return await this.#calls.call(method, params, { signal });
    } catch (error) {
      if (signal.aborted) throw new Failure('cancelled', 'The import was cancelled');
      const reason = isCancelled(error) ? this.#reason : Failure.from(error).message;
      throw unreadable(file, reason ?? 'its reader stopped', error);
    } finally {
      clearTimeout(timer);
    }
  }

  #fail(reason: string): void {
    this.#reason ??= reason;
    this.#calls.dispose();
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

function unreadable(file: string, reason: string, cause?: unknown): Failure {
  return new Failure('badInput', `${file} cannot be read as Parquet: ${reason}`, { cause });
}
