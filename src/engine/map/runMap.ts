import { once } from 'node:events';
import { throwIfAborted } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { Log } from '../../common/log.ts';
import type { RpcClient } from '../../common/rpc.ts';
import type { MapKey } from '../../model/map/mapAnalysis.ts';
import { encodeFrame } from '../../model/map/mapFrame.ts';
import { stackFrames } from '../process/stackFrames.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import type { SpawnedWorker } from '../workers/spawnWorker.ts';
import { FrameCollector } from './cache/frameCollector.ts';
import type { MapCache } from './cache/mapCache.ts';
import type { CachedMap } from './cache/mapFile.ts';
import type { EncodedFrame, MapInput, MapThreadCalls } from './mapThreadCalls.ts';
import type { KnnGraph } from './neighbours/knnGraph.ts';
import { decodePoints } from './cache/decodePoints.ts';
import { mapVersionOf } from './cache/mapVersion.ts';
import { readRecords } from './readRecords.ts';

export type MapResources = {
  readonly store: RpcClient<StoreCalls>;
  readonly maps: MapCache;
  readonly startMapThread: () => SpawnedWorker<MapThreadCalls>;
  readonly log: Log;
};

type OnFrame = (frame: EncodedFrame) => void;

/**
 * Sends the cached map when the records have not changed. Otherwise reads the records and makes the map in a
 * new thread, starting from the positions of the cached one. `onFrame` receives the frames in order. Aborting
 * the signal terminates the thread at once, except after the last frame: a client that has it may leave, and the
 * map is still cached. Throws `badInput` when there are no records to map.
 */
export async function runMap(
  resources: MapResources,
  key: MapKey,
  signal: AbortSignal,
  onFrame: OnFrame,
): Promise<void> {
  const startedAtMs = Date.now();
  const { store, maps } = resources;
  const { namespace, parameters } = key;
  const { source, lsn } = await mapVersionOf(store, key, signal);
  const cached = await maps.read({ source, namespace, parameters });
  throwIfAborted(signal);
  if (cached !== undefined && cached.lsn === lsn) {
    sendCached(cached, startedAtMs, onFrame);
    return;
  }
  const input = await readInput(resources, key, cached, startedAtMs, signal);
  const collector = new FrameCollector();
  let endWriting = (): void => undefined;
  const making = new AbortController();
  const cancel = (): void => making.abort(signal.reason);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const graph = await runThread(resources.startMapThread(), input, making.signal, (frame) => {
      collector.add(frame);
      if (frame.type === 'done') {
        signal.removeEventListener('abort', cancel);
        // A client may request an analysis as soon as it receives `done`; the cache makes that request wait for
        // the file.
        endWriting = maps.announce({ source, namespace, parameters });
      }
      onFrame(frame);
    });
    await writeToCache(resources, key, source, {
      ...collector.take(),
      // Records written after this LSN make the cached map stale. The next map starts from it.
      lsn,
      madeAtMs: Date.now(),
      ...(graph && { graph }),
    });
  } finally {
    signal.removeEventListener('abort', cancel);
    endWriting();
  }
}

/** Writes the map to the cache. A failure is logged and does not fail the map. */
async function writeToCache(
  { store, maps, log }: MapResources,
  { index, namespace, parameters }: MapKey,
  source: string,
  map: CachedMap,
): Promise<void> {
  try {
    // The index may have been deleted and another created under its name.
    const now = await store.call('namespace.version', { index, namespace });
    if (now.source === source) await maps.write({ source, namespace, parameters }, map);
  } catch (error) {
    if (Failure.is(error, 'notFound')) return;
    log.error(`A map could not be cached\n${stackFrames(error)}`);
  }
}

async function readInput(
  { store }: MapResources,
  key: MapKey,
  cached: CachedMap | undefined,
  startedAtMs: number,
  signal: AbortSignal,
): Promise<MapInput> {
  const { parameters } = key;
  const records = await readRecords(store, key, signal);
  throwIfAborted(signal);
  const { method = 'umap' } = parameters;
  const previous =
    cached === undefined || method !== 'umap' ? undefined : decodePoints(cached.frames);
  return { ...records, parameters, startedAtMs, ...(previous && { previous }) };
}

function sendCached(
  { frames, quality, madeAtMs }: CachedMap,
  startedAtMs: number,
  onFrame: OnFrame,
): void {
  onFrame({ type: 'points', bytes: frames });
  const done = {
    type: 'done',
    tookMs: Date.now() - startedAtMs,
    cachedAtMs: madeAtMs,
    ...(quality && { quality }),
  } as const;
  const bytes = encodeFrame(done, (text) => Buffer.from(text));
  onFrame({ type: 'done', bytes });
}

async function runThread(
  { worker, calls }: SpawnedWorker<MapThreadCalls>,
  input: MapInput,
  signal: AbortSignal,
  onFrame: OnFrame,
): Promise<KnnGraph | undefined> {
  const died = once(worker, 'exit').then(
    (): never => {
      throw new Failure('internal', 'The thread of the map ended unexpectedly');
    },
    (cause: unknown): never => {
      throw threadFailure(cause, input.ids.length);
    },
  );
  try {
    const making = calls.call('map.make', input, { signal, onProgress: onFrame });
    const { graph } = await Promise.race([making, died]);
    return graph;
  } finally {
    calls.dispose();
    // The exit of the thread is expected from here on.
    died.catch(() => undefined);
    await worker.terminate();
  }
}

function threadFailure(cause: unknown, count: number): Failure {
  const isTooLarge =
    cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (!isTooLarge) return new Failure('internal', 'The thread of the map failed', { cause });
  return new Failure(
    'unavailable',
    `A map of ${count} records needs more memory than there is: choose a smaller sample`,
    { cause },
  );
}
