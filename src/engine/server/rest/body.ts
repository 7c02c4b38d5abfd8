import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import type { Readable } from 'node:stream';
import { Failure } from '../../../common/failure.ts';
import { decodeUtf8, parseJson } from '../schemas/decode.ts';
import type { ByteBudget } from '../bounds/byteBudget.ts';
import { inflate, tooLarge } from '../bounds/inflate.ts';
import { singleHeader } from '../schemas/singleHeader.ts';
import type { ArrivingBody } from '../upserts/upsertDecoder.ts';
import { signalOf } from './clientSignal.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';

/**
 * Rejects bodies over the limit with 413 before reading them, delays a body while too many others are in memory, and
 * decompresses gzip.
 */
export function boundBody(budget: ByteBudget): MiddlewareHandler<EngineEnv> {
  return async (context, next) => {
    const { req } = context;
    const maxBytes = maxBytesOf(req.path);
    const isChunked = req.header('transfer-encoding') !== undefined;
    const sentBytes = isChunked ? maxBytes : Number(req.header('content-length') ?? 0);
    const isCompressed = sentBytes > 0 && isGzip(singleHeader(req.header('content-encoding')));
    if (sentBytes > maxBytes) throw tooLarge(maxBytes);
    const handle = async (): Promise<void> => {
      // A chunked body is counted while it is read. Handlers find the result in Hono's body cache, as a promise.
      if (isChunked) cacheBody(req, await readBounded(context.env.incoming, maxBytes));
      if (isCompressed) cacheBody(req, await inflate(await req.arrayBuffer(), maxBytes));
      await next();
    };
    const sizeBytes = isCompressed ? sentBytes + maxBytes : sentBytes;
    if (sizeBytes <= shortBodyBytes) return handle();
    return budget.with(sizeBytes, signalOf(context), handle);
  };
}

/** The body limit, above the largest upsert: 2 MB of float32 numbers with up to 24 characters each. */
const maxBodyBytes = 16 * 1024 * 1024;

/** The body limit of queries, above a vector of 20,000 numbers and a filter of 10,000 conditions. */
const maxQueryBytes = 2 * 1024 * 1024;
const queryPaths = new Set(['query', 'search', 'fetch', 'fetch_by_metadata', 'list', 'delete']);

/** Bodies up to this size do not wait for others. */
export const shortBodyBytes = 64 * 1024;

function cacheBody(req: EngineContext['req'], bytes: ArrayBuffer): void {
  Object.assign(req.bodyCache, { arrayBuffer: Promise.resolve(bytes) });
}

/** Whether a body is compressed. Throws `badInput` with status 415 for encodings other than gzip. */
function isGzip(encoding: string | undefined): boolean {
  if (encoding === undefined || /^(identity)?$/i.test(encoding)) return false;
  if (/^(x-)?gzip$/i.test(encoding)) return true;
  const message = `The content encoding ${encoding} is not supported: send the body as it is, or as gzip`;
  throw new Failure('badInput', message, { status: 415 });
}

/** Returns the body of a request for reading it as it arrives; undefined if it has been read already. */
export function arrivingBody({ req, env }: EngineContext): ArrivingBody | undefined {
  // Requests made by tests have no connection.
  const { incoming } = (env ?? {}) as Partial<HttpBindings>;
  if (incoming === undefined || 'arrayBuffer' in req.bodyCache) return undefined;
  return {
    sizeBytes: Number(req.header('content-length') ?? 0),
    receive: async (onPart) => {
      for await (const part of incoming) onPart(part as Uint8Array);
    },
  };
}

/** The part of a Hono context that reading a body needs. */
type WithBody = { readonly req: { arrayBuffer(): Promise<ArrayBuffer> } };

/** Reads the request body as text. Throws `badInput` with `status` if it is not valid UTF-8. */
export async function readText({ req }: WithBody, status: 400 | 422 = 400): Promise<string> {
  return decodeUtf8(await req.arrayBuffer(), status);
}

/** Reads the request body as JSON. Throws `badInput` with `status` if it is not valid. */
export async function readJson(context: WithBody, status: 400 | 422 = 400): Promise<unknown> {
  return parseJson(await readText(context, status), status);
}

async function readBounded(incoming: Readable, maxBytes: number): Promise<ArrayBuffer> {
  // A destroyed request would leave the rest of its body in the connection, before the next request.
  const chunks: AsyncIterable<Uint8Array> = incoming.iterator({ destroyOnReturn: false });
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
    parts.push(chunk);
  }
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes.buffer;
}

function maxBytesOf(path: string): number {
  const isQuery = queryPaths.has(path.slice(path.lastIndexOf('/') + 1));
  return isQuery || path.endsWith('/vectors/update') ? maxQueryBytes : maxBodyBytes;
}
