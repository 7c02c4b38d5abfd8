import type { MiddlewareHandler } from 'hono';
import { Failure } from '../../../common/failure.ts';
import { parseJson } from '../schemas/decode.ts';
import { ByteBudget } from '../bounds/byteBudget.ts';
import { signalOf } from './clientSignal.ts';
import type { EngineEnv } from './engineEnv.ts';

/** The body limit, above the largest upsert: 2 MB of float32 numbers with up to 24 characters each. */
const maxBodyBytes = 16 * 1024 * 1024;

/** The body limit of queries, above a vector of 20,000 numbers and a filter of 10,000 conditions. */
const maxQueryBytes = 2 * 1024 * 1024;
const queryPaths = new Set(['query', 'search', 'fetch', 'fetch_by_metadata', 'list', 'delete']);

/** The limit of all bodies in memory. Short bodies do not wait. */
const maxTotalBytes = 128 * 1024 * 1024;
const shortBodyBytes = 64 * 1024;

/**
 * Rejects bodies over the limit with 413 before reading them, and delays a body while too many others are in
 * memory.
 */
export function boundBody(): MiddlewareHandler<EngineEnv> {
  const budget = new ByteBudget(maxTotalBytes);
  return async (context, next) => {
    const { req } = context;
    const maxBytes = maxBytesOf(req.path);
    const isCounted = req.header('transfer-encoding') !== undefined;
    const sizeBytes = isCounted ? maxBytes : Number(req.header('content-length') ?? 0);
    if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
    const handle = async (): Promise<void> => {
      // A chunked body is counted while it is read. Handlers find the result in Hono's body cache, as a promise.
      if (isCounted) {
        const bytes = await readBounded(context.env.incoming, maxBytes);
        Object.assign(req.bodyCache, { arrayBuffer: Promise.resolve(bytes) });
      }
      await next();
    };
    if (sizeBytes <= shortBodyBytes) return handle();
    return budget.with(sizeBytes, signalOf(context), handle);
  };
}

/** The part of a Hono context that reading a body needs. */
type WithBody = { readonly req: { arrayBuffer(): Promise<ArrayBuffer> } };

/**
 * Reads the request body as text. Throws `badInput` with `status` if it is not valid UTF-8, because it would be
 * stored differently than sent.
 */
export async function readText({ req }: WithBody, status: 400 | 422 = 400): Promise<string> {
  const bytes = await req.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Failure('badInput', 'The body is not valid UTF-8', { status, cause: error });
  }
}

/** Reads the request body as JSON. Throws `badInput` with `status` if it is not valid. */
export async function readJson(context: WithBody, status: 400 | 422 = 400): Promise<unknown> {
  return parseJson(await readText(context, status), status);
}

async function readBounded(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<ArrayBuffer> {
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

function tooLarge(maxBytes: number): Failure {
  const message = `The request exceeds ${maxBytes} bytes: send less at once`;
  return new Failure('badInput', message, { status: 413 });
}
