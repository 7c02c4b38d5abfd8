import { Worker } from 'node:worker_threads';
import { Failure, isCancelled } from '../../common/failure.ts';
import { RpcClient } from '../../common/rpc.ts';
import { threadPort } from '../threadPort.ts';
import type { ImportRows } from './importRows.ts';
import type { ParquetCalls, ParquetThreadData, RowGroup } from './parquetCalls.ts';

/** How much of a row group is decoded at once. To come to its later rows, those before are decoded again. */
const decodedBytes = 32 * 1024 * 1024;
/** So that this is not done too often, nor too much is read at once. */
const maxGroupBytes = 512 * 1024 * 1024;
/** Of the thread that decodes, beside the bytes of the file and its pages. */
const maxHeapMb = 2048;

/**
 * The rows of a Parquet file as objects, one row group after the other. They are decoded in a thread of their own, which
 * a file that is damaged, or made to do harm, can end without harm to the engine. Throws `badInput`, and `cancelled`.
 */
export async function* readParquet(path: string, signal: AbortSignal): AsyncGenerator<ImportRows> {
  const thread = new ParquetThread(path);
  try {
    const groups = await thread.call('groups.list', null, signal);
    const total = groups.reduce((sum, { rowCount }) => sum + rowCount, 0);
    let start = 0;
    for (const group of groups) {
      const groupEnd = start + group.rowCount;
      const atOnce = rowsAtOnce(path, group);
      while (start < groupEnd) {
        const rowEnd = Math.min(start + atOnce, groupEnd);
        const values = await thread.call('rows.read', { rowStart: start, rowEnd }, signal);
        const before = start;
        const rows = values.map((value, at) => ({ number: before + at + 1, read: () => value }));
        yield { rows, share: rowEnd / total };
        start = rowEnd;
      }
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

function rowsAtOnce(path: string, { rowCount, sizeBytes }: RowGroup): number {
  if (sizeBytes > maxGroupBytes) {
    const message = `${path} has row groups of more than ${maxGroupBytes} bytes: write it again with fewer rows in each`;
    throw new Failure('badInput', message);
  }
  return Math.max(1, Math.floor((rowCount * decodedBytes) / Math.max(sizeBytes, decodedBytes)));
}

/** Beside the bundle it is a bundle of its own; run from its source it is the source. */
function threadFile(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./parquetThread.ts', import.meta.url)
    : new URL('./engine-parquet.js', import.meta.url);
}
