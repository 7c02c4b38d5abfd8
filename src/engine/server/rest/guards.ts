import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { finished } from 'node:stream';
import { apiVersionHeader, apiVersionOf, findApiVersion } from '../schemas/apiVersion.ts';
import { singleHeader } from '../schemas/singleHeader.ts';
import type { Throttle } from '../bounds/throttle.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';

type Guard = MiddlewareHandler<EngineEnv>;

/**
 * Rejects requests for another host name. Otherwise a web page whose name resolves to this machine could read
 * responses (DNS rebinding).
 */
export function requireLocalHost(port: () => number, onRejected: () => void): Guard {
  return async (context, next) => {
    if (isLocalHost(context.req.header('host'), portOf(context) ?? port())) return next();
    onRejected();
    return context.text('This engine answers on its own address only', 403);
  };
}

/** Whether the host that a request names is this machine, at this port. */
export function isLocalHost(host: string | undefined, port: number): boolean {
  const own = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  return host !== undefined && own.includes(host.toLowerCase());
}

/** Returns the port that a request arrived at: the engine's own, or that of an index. */
function portOf(context: EngineContext): number | undefined {
  // Requests made by tests have no connection.
  return (context.env as Partial<HttpBindings> | undefined)?.incoming?.socket.localPort;
}

/**
 * Rejects requests without a key that `accepts` accepts, in plain text like Pinecone's gateways: that of the control
 * plane with 401, those of indexes with 403.
 */
export function requireKey(accepts: (key: string) => boolean, onRejected: () => void): Guard {
  return async (context, next) => {
    const given = singleHeader(context.req.header('api-key'));
    if (given !== undefined && accepts(given)) return next();
    onRejected();
    const [status, reason] = context.req.path.startsWith('/_i/')
      ? ([403, 'Wrong API key'] as const)
      : ([401, 'Invalid API Key'] as const);
    const version = findApiVersion(singleHeader(context.req.header(apiVersionHeader)));
    return context.text(reason, status, {
      ...(version === undefined ? {} : { [apiVersionHeader]: version }),
      'x-pinecone-auth-rejected-reason': reason,
    });
  };
}

/** Tracks each request as work until its response ends or its client disconnects. */
export function countAsWork(keepBusy: (work: Promise<void>) => void): Guard {
  return async (context, next) => {
    // Requests made by tests have no connection.
    const { outgoing } = (context.env ?? {}) as Partial<HttpBindings>;
    if (outgoing !== undefined)
      keepBusy(new Promise((resolve) => void finished(outgoing, () => resolve())));
    await next();
  };
}

/** Throttles the requests of Pinecone's API. Never throttles the engine's own routes. */
export function throttleRequests(throttle: Throttle): Guard {
  return async (context, next) => {
    if (!context.req.path.startsWith('/_vectorscope/')) throttle.count();
    await next();
  };
}

/** Tells in every response that hosted models are simulated. */
export function noteSimulation(): Guard {
  return async (context, next) => {
    await next();
    context.res.headers.set('x-vectorscope-simulated', 'models');
  };
}

/** Stores the request's API version for later handlers. Throws `badInput` for unknown versions. */
export function readVersion(): Guard {
  return async (context, next) => {
    context.set('version', apiVersionOf(singleHeader(context.req.header(apiVersionHeader))));
    await next();
  };
}
