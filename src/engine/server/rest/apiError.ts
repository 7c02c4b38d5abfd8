import type { Failure, FailureKind } from '../../../common/failure.ts';

/** Converts a failure into Pinecone's error response for a surface. */
export function errorResponse(failure: Failure, surface: Surface): Response {
  const status = statusOf(failure);
  const [word] = errorCodeOf(failure);
  const { code, message } = publicError(failure);
  return Response.json(
    surface === 'data'
      ? { code, message, details: detailsOf(failure) }
      : { error: { code: word, message }, status },
    { status },
  );
}

/** The API's two error formats: of the control plane and of the data plane. */
export type Surface = 'control' | 'data';

type StatusCode =
  400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 429 | 499 | 500 | 501 | 503 | 504 | 507;

const statusByKind: Record<FailureKind, StatusCode> = {
  badInput: 400,
  unauthorized: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  rateLimited: 429,
  quota: 403,
  timeout: 504,
  network: 503,
  unavailable: 503,
  damaged: 500,
  cancelled: 499,
  internal: 500,
};

type Code = readonly [word: string, number: number];

/** For each status: the control plane's code and the data plane's google.rpc code. */
const codes: Record<StatusCode, Code> = {
  400: ['INVALID_ARGUMENT', 3],
  401: ['UNAUTHENTICATED', 16],
  403: ['FORBIDDEN', 7],
  404: ['NOT_FOUND', 5],
  409: ['ALREADY_EXISTS', 6],
  412: ['FAILED_PRECONDITION', 9],
  413: ['PAYLOAD_TOO_LARGE', 11],
  415: ['INVALID_ARGUMENT', 3],
  422: ['UNPROCESSABLE_ENTITY', 3],
  429: ['RESOURCE_EXHAUSTED', 8],
  499: ['ABORTED', 1],
  500: ['INTERNAL', 13],
  501: ['UNIMPLEMENTED', 12],
  503: ['UNAVAILABLE', 14],
  504: ['DEADLINE_EXCEEDED', 4],
  507: ['RESOURCE_EXHAUSTED', 8],
};

/** Tells clients not to retry, which a plain 500 does not. */
const dataLoss: Code = ['DATA_LOSS', 15];

/** Returns what clients may know of a failure: its google.rpc code and its message. */
export function publicError(failure: Failure): { readonly code: number; readonly message: string } {
  const [, code] = errorCodeOf(failure);
  // The message of an unexpected error may quote a record, so the response omits it.
  const message = failure.kind === 'internal' ? 'The engine failed; see its log' : failure.message;
  return { code, message };
}

/** The details in google.rpc's JSON format. */
function detailsOf({ reason }: Failure): readonly object[] {
  if (reason === undefined) return [];
  const { word, facts } = reason;
  const metadata = facts === undefined ? {} : { metadata: facts };
  return [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: word, ...metadata }];
}

/** Returns the control plane's error code. */
export function errorCode(failure: Failure): string {
  return errorCodeOf(failure)[0];
}

function errorCodeOf(failure: Failure): Code {
  return failure.kind === 'damaged' ? dataLoss : codes[statusOf(failure)];
}

function statusOf({ kind, status }: Failure): StatusCode {
  return isStatusCode(status) ? status : statusByKind[kind];
}

function isStatusCode(status: number | undefined): status is StatusCode {
  return status !== undefined && status in codes;
}
