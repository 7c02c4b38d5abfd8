import { Worker } from 'node:worker_threads';

/** A fresh thread for one map. Beside the bundle it is a bundle of its own; run from its source it is the source. */
export function startMapThread(): Worker {
  const file = import.meta.url.endsWith('.ts')
    ? new URL('./mapThread.ts', import.meta.url)
    : new URL('./engine-map.js', import.meta.url);
  return new Worker(file, { name: 'map', env: {} });
}
