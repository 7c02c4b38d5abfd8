import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Calculate, Calculations } from '../../model/evaluation/calculations.ts';

/**
 * Returns a function that carries out each calculation in a worker thread of its own, so that the caller's thread stays
 * free. `file` is the thread's module.
 */
export function calculateInThread(file: string | URL): Calculate {
  return async <K extends keyof Calculations>(kind: K, params: Calculations[K]['params']) => {
    const worker = new Worker(file, { workerData: { kind, params }, name: 'statistics', env: {} });
    worker.unref();
    const [result] = (await once(worker, 'message')) as [Calculations[K]['result']];
    return result;
  };
}
