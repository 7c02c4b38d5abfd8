import { spawnWorker, type SpawnedWorker } from '../workers/spawnWorker.ts';
import type { MapThreadCalls } from './mapThreadCalls.ts';

/** Starts a worker thread that makes one map. */
export function startMapThread(): SpawnedWorker<MapThreadCalls> {
  const source = new URL('./mapThread.ts', import.meta.url);
  return spawnWorker({ name: 'map', source, bundle: 'engine-map.js' });
}
