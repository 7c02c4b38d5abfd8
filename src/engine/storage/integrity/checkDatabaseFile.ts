import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/**
 * Runs SQLite's quick check on a file in a worker thread. Resolves with the first problem, or an empty string if
 * there is none. The worker uses at most 25% of a thread. It reads the file without its write-ahead log, so the
 * result is valid only if nothing was written meanwhile. Rejects if the signal aborts.
 */
export async function checkDatabaseFile(file: string, signal: AbortSignal): Promise<string> {
  const worker = new Worker(threadFile(), { workerData: file, name: 'check', env: {} });
  worker.unref();
  const end = (): void => void worker.terminate();
  signal.addEventListener('abort', end, { once: true });
  try {
    const [verdict] = (await once(worker, 'message', { signal })) as [string];
    return verdict;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** The bundle of the worker, or its source when the engine runs from source. */
function threadFile(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./checkThread.ts', import.meta.url)
    : new URL('./engine-check.js', import.meta.url);
}
