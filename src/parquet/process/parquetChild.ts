import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Failure, isCancelled } from '../../common/failure.ts';
import { RpcClient } from '../../common/rpc.ts';
import type { ParquetCalls } from '../parquetCalls.ts';
import { processPort } from './processPort.ts';

/** One run of the program that decodes and writes Parquet. It stays ended after a crash or a step that took too long. */
export class ParquetProcess {
  readonly #child: ChildProcess;
  readonly #calls: RpcClient<ParquetCalls>;
  readonly #timeoutMs: number;
  readonly #closed: Promise<unknown>;
  #reason: string | undefined;

  constructor(file: string, { args, maxHeapMb, timeoutMs }: ProcessOptions) {
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
      this.#fail(`its process ended with ${signal ?? `exit code ${code}`}`);
    });
  }

  get hasEnded(): boolean {
    return this.#reason !== undefined;
  }

  /** Returns the process's calls for one piece of work, which makes its errors. */
  calls(work: Work, signal: AbortSignal): { call: Call } {
    return { call: (method, params) => this.#call(method, params, work, signal) };
  }

  async end(): Promise<void> {
    this.#calls.dispose();
    this.#child.kill('SIGKILL');
    if (this.#child.pid !== undefined) await this.#closed;
  }

  async #call<M extends keyof ParquetCalls>(
    method: M,
    params: ParquetCalls[M]['params'],
    work: Work,
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
      if (signal.aborted) throw new Failure('cancelled', work.cancelled);
      const reason = isCancelled(error) ? this.#reason : Failure.from(error).message;
      throw work.fail(reason ?? 'its process stopped', error);
    } finally {
      clearTimeout(timer);
    }
  }

  #fail(reason: string): void {
    this.#reason ??= reason;
    this.#calls.dispose();
  }
}

export type ProcessOptions = {
  /** The arguments of the program. */
  readonly args: readonly string[];
  /** The heap limit of the process. The bytes of files and pages are not on the heap. */
  readonly maxHeapMb: number;
  /** The time limit for the next batch of rows: large pages of many columns take seconds. */
  readonly timeoutMs: number;
};

export const defaultProcessOptions: ProcessOptions = {
  args: [],
  maxHeapMb: 2048,
  timeoutMs: 120_000,
};

/** How the failures of a piece of work are described. */
export type Work = {
  readonly fail: (reason: string, cause?: unknown) => Failure;
  readonly cancelled: string;
};

/** The environment variables that the process needs in VS Code's Node and on Windows. */
const inheritedVariables = ['LD_LIBRARY_PATH', 'SYSTEMROOT', 'SystemRoot'];

export type Call = <M extends keyof ParquetCalls>(
  method: M,
  params: ParquetCalls[M]['params'],
) => Promise<ParquetCalls[M]['result']>;
