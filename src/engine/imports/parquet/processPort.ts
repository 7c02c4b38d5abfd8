import type { ChildProcess } from 'node:child_process';
import type { Port } from '../../../common/rpc.ts';

/** A process at the other end of a channel as a port for `RpcClient` and `RpcServer`. Messages to one that has gone are lost. */
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
