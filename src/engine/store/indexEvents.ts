import type { Handlers } from '../../common/rpc.ts';
import type { StoreCalls } from './storeCalls.ts';

/** Wraps handlers to call `notify` after each successful change of indexes or backups. */
export function withIndexEvents(
  handlers: Handlers<StoreCalls>,
  notify: () => void,
): Handlers<StoreCalls> {
  return {
    ...handlers,
    'index.create': thenNotify(handlers['index.create'], notify),
    'index.configure': thenNotify(handlers['index.configure'], notify),
    'index.delete': thenNotify(handlers['index.delete'], notify),
    'backup.create': thenNotify(handlers['backup.create'], notify),
    'backup.delete': thenNotify(handlers['backup.delete'], notify),
    'backup.restore': thenNotify(handlers['backup.restore'], notify),
    'store.reset': thenNotify(handlers['store.reset'], notify),
  };
}

function thenNotify<P extends unknown[], R>(
  handle: (...params: P) => Promise<R> | R,
  notify: () => void,
): (...params: P) => Promise<R> {
  return async (...params) => {
    const result = await handle(...params);
    notify();
    return result;
  };
}
