import type { MessagePort, Worker } from 'node:worker_threads';
import type { Port } from '../../common/rpc.ts';

/** A worker thread or message port as a port for `RpcClient` and `RpcServer`. */
export function threadPort(port: MessagePort | Worker): Port {
  return {
    post: (message, transfer = []) => port.postMessage(message, transfer),
    onMessage: (listener) => {
      port.on('message', listener);
      return { dispose: () => void port.off('message', listener) };
    },
  };
}
