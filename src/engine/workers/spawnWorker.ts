import { Worker, type ResourceLimits } from 'node:worker_threads';
import type { Disposable } from '../../common/disposables.ts';
import { RpcClient, type Calls, type Port } from '../../common/rpc.ts';
import { threadPort } from './threadPort.ts';

/** A thread, and a client of the calls that it answers. Disposing it rejects calls under way and terminates the thread. */
export type SpawnedWorker<C extends Calls> = Disposable & {
  readonly worker: Worker;
  readonly port: Port;
  readonly calls: RpcClient<C>;
};

export type SpawnOptions = {
  readonly name: string;
  /** The module that the thread runs. */
  readonly source: URL;
  /** The file of its bundle, beside the bundle that starts it. */
  readonly bundle: string;
  readonly data?: object;
  readonly resourceLimits?: ResourceLimits;
  /** Called once where the thread fails, with its error, or ends by itself; never after it was disposed. */
  readonly onEnd?: (cause?: unknown) => void;
};

/**
 * Starts a thread without environment variables. Calls under way stay pending when the thread ends: dispose it in `onEnd`,
 * or wait for its exit.
 */
export function spawnWorker<C extends Calls>(options: SpawnOptions): SpawnedWorker<C> {
  const { name, source, bundle, data, resourceLimits, onEnd } = options;
  const isBundled = !import.meta.url.endsWith('.ts');
  const worker = new Worker(isBundled ? new URL(bundle, import.meta.url) : source, {
    name,
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
