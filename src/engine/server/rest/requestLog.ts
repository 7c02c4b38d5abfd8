import type { MiddlewareHandler } from 'hono';
import type { Log } from '../../../common/log.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';

/** In characters. */
const maxPathLength = 300;
const countedForMs = 60_000;

/** Writes a line for each request that passes: its method, its path as it was sent, status and time. */
export function logRequests(log: Log): MiddlewareHandler<EngineEnv> {
  return async (context, next) => {
    const begin = performance.now();
    await next();
    const tookMs = (performance.now() - begin).toFixed(1);
    log.info(`${nameOf(context)} ${context.res.status} ${tookMs} ms`);
  };
}

/**
 * How the log speaks of a request: by its path without what it asks for, still percent-encoded, so that it is one line of
 * what is seen, and cut.
 */
export function nameOf({ req: { method, url } }: EngineContext): string {
  const { pathname } = new URL(url);
  return `${method} ${pathname.length > maxPathLength ? `${pathname.slice(0, maxPathLength)}…` : pathname}`;
}

/** Counts requests that are refused before anything is known of them: the first at once, then a line a minute at most. */
export class RejectedRequests {
  readonly #log: Log;
  readonly #now: () => number;
  #count = 0;
  #countsFrom = -Infinity;

  /** `now` in milliseconds. */
  constructor(log: Log, now = (): number => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  add(): void {
    this.#count++;
    const now = this.#now();
    if (now - this.#countsFrom < countedForMs) return;
    this.#log.warn(`refused without the key or for another host: ${this.#count}`);
    this.#count = 0;
    this.#countsFrom = now;
  }
}
