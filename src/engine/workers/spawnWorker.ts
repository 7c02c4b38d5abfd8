import { Worker, type ResourceLimits } from 'node:worker_threads';
import type { Disposable } from '../../common/disposables.ts';
import { RpcClient, type Calls, type Port } from '../../common/rpc.ts';
import { programOf } from '../packaging/engineFiles.ts';
import { threadPort } from './threadPort.ts';

/**
 * Starts a worker thread without environment variables. Pending calls stay pending when the thread ends by itself: dispose
 * it in `onEnd`, or wait for its exit.
 */
export function spawnWorker<C extends Calls>(options: SpawnOptions): SpawnedWorker<C> {
  const { name, source, bundle, data, resourceLimits, onEnd } = options;
  const { file, args } = programOf(source, bundle);
  const worker = new Worker(file, {
    name,
    argv: args,
    env: {},
    ...(data && { workerData: data }),
    ...(resourceLimits && { resourceLimits }),
  });
  let isOver = false;
  const end = (cause?: unknown): void => {
    if (isOver) return;
    isOver = true;
    onEnd?.(cause);
  };
  if (onEnd !== undefined) {
    worker.once('error', end);
    worker.once('exit', () => end());
  }
  const port = threadPort(worker);
  const calls = new RpcClient<C>(port);
  return {
    worker,
    port,
    calls,
    dispose: () => {
      isOver = true;
      calls.dispose();
      void worker.terminate();
    },
  };
}

/** A worker thread and a client of its calls. Disposing it rejects pending calls and terminates the thread. */
export type SpawnedWorker<C extends Calls> = Disposable & {
  readonly worker: Worker;
  readonly port: Port;
  readonly calls: RpcClient<C>;
};

/** The module, data and limits of a new worker thread. */
export type SpawnOptions = {
  readonly name: string;
  /** The module that the thread runs when the engine runs from source. */
  readonly source: URL;
  /** The file that the thread runs otherwise, in the folder of the engine's bundle: see `programOf`. */
  readonly bundle: string;
  readonly data?: object;
  readonly resourceLimits?: ResourceLimits;
  /** Called once when the thread fails, with its error, or ends by itself. Not called after `dispose`. */
  readonly onEnd?: (cause?: unknown) => void;
};
