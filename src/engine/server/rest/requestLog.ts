import type { MiddlewareHandler } from 'hono';
import type { Log } from '../../../common/log.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';

/** Logs method, path as sent, status and time of each authorized request. Stores its begin for later handlers. */
export function logRequests(log: Log): MiddlewareHandler<EngineEnv> {
  return async (context, next) => {
    const beginMs = performance.now();
    context.set('beginMs', beginMs);
    await next();
    const tookMs = (performance.now() - beginMs).toFixed(1);
    log.info(`${nameOf(context)} ${context.res.status} ${tookMs} ms`);
  };
}

/** Maximum logged path length in characters. */
const maxPathLength = 300;

/**
 * Returns the name of a request in the log: method and path without query, still percent-encoded and truncated, so
 * that it is one printable line.
 */
export function nameOf({ req: { method, url } }: EngineContext): string {
  const { pathname } = new URL(url);
  return `${method} ${pathname.length > maxPathLength ? `${pathname.slice(0, maxPathLength)}…` : pathname}`;
}
