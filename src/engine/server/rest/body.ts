import type { MiddlewareHandler } from 'hono';
import { Failure } from '../../../common/failure.ts';
import { parseJson } from '../schemas/decode.ts';
import { BodyBudget } from '../bounds/bodyBudget.ts';
import { signalOf } from './clientSignal.ts';
import type { EngineEnv } from './engineEnv.ts';

/** More JSON than the largest upsert needs: 2 MB of float32 numbers, each with up to 24 characters. */
const maxBodyBytes = 16 * 1024 * 1024;

/** More than a question needs: a vector of 20,000 numbers and a filter of 10,000 conditions. */
const maxQueryBytes = 2 * 1024 * 1024;
const queryPaths = new Set(['query', 'search', 'fetch', 'fetch_by_metadata', 'list', 'delete']);

/** What bodies take in memory together; short ones wait for no others. */
const maxTotalBytes = 128 * 1024 * 1024;
const shortBodyBytes = 64 * 1024;

/**
 * Refuses a body that is longer than the engine reads, with 413, before it fills the memory; lets one wait while too many
 * others are in memory.
 */
export function boundBody(): MiddlewareHandler<EngineEnv> {
  const budget = new BodyBudget(maxTotalBytes);
  return async (context, next) => {
    const { req } = context;
    const maxBytes = maxBytesOf(req.path);
    const isCounted = req.header('transfer-encoding') !== undefined;
    const sizeBytes = isCounted ? maxBytes : Number(req.header('content-length') ?? 0);
    if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
    const handle = async (): Promise<void> => {
      // A body without a length is counted while it is read; handlers find what was read where Hono keeps it,
      // as a promise, whatever its type says.
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

/** What a body is read from, in every environment of Hono. */
type WithBody = { readonly req: { arrayBuffer(): Promise<ArrayBuffer> } };

/**
 * The text of the request. Throws `badInput`, answered with `status`, where it is not UTF-8: what cannot be read would
 * be kept otherwise than it was sent.
 */
export async function readText({ req }: WithBody, status: 400 | 422 = 400): Promise<string> {
  const bytes = await req.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Failure('badInput', 'The body is not valid UTF-8', { status, cause: error });
  }
}

/** The JSON of the request. Throws `badInput`, answered with `status`, where it is none. */
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
