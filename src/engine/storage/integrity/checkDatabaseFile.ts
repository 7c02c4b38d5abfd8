import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/**
 * What SQLite's quick check finds wrong with a file, in a thread that works a quarter of the time; empty where nothing is. The
 * file is read as it is on disk, without its log: a verdict counts where nobody has written to it meanwhile. Rejects where
 * the signal ends it.
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

/** Beside the bundle it is a bundle of its own; run from its source it is the source. */
function threadFile(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./checkThread.ts', import.meta.url)
    : new URL('./engine-check.js', import.meta.url);
}
