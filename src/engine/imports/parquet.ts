import { Worker } from 'node:worker_threads';
import { Failure, isCancelled } from '../../common/failure.ts';
import { RpcClient } from '../../common/rpc.ts';
import { threadPort } from '../workers/threadPort.ts';
import type { ImportRows } from './importRows.ts';
import type { ParquetCalls, ParquetThreadData } from './parquetCalls.ts';

/** Of the thread that decodes, beside the bytes of the file and its pages. */
const maxHeapMb = 2048;

/**
 * The rows of a Parquet file as objects, behind the first `from` of them. They are decoded page by page in a thread of their
 * own, which a file that is damaged, or made to do harm, can end without harm to the engine. Throws `badInput`, and
 * `cancelled`.
 */
export async function* readParquet(
  path: string,
  signal: AbortSignal,
  from = 0,
): AsyncGenerator<ImportRows> {
  const thread = new ParquetThread(path);
  try {
    const { rowCount } = await thread.call('rows.open', { from }, signal);
    let read = from;
    while (read < rowCount) {
      const values = await thread.call('rows.next', null, signal);
      if (values.length === 0) throw shorter(path);
      const before = read;
      const rows = values.map((value, at) => ({ number: before + at + 1, read: () => value }));
      read += values.length;
      yield { rows, share: read / rowCount };
    }
  } finally {
    await thread.end();
  }
}

class ParquetThread {
  readonly #path: string;
  readonly #worker: Worker;
  readonly #calls: RpcClient<ParquetCalls>;
  #reason: string | undefined;

  constructor(path: string) {
    const workerData: ParquetThreadData = { path };
    const resourceLimits = { maxOldGenerationSizeMb: maxHeapMb };
    this.#path = path;
    this.#worker = new Worker(threadFile(), {
      workerData,
      resourceLimits,
      name: 'parquet',
      env: {},
    });
    this.#calls = new RpcClient<ParquetCalls>(threadPort(this.#worker));
    // Not all that goes wrong in the reader goes wrong in the call that was made.
    this.#worker.once('error', (error) => {
      this.#reason ??= error instanceof Error ? error.message : String(error);
      this.#calls.dispose();
    });
  }

  async call<M extends keyof ParquetCalls>(
    method: M,
    params: ParquetCalls[M]['params'],
    signal: AbortSignal,
  ): Promise<ParquetCalls[M]['result']> {
    try {
      return await this.#calls.call(method, params, { signal });
    } catch (error) {
      if (signal.aborted) throw new Failure('cancelled', 'The import was cancelled');
      const reason = isCancelled(error) ? this.#reason : Failure.from(error).message;
      const message = `${this.#path} cannot be read as Parquet: ${reason ?? 'its reader ended'}`;
      throw new Failure('badInput', message, { cause: error });
    }
  }

  async end(): Promise<void> {
    this.#calls.dispose();
    await this.#worker.terminate();
  }
}

function shorter(path: string): Failure {
  return new Failure(
    'badInput',
    `${path} cannot be read as Parquet: it has fewer rows than it says`,
  );
}

/** Beside the bundle it is a bundle of its own; run from its source it is the source. */
function threadFile(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./parquetThread.ts', import.meta.url)
    : new URL('./engine-parquet.js', import.meta.url);
}
