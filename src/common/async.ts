import { Failure } from './failure.ts';

/** Throws `cancelled` if the signal is aborted. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled(signal);
}

/** Resolves after `delayMs`; rejects with `cancelled` as soon as the signal aborts. */
export function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled(signal));
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(cancelled(signal));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, delayMs);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * Maps items with at most `limit` concurrent calls; results are in item order. The first failure aborts the other
 * calls' signal, and is thrown when they have ended.
 */
export async function mapLimit<T, R>(
  items: readonly T[],
  limit: number,
  signal: AbortSignal,
  map: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const failures: unknown[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length && !both.aborted) {
      const at = next++;
      try {
        results[at] = await map(items[at] as T, both);
      } catch (error) {
        failures.push(error);
        stop.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  if (failures.length > 0) throw failures[0];
  throwIfAborted(signal);
  return results;
}

/** Returns a signal that aborts `delayMs` after another one, for work that is finished first. */
export function abortAfter(signal: AbortSignal, delayMs: number): AbortSignal {
  const later = new AbortController();
  const wait = (): void => {
    setTimeout(() => later.abort(signal.reason), delayMs);
  };
  if (signal.aborted) wait();
  else signal.addEventListener('abort', wait, { once: true });
  return later.signal;
}

function cancelled(signal: AbortSignal): Failure {
  return new Failure('cancelled', 'Cancelled', { cause: signal.reason });
}
