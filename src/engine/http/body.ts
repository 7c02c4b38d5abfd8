import type { MiddlewareHandler } from 'hono';
import { Failure } from '../../common/failure.ts';
import { parseJson } from './decode.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';

/** More JSON than the largest upsert needs: 2 MB of float32 numbers, each with up to 24 characters. */
const maxBodyBytes = 16 * 1024 * 1024;

/** Refuses a body that is longer than the engine reads, with 413, before it fills the memory. */
export const boundBody: MiddlewareHandler<EngineEnv> = async (context, next) => {
  if (Number(context.req.header('content-length') ?? 0) > maxBodyBytes) throw tooLarge();
  // A body without a length is counted while it is read; handlers find what was read where Hono keeps it,
  // as a promise, whatever its type says.
  if (context.req.header('transfer-encoding') !== undefined) {
    const text = await readBounded(context.env.incoming);
    Object.assign(context.req.bodyCache, { text: Promise.resolve(text) });
  }
  await next();
};

/** The JSON of the request. Throws `badInput`, answered with `status`, where it is none. */
export async function readJson(context: EngineContext, status: 400 | 422 = 400): Promise<unknown> {
  return parseJson(await context.req.text(), status);
}

async function readBounded(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBodyBytes) throw tooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function tooLarge(): Failure {
  const message = `The request exceeds ${maxBodyBytes} bytes: send less at once`;
  return new Failure('badInput', message, { status: 413 });
}
