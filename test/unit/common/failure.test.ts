import { describe, expect, it } from 'vitest';
import { Failure, isCancelled } from '../../../src/common/failure.ts';

describe('Failure', () => {
  it('maps an abort to `cancelled`', () => {
    const abort = new DOMException('The operation was aborted', 'AbortError');
    expect([Failure.from(abort).kind, isCancelled(abort)]).toEqual(['cancelled', true]);
  });

  it('keeps what it does not know as the cause of `internal`', () => {
    const error = new TypeError('x is not a function');
    expect(Failure.from(error)).toMatchObject({
      kind: 'internal',
      message: error.message,
      cause: error,
    });
  });

  it('goes through a port and back', () => {
    const failure = new Failure('rateLimited', 'The service asked us to slow down', {
      status: 429,
    });
    expect(Failure.revive(structuredClone(failure.toData()))).toMatchObject({
      kind: 'rateLimited',
      status: 429,
    });
  });
});
