import type { Handlers } from '../../common/rpc.ts';
import type { StoreCalls } from './storeCalls.ts';

/** The same handlers, which call `tell` after each change of the indexes or of their backups that succeeded. */
export function withIndexEvents(
  handlers: Handlers<StoreCalls>,
  tell: () => void,
): Handlers<StoreCalls> {
  return {
    ...handlers,
    'index.create': thenTell(handlers['index.create'], tell),
    'index.configure': thenTell(handlers['index.configure'], tell),
    'index.delete': thenTell(handlers['index.delete'], tell),
    'backup.create': thenTell(handlers['backup.create'], tell),
    'backup.delete': thenTell(handlers['backup.delete'], tell),
    'backup.restore': thenTell(handlers['backup.restore'], tell),
  };
}

function thenTell<P extends unknown[], R>(
  handle: (...params: P) => Promise<R> | R,
  tell: () => void,
): (...params: P) => Promise<R> {
  return async (...params) => {
    const result = await handle(...params);
    tell();
    return result;
  };
}
