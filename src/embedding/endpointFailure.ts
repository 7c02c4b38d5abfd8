import { Failure } from '../common/failure.ts';
import type { Secret } from '../common/secret.ts';
import { escapeInvisible } from '../model/escapeInvisible.ts';
import type { EmbeddingEndpoint } from '../model/embedding/embeddingEndpoint.ts';

/** Returns the failure of a request that a server answered with an error. The server may repeat the key. */
export function failureOfAnswer(
  { endpoint: { name, url }, key }: Called,
  response: Response,
  text: string,
): Failure {
  const { status } = response;
  const reason = reasonOf(text, key);
  const said = reason === '' ? '' : `: ${reason}`;
  if (status === 401 || status === 403)
    return new Failure(
      'unauthorized',
      `The provider “${name}” refused the key (${status}). Enter it again with “Manage Embedding Providers”`,
      { status },
    );
  if (status === 404)
    return new Failure(
      'badInput',
      `The provider “${name}” does not have this model or address (404)${said}. Check the model’s name and ${url}`,
      { status },
    );
  if (status === 429)
    return new Failure(
      'rateLimited',
      `The provider “${name}” limits requests (429)${said}. Wait, then run again`,
      { status, ...retryAfterOf(response) },
    );
  if (status === 413 || status === 422 || status === 400)
    return new Failure('badInput', `The provider “${name}” refused the texts (${status})${said}`, {
      status,
    });
  if (status >= 300 && status < 400)
    return new Failure(
      'badInput',
      `The provider “${name}” redirects to another address (${status}); enter that address instead`,
      { status },
    );
  return new Failure(
    'unavailable',
    `The provider “${name}” failed (${status})${said}. See its log, then run again`,
    { status },
  );
}

/** In characters. */
const longestReason = 200;

/** A server and the key that no text about it may hold. */
type Called = { readonly endpoint: EmbeddingEndpoint; readonly key: Secret | undefined };

/** Returns the failure of a request without an answer. `timeoutMs` is set if it took too long. */
export function failureOfRequest(
  { endpoint: { name, url }, key }: Called,
  error: unknown,
  timeoutMs: number | undefined,
): Failure {
  if (Failure.is(error)) return error;
  const { host } = new URL(url);
  if (timeoutMs !== undefined)
    return new Failure(
      'timeout',
      `The provider “${name}” did not complete its answer within ${timeoutMs / 1000} s. Check that the model is loaded, then run again`,
    );
  if (error instanceof SyntaxError)
    return new Failure(
      'badInput',
      `The server at ${host} does not speak OpenAI’s API. Check the address of the provider “${name}”`,
    );
  return new Failure(
    'unavailable',
    `The provider “${name}” does not answer at ${host}. Check that it runs, then run again`,
    { cause: causeOf(error, key) },
  );
}

/** Copies an error and its causes as text: they are logged, and may quote the request. */
function causeOf(error: unknown, key: Secret | undefined): Error {
  const texts: string[] = [];
  for (let one = error; one instanceof Error && texts.length < 5; one = one.cause)
    texts.push(one.message);
  const text = texts.join(' < ');
  return new Error(key === undefined ? text : key.hideIn(text));
}

/** Returns what the server says, from the forms that servers use. */
function reasonOf(text: string, key: Secret | undefined): string {
  try {
    const { error, message, detail } = JSON.parse(text) as Record<string, unknown>;
    const inner =
      typeof error === 'object' && error !== null && 'message' in error && error.message;
    const said = [inner, error, message, detail].find((one) => typeof one === 'string') ?? '';
    // Invisible characters could split a key and hide it.
    const seen = said.replaceAll(/\p{Cf}+/gu, '');
    const safe = key === undefined ? seen : key.hideIn(seen);
    return escapeInvisible(safe).slice(0, longestReason);
  } catch {
    return '';
  }
}

function retryAfterOf({ headers }: Response): { readonly retryAfterMs?: number } {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {};
}
