import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { throwIfAborted } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import { RpcClient } from '../../common/rpc.ts';
import type { MapParameters } from '../../model/map.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import { threadPort } from '../threadPort.ts';
import type { EncodedFrame, MapInput, MapThreadCalls } from './mapCalls.ts';

export type MapRequest = {
  readonly index: string;
  readonly namespace: string;
  readonly parameters: MapParameters;
};

export type MapResources = {
  readonly store: RpcClient<StoreCalls>;
  readonly startMapThread: () => Worker;
};

/**
 * Reads the records and has a thread of its own make their map; `onFrame` gets its frames in order. When the signal is
 * aborted the thread is ended at once, whatever it is busy with. Throws `badInput` where there is nothing to map.
 */
export async function runMap(
  { store, startMapThread }: MapResources,
  { index, namespace, parameters }: MapRequest,
  signal: AbortSignal,
  onFrame: (frame: EncodedFrame) => void,
): Promise<void> {
  const startedAtMs = Date.now();
  const { sample: limit, seed } = parameters;
  const read = await store.call('namespace.read', { index, namespace, limit, seed }, { signal });
  if (read.ids.length === 0) {
    throw new Failure(
      'badInput',
      `The namespace “${namespace}” of “${index}” has no records to map`,
    );
  }
  throwIfAborted(signal);
  const { ids, values, metadata, total, dimension, metric } = read;
  const input = { ids, values, metadata, total, dimension, metric, parameters, startedAtMs };
  await runThread(startMapThread(), input, signal, onFrame);
}

async function runThread(
  thread: Worker,
  input: MapInput,
  signal: AbortSignal,
  onFrame: (frame: EncodedFrame) => void,
): Promise<void> {
  const died = once(thread, 'exit').then(
    (): never => {
      throw new Failure('internal', 'The thread of the map ended unexpectedly');
    },
    (cause: unknown): never => {
      throw threadFailure(cause, input.ids.length);
    },
  );
  const calls = new RpcClient<MapThreadCalls>(threadPort(thread));
  try {
    const options = { signal, onProgress: onFrame, transfer: [input.values] };
    await Promise.race([calls.call('map.make', input, options), died]);
  } finally {
    calls.dispose();
    // Its exit is expected from here on.
    died.catch(() => undefined);
    await thread.terminate();
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
