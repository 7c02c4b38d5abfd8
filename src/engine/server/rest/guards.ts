import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { createHash, timingSafeEqual } from 'node:crypto';
import { finished } from 'node:stream';
import { Failure } from '../../../common/failure.ts';
import type { Secret } from '../../../common/secret.ts';
import { apiVersionHeader, apiVersionOf, findApiVersion } from '../schemas/apiVersion.ts';
import { singleHeader } from '../schemas/singleHeader.ts';
import type { EngineEnv } from './engineEnv.ts';

type Guard = MiddlewareHandler<EngineEnv>;

/**
 * Rejects requests for another host name. Otherwise a web page whose name resolves to this machine could read
 * responses (DNS rebinding).
 */
export function requireLocalHost(port: () => number, onRejected: () => void): Guard {
  return async (context, next) => {
    const host = context.req.header('host')?.toLowerCase();
    const own = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port()}`);
    if (host !== undefined && own.includes(host)) return next();
    onRejected();
    return context.text('This engine answers on its own address only', 403);
  };
}

/** Returns a function that tells whether a text is the key. */
export function matches(key: Secret): (given: string) => boolean {
  // Digests have equal length, so comparing them does not reveal how much of a key was right.
  const expected = digest(key.reveal());
  return (given) => timingSafeEqual(digest(given), expected);
}

/** Accepts every key that is not empty. A web page cannot send one: the header needs a permission that no route gives. */
export function isAnyKey(given: string): boolean {
  return given !== '';
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

/**
 * Rejects a share of the Pinecone API's requests with 429, evenly: 0.25 rejects every fourth. Never rejects the
 * engine's own routes.
 */
export function throttleRequests(share: number): Guard {
  let count = 0;
  return async (context, next) => {
    if (context.req.path.startsWith('/_vectorscope/')) return next();
    count++;
    if (Math.floor(count * share) > Math.floor((count - 1) * share))
      throw new Failure('rateLimited', 'Request rate limit exceeded, as --simulate-429 asks for');
    return next();
  };
}

/** Stores the request's API version for later handlers. Throws `badInput` for unknown versions. */
export function readVersion(): Guard {
  return async (context, next) => {
    context.set('version', apiVersionOf(singleHeader(context.req.header(apiVersionHeader))));
    await next();
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
