import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../../common/disposables.ts';
import { RpcClient } from '../../../common/rpc.ts';
import { threadPort } from '../../workers/threadPort.ts';
import type { PrefixCalls, PrefixThreadData } from './prefixCalls.ts';

/** A thread that computes prefixes; disposing it ends it, and rejects what is under way. */
export type PrefixThread = Disposable & { readonly calls: RpcClient<PrefixCalls> };

/** `onEnd` is told however it ends: then it is to be disposed, or who waits for it does so for ever. */
export function startPrefixThread(module: WebAssembly.Module, onEnd: () => void): PrefixThread {
  const workerData: PrefixThreadData = { module };
  const worker = new Worker(threadFile(), { workerData, name: 'prefixes', env: {} });
  worker.unref();
  worker.once('error', onEnd);
  worker.once('exit', onEnd);
  const calls = new RpcClient<PrefixCalls>(threadPort(worker));
  return {
    calls,
    dispose: () => {
      calls.dispose();
      void worker.terminate();
    },
  };
}

/** Beside the bundle it is a bundle of its own; run from its source it is the source. */
function threadFile(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./prefixThread.ts', import.meta.url)
    : new URL('./engine-prefix.js', import.meta.url);
}
