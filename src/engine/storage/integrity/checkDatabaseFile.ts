import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { programOf } from '../../packaging/engineFiles.ts';

/**
 * Runs SQLite's quick check on a file in a worker thread. Resolves with the first problem, or an empty string if
 * there is none. The worker uses at most 25% of a thread. It reads the file without its write-ahead log, so the
 * result is valid only if nothing was written meanwhile. Rejects if the signal aborts.
 */
export async function checkDatabaseFile(file: string, signal: AbortSignal): Promise<string> {
  const program = programOf(new URL('./checkThread.ts', import.meta.url), 'engine-check.js');
  const worker = new Worker(program.file, {
    workerData: file,
    name: 'check',
    argv: program.args,
    env: {},
  });
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
