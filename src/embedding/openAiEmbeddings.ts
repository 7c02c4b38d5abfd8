import { Failure } from '../common/failure.ts';
import type { Secret } from '../common/secret.ts';
import type { EmbeddingEndpoint } from '../model/embedding/embeddingEndpoint.ts';
import { decodeEmbeddings } from './decodeEmbeddings.ts';
import { failureOfAnswer, failureOfRequest } from './endpointFailure.ts';

/**
 * Embeds texts with a server that speaks OpenAI's API, in their order. Asks for floats; vectors in base64 are decoded
 * too. Throws `Failure` only, with the next step for the user.
 */
export async function embedWithEndpoint(
  options: EndpointOptions,
  model: string,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<readonly (readonly number[])[]> {
  const vectors: (readonly number[])[] = [];
  for (let from = 0; from < texts.length; from += textsPerRequest) {
    const some = texts.slice(from, from + textsPerRequest);
    vectors.push(...(await embedSome(options, model, some, signal)));
  }
  const [first = []] = vectors;
  const other = vectors.find(({ length }) => length !== first.length);
  if (other === undefined) return vectors;
  const message = `The provider “${options.endpoint.name}” answered with vectors of ${first.length} and ${other.length} numbers`;
  throw new Failure('badInput', message);
}

/** Sends one request, like the global `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export type EndpointOptions = {
  readonly endpoint: EmbeddingEndpoint;
  /** Absent for servers that need none. */
  readonly key: Secret | undefined;
  readonly fetch: Fetch;
  /** For each request, until its answer is complete. */
  readonly timeoutMs?: number;
};

const defaultTimeoutMs = 60_000;

/** Texts of one request: fewer than every known server takes. */
const textsPerRequest = 32;

/** Returns the names of the models that a server lists. */
export async function listEndpointModels(
  options: EndpointOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const answer = await send(options, 'models', { method: 'GET' }, signal);
  const { data } = answer as { data?: unknown };
  const entries: readonly unknown[] = Array.isArray(data) ? data : [];
  return entries.flatMap((entry) => {
    const { id } = (entry ?? {}) as { id?: unknown };
    return typeof id === 'string' ? [id] : [];
  });
}

async function embedSome(
  options: EndpointOptions,
  model: string,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<readonly (readonly number[])[]> {
  const body = JSON.stringify({ model, input: texts, encoding_format: 'float' });
  const answer = await send(options, 'embeddings', { method: 'POST', body }, signal);
  return decodeEmbeddings(answer, texts.length, options.endpoint.name);
}

async function send(
  { endpoint, key, fetch, timeoutMs = defaultTimeoutMs }: EndpointOptions,
  path: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<unknown> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const both = AbortSignal.any([signal, timeout]);
  const { url } = endpoint;
  try {
    const response = await fetch(addressOf(url, path), {
      ...init,
      headers: { 'content-type': 'application/json', ...keyHeader(endpoint, key) },
      signal: both,
      // A redirect could lead the key and the texts to another host.
      redirect: 'manual',
    });
    const text = await response.text();
    if (!response.ok) throw failureOfAnswer({ endpoint, key }, response, text);
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (signal.aborted) throw new Failure('cancelled', 'Cancelled', { cause: error });
    throw failureOfRequest({ endpoint, key }, error, timeout.aborted ? timeoutMs : undefined);
  }
}

/** Keeps the query of the address: Azure's has the API version there. */
function addressOf(base: string, path: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  return url.href;
}

function keyHeader(
  { keyHeader: header }: EmbeddingEndpoint,
  key: Secret | undefined,
): Readonly<Record<string, string>> {
  if (key === undefined) return {};
  return header === 'api-key'
    ? { 'api-key': key.reveal() }
    : { authorization: `Bearer ${key.reveal()}` };
}
