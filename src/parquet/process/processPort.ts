import type { ChildProcess } from 'node:child_process';
import type { Port } from '../../common/rpc.ts';

/**
 * Returns a port for `RpcClient` and `RpcServer` over a process's channel. Messages to an exited process are
 * dropped.
 */
export function processPort(process: ChildProcess | NodeJS.Process): Port {
  return {
    post: (message) => {
      if (process.connected) process.send?.(message as object, undefined, {}, () => {});
    },
    onMessage: (listener) => {
      process.on('message', listener);
      return { dispose: () => void process.off('message', listener) };
    },
  };
}
