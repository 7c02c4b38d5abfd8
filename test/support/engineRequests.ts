import type { EngineProcess } from './engineProcess.ts';

export type Reply = { readonly status: number; readonly text: string; readonly json: unknown };

/** Asks a running engine. Resolves with nothing where the engine went away, even in the middle of its answer. */
export async function tryAsk(
  engine: Pick<EngineProcess, 'url' | 'key'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<Reply | undefined> {
  try {
    const reply = await fetch(`${engine.url}${path}`, {
      method,
      headers: { 'api-key': engine.key, 'x-pinecone-api-version': '2026-07' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    const isJson = reply.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: reply.status, text, json: isJson ? JSON.parse(text) : undefined };
  } catch {
    return undefined;
  }
}

/** Asks an engine that has to be there. */
export async function ask(
  engine: Pick<EngineProcess, 'url' | 'key'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<Reply> {
  const reply = await tryAsk(engine, method, path, body);
  if (reply === undefined) throw new Error(`${method} ${path}: the engine is gone`);
  return reply;
}

/** The JSON of an answer that has to be a good one. */
export async function askFor<T>(
  engine: Pick<EngineProcess, 'url' | 'key'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const { status, text, json } = await ask(engine, method, path, body);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 500)}`);
  return json as T;
}

/** The body that creates an index in the newest version of the API. */
export function newIndexBody(name: string, dimension: number, metric = 'euclidean'): object {
  return { name, schema: { fields: { _values: { type: 'dense_vector', dimension, metric } } } };
}
