import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { createHash, timingSafeEqual } from 'node:crypto';
import { finished } from 'node:stream';
import { Failure } from '../../../common/failure.ts';
import type { Secret } from '../../../common/secret.ts';
import { apiVersionHeader, apiVersionOf } from '../schemas/apiVersion.ts';
import type { EngineEnv } from './engineEnv.ts';

type Guard = MiddlewareHandler<EngineEnv>;

/**
 * Refuses requests that were sent to another name: a page in a browser whose own name was pointed at this machine
 * (DNS rebinding) could read the answers otherwise.
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

/** Refuses requests without the key, in plain text as Pinecone's gateway does. */
export function requireKey(key: Secret, onRejected: () => void): Guard {
  // Digests are of one length, and comparing them tells nothing about how much of a key was right.
  const expected = digest(key.reveal());
  return async (context, next) => {
    const given = context.req.header('api-key');
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return next();
    onRejected();
    return context.text('Invalid API Key', 401);
  };
}

/** Reports each request that passes as work, until its response has ended or its client has left. */
export function countAsWork(keepBusy: (work: Promise<void>) => void): Guard {
  return async (context, next) => {
    // Requests that tests make without a server have no connection.
    const { outgoing } = (context.env ?? {}) as Partial<HttpBindings>;
    if (outgoing !== undefined)
      keepBusy(new Promise((resolve) => void finished(outgoing, () => resolve())));
    await next();
  };
}

/**
 * Refuses that share of the requests of Pinecone's API as one does that allows no more of them, evenly: 0.25 refuses each
 * fourth. What is the engine's own is never refused.
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

/** Lets later handlers know which version of the API was asked for. Throws `badInput` on one that is not known. */
export function readVersion(): Guard {
  return async (context, next) => {
    context.set('version', apiVersionOf(context.req.header(apiVersionHeader)));
    await next();
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
