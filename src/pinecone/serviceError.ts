import { Failure, type FailureKind } from '../common/failure.ts';
import { isObject } from '../common/objects.ts';

/** An error response, in any of the service's formats. */
export type ServiceError = {
  readonly status: number;
  /** `NOT_FOUND`, `DATA_LOSS`, … if the service returned one. */
  readonly code: string | undefined;
  /** A sentence without a full stop; absent if the response has no readable text. */
  readonly message: string | undefined;
  readonly retryAfterMs: number | undefined;
};

/** google.rpc codes, by number, that the client distinguishes. */
const rpcCodes: Readonly<Record<number, string>> = {
  3: 'INVALID_ARGUMENT',
  5: 'NOT_FOUND',
  6: 'ALREADY_EXISTS',
  7: 'PERMISSION_DENIED',
  8: 'RESOURCE_EXHAUSTED',
  9: 'FAILED_PRECONDITION',
  12: 'UNIMPLEMENTED',
  13: 'INTERNAL',
  14: 'UNAVAILABLE',
  15: 'DATA_LOSS',
  16: 'UNAUTHENTICATED',
};

const longestMessage = 400;

/**
 * Decodes an error response: the control plane's `{error: {code, message}}`, the data plane's google.rpc `{code,
 * message}`, or plain text of the gateway. Ignores HTML pages of proxies.
 */
export function readServiceError(status: number, headers: Headers, text: string): ServiceError {
  const retryAfterMs = readRetryAfter(headers.get('retry-after'));
  const body = parseObject(text);
  if (body === undefined) {
    const isPage = /^\s*</.test(text);
    return { status, code: undefined, message: isPage ? undefined : clean(text), retryAfterMs };
  }
  const { error } = body;
  const source = isObject(error) ? error : body;
  const code = typeof source['code'] === 'number' ? rpcCodes[source['code']] : source['code'];
  const message = source['message'] ?? error;
  return {
    status,
    code: typeof code === 'string' ? code : undefined,
    message: typeof message === 'string' ? clean(message) : undefined,
    retryAfterMs,
  };
}

/** Converts an error response to a failure; `purpose` completes “Could not …”. */
export function failureOf(error: ServiceError, purpose: string, host: string): Failure {
  const { status, retryAfterMs } = error;
  const kind = kindOf(error);
  return new Failure(kind, `Could not ${purpose}: ${reasonOf(kind, error, host)}`, {
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Whether a retry may succeed. */
export function isTransient({ status, code }: ServiceError): boolean {
  if (code === 'QUOTA_EXCEEDED' || code === 'DATA_LOSS' || code === 'UNIMPLEMENTED') return false;
  // A full disk (507) is still full a second later.
  return status === 429 || status === 408 || (status >= 500 && status !== 501 && status !== 507);
}

/**
 * Whether the service rejected the API version. [inferred] The response is undocumented; its message has to name the
 * version.
 */
export function isVersionRefused({ status, message }: ServiceError): boolean {
  return status >= 400 && status < 500 && /api[\s-]?version/i.test(message ?? '');
}

function kindOf({ status, code, message }: ServiceError): FailureKind {
  // The gateways of indexes refuse an unknown key with 403 and this text.
  if (status === 403 && code === undefined && message === 'Wrong API key') return 'unauthorized';
  if (code === 'DATA_LOSS') return 'damaged';
  if (code === 'QUOTA_EXCEEDED' || code === 'PAYMENT_REQUIRED') return 'quota';
  if (code === 'RESOURCE_EXHAUSTED' && status !== 429) return 'quota';
  switch (status) {
    case 401:
      return 'unauthorized';
    case 402:
      return 'quota';
    case 403:
      return 'forbidden';
    case 404:
      return 'notFound';
    case 409:
    case 412:
      return 'conflict';
    case 408:
    case 504:
      return 'timeout';
    case 429:
      return 'rateLimited';
    default:
      return status >= 500 ? 'unavailable' : 'badInput';
  }
}

function reasonOf(
  kind: FailureKind,
  { status, message, retryAfterMs }: ServiceError,
  host: string,
): string {
  const said = message === undefined ? '' : `: ${message}`;
  if (kind === 'unauthorized') return `the key was refused by ${host}`;
  if (kind === 'rateLimited') {
    const when =
      retryAfterMs === undefined ? 'in a while' : `in ${Math.ceil(retryAfterMs / 1000)} s`;
    return `${host} receives too many requests; try again ${when}`;
  }
  if (kind === 'unavailable') return `${host} is unavailable right now (${status})${said}`;
  if (kind === 'timeout') return `${host} took too long (${status})${said}`;
  if (message !== undefined) return message;
  if (kind === 'forbidden') return `the key’s role does not allow it`;
  if (kind === 'notFound') return `${host} does not have it`;
  if (kind === 'conflict') return 'it exists already or is in use';
  return `${host} refused the request (${status})`;
}

/** Parses seconds or a date to milliseconds from now. */
function readRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function clean(text: string): string | undefined {
  // Removes invisible characters first: they could split a key and hide it from redaction.
  const seen = text.replaceAll(/\p{Cf}+/gu, '');
  const sentence = seen.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  if (sentence === '') return undefined;
  const isLong = sentence.length > longestMessage;
  return isLong ? `${sentence.slice(0, longestMessage)}…` : sentence.replace(/\.$/, '');
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
