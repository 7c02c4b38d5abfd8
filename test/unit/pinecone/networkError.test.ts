import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readNetworkError, type NetworkError } from '../../../src/pinecone/networkError.ts';

function withCode(code: string, message = 'details'): Error {
  return Object.assign(new Error(message), { code });
}

/** As `fetch` reports what happened below it. */
function read(cause: unknown): NetworkError {
  const error = new TypeError('fetch failed', { cause });
  return readNetworkError(error, 'list the indexes', 'api.pinecone.io', (text) =>
    text.replaceAll('pckey_1', '[secret]'),
  );
}

describe('readNetworkError', () => {
  it.each([
    ['ECONNREFUSED', 'network', /nothing answers at api\.pinecone\.io/, false],
    ['ENOTFOUND', 'network', /cannot be found; check the address/, false],
    ['EAI_AGAIN', 'network', /could not be resolved/, true],
    ['ENETUNREACH', 'network', /is unreachable/, false],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout', /did not respond in time/, false],
    [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'network',
      /certificate of api\.pinecone\.io is not trusted/,
      false,
    ],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'network', /certificate/, false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'network', /certificate/, false],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'network', /does not use the expected protocol/, false],
    ['HPE_INVALID_CONSTANT', 'network', /does not use the expected protocol/, false],
    ['ECONNRESET', 'network', /broke; try again/, true],
    ['UND_ERR_SOCKET', 'network', /broke; try again/, true],
    ['SOMETHING_NEW', 'network', /could not be reached/, false],
  ])('explains %s', (code, kind, message, isTransient) => {
    const { failure, isTransient: may } = read(withCode(code));
    expect([failure.kind, failure.message, may]).toEqual([
      kind,
      expect.stringMatching(message),
      isTransient,
    ]);
  });

  it('looks into every attempt to connect', () => {
    const attempts = new AggregateError([withCode('ENETUNREACH'), withCode('ECONNREFUSED')]);
    expect(read(attempts).failure.message).toMatch(/nothing answers at/);
  });

  it('names the proxy, wherever in the chain it is', () => {
    const refusal = withCode('UND_ERR_ABORTED', 'Proxy response (407) !== 200 when HTTP Tunneling');
    const cancelled = new Error('Request was cancelled.', { cause: refusal });
    expect(read(cancelled).failure.message).toMatch(
      /the proxy refused .* \(407\); check the proxy settings/,
    );
  });

  it('keeps what the cause said, and nothing of the key that it may hold', () => {
    const cause = Object.assign(withCode('EX', 'bad header pckey_1'), {
      headers: { key: 'pckey_1' },
    });
    const text = inspect(read(cause).failure, { depth: 20, showHidden: true });
    expect(text).toContain('EX bad header [secret]');
    expect(text).not.toContain('pckey_1');
  });
});
