import { describe, expect, it } from 'vitest';
import { Failure, failureKinds } from '../../../../src/common/failure.ts';
import { errorResponse } from '../../../../src/engine/server/rest/apiError.ts';

describe('errorResponse', () => {
  it.each([
    ['badInput', 400, 'INVALID_ARGUMENT', 3],
    ['unauthorized', 401, 'UNAUTHENTICATED', 16],
    ['forbidden', 403, 'FORBIDDEN', 7],
    ['notFound', 404, 'NOT_FOUND', 5],
    ['conflict', 409, 'ALREADY_EXISTS', 6],
    ['rateLimited', 429, 'RESOURCE_EXHAUSTED', 8],
    ['damaged', 500, 'DATA_LOSS', 15],
    ['unavailable', 503, 'UNAVAILABLE', 14],
  ] as const)('gives %s both of its forms', async (kind, status, code, number) => {
    const failure = new Failure(kind, 'A sentence');
    const control = errorResponse(failure, 'control');
    const data = errorResponse(failure, 'data');
    expect([control.status, data.status]).toEqual([status, status]);
    expect(await control.json()).toEqual({ error: { code, message: 'A sentence' }, status });
    expect(await data.json()).toEqual({ code: number, message: 'A sentence', details: [] });
  });

  it('knows every kind of failure', () => {
    const statuses = failureKinds.map(
      (kind) => errorResponse(new Failure(kind, '-'), 'data').status,
    );
    expect(statuses.filter((status) => status < 400)).toEqual([]);
  });

  it('prefers the status that the failure carries, if it is one of an error', () => {
    const status = (given: number): number =>
      errorResponse(new Failure('badInput', '-', { status: given }), 'control').status;
    expect([422, 413, 507, 200, 777].map(status)).toEqual([422, 413, 507, 400, 400]);
  });

  it('does not reveal the message of an unexpected error', async () => {
    const failure = Failure.from(new Error('unexpected token in {"salary":1}'));
    for (const surface of ['control', 'data'] as const)
      expect(await errorResponse(failure, surface).text()).not.toContain('salary');
  });
});
