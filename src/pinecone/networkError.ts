import { Failure, type FailureKind } from '../common/failure.ts';

/** A network failure, and whether a retry may succeed. */
export type NetworkError = { readonly failure: Failure; readonly isTransient: boolean };

type Reason = {
  readonly codes: RegExp;
  readonly kind: FailureKind;
  /** Completes “Could not …: ”. */
  readonly message: (host: string) => string;
  /** Whether the same request may succeed on retry. */
  readonly isTransient: boolean;
};

const reasons: readonly Reason[] = [
  {
    codes: /^ECONNREFUSED$/,
    kind: 'network',
    message: (host) =>
      `nothing answers at ${host}; check that the service runs and the port is right`,
    isTransient: false,
  },
  {
    codes: /^ENOTFOUND$/,
    kind: 'network',
    message: (host) => `${host} cannot be found; check the address and the network`,
    isTransient: false,
  },
  {
    codes: /^EAI_AGAIN$/,
    kind: 'network',
    message: (host) => `${host} could not be resolved; check the network`,
    isTransient: true,
  },
  {
    codes: /^(?:ENETUNREACH|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL)$/,
    kind: 'network',
    message: (host) => `${host} is unreachable; check the network`,
    isTransient: false,
  },
  {
    codes: /^(?:ETIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT)$/,
    kind: 'timeout',
    message: (host) => `${host} did not respond in time; check the network, then try again`,
    isTransient: false,
  },
  {
    codes: /CERT|^UNABLE_TO_/,
    kind: 'network',
    message: (host) =>
      `the certificate of ${host} is not trusted; a proxy on the way may need its certificate installed`,
    isTransient: false,
  },
  {
    codes: /^(?:HPE_|ERR_SSL_|EPROTO$)/,
    kind: 'network',
    message: (host) =>
      `the server at ${host} does not use the expected protocol; check the address`,
    isTransient: false,
  },
  {
    codes: /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_DESTROYED|UND_ERR_CLOSED)$/,
    kind: 'network',
    message: (host) => `the connection to ${host} broke; try again`,
    isTransient: true,
  },
];

/**
 * Converts an error of `fetch` to a failure. `redact` removes the key from text: causes are logged and may quote the
 * request, so the cause is copied as redacted text.
 */
export function readNetworkError(
  error: unknown,
  purpose: string,
  host: string,
  redact: (text: string) => string,
): NetworkError {
  const chain = causesOf(error);
  const details = chain.map(({ code, message }) => (code === '' ? message : `${code} ${message}`));
  const cause = new Error(redact(details.join(' < ')));
  const proxy = chain
    .map(({ message }) => /Proxy response \((\d+)\)/.exec(message)?.[1])
    .find(Boolean);
  if (proxy !== undefined) {
    const why = `the proxy refused the connection to ${host} (${proxy}); check the proxy settings`;
    return {
      failure: new Failure('network', `Could not ${purpose}: ${why}`, { cause }),
      isTransient: false,
    };
  }
  const reason = reasons.find(({ codes }) => chain.some(({ code }) => codes.test(code)));
  const why =
    reason?.message(host) ?? `${host} could not be reached; check the address and the network`;
  return {
    failure: new Failure(reason?.kind ?? 'network', `Could not ${purpose}: ${why}`, { cause }),
    isTransient: reason?.isTransient ?? false,
  };
}

type Cause = { readonly code: string; readonly message: string };

/** Returns the error and its chain of causes, including those of each connection attempt. */
function causesOf(error: unknown, depth = 0): readonly Cause[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const parts = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  return [
    { code, message: error.message },
    ...[error.cause, ...parts].flatMap((part) => causesOf(part, depth + 1)),
  ];
}
