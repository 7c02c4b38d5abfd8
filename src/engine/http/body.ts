import type { MiddlewareHandler } from 'hono';
import { Failure } from '../../common/failure.ts';
import { parseJson } from './decode.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';

/** More JSON than the largest upsert needs: 2 MB of float32 numbers, each with up to 24 characters. */
const maxBodyBytes = 16 * 1024 * 1024;

/** Refuses bodies that say themselves that they are too large, before they are read. */
export const refuseLargeBodies: MiddlewareHandler<EngineEnv> = (context, next) => {
  if (Number(context.req.header('content-length') ?? 0) > maxBodyBytes) throw tooLarge();
  return next();
};

/** The text of the request. Throws `badInput`, answered with 413, once it is longer than the engine reads. */
export async function readText(context: EngineContext): Promise<string> {
  // With a length, which was checked, node reads no more than that.
  if (context.req.header('transfer-encoding') === undefined) return context.req.text();
  const decoder = new TextDecoder();
  let text = '';
  let sizeBytes = 0;
  for await (const chunk of context.env.incoming) {
    const bytes = chunk as Uint8Array;
    sizeBytes += bytes.byteLength;
    if (sizeBytes > maxBodyBytes) throw tooLarge();
    text += decoder.decode(bytes, { stream: true });
  }
  return text + decoder.decode();
}

/** The JSON of the request. Throws `badInput`, answered with `status`, where it is none. */
export async function readJson(context: EngineContext, status: 400 | 422 = 400): Promise<unknown> {
  return parseJson(await readText(context), status);
}

function tooLarge(): Failure {
  const message = `The request exceeds ${maxBodyBytes} bytes: send less at once`;
  return new Failure('badInput', message, { status: 413 });
}
