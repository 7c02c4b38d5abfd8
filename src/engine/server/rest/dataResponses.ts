import { Failure } from '../../../common/failure.ts';
import type { SparseVector } from '../../sparseSearch/sparseVector.ts';
import { responseTooLong, maxResponseBytes } from '../../rules/responseSize.ts';
import type { StoredHit } from '../../namespace/calls/recordCalls.ts';
import type { StoredRecord } from '../../storage/storedRecord.ts';
import { responseJson } from '../bounds/responseJson.ts';
import type { EngineContext } from './engineEnv.ts';
import { shortestFloat32, shortestFloat32s } from './float32.ts';

/** Returns the index that a path below `/_i/:index` names. */
export function indexOf(context: EngineContext): string {
  return context.req.param('index') ?? '';
}

/** Returns the response of a write. The write is visible already, so both counters are equal. */
export function writeResponse(
  context: EngineContext,
  lsn: number,
  body: object | null,
  status: 200 | 201 | 202 = 200,
): Response {
  context.header('x-pinecone-request-lsn', String(lsn));
  context.header('x-pinecone-max-indexed-lsn', String(lsn));
  return body === null ? context.body(null, status) : context.json(body, status);
}

/** Returns the response of a read. Throws `badInput` if it exceeds Pinecone's limit. */
export function readResponse(context: EngineContext, lsn: number, body: object): Response {
  const text = responseJson(body);
  if (Buffer.byteLength(text) > maxResponseBytes) throw responseTooLong();
  context.header('x-pinecone-max-indexed-lsn', String(lsn));
  context.header('content-type', 'application/json');
  return context.body(text);
}

/** Returns a hit in the format of the vector API. */
export function matchResponse({ id, score, values, sparse, metadata }: StoredHit): object {
  return {
    id,
    score: scoreResponse(score),
    values: values === undefined ? [] : shortestFloat32s(values),
    ...(sparse === undefined ? {} : { sparseValues: sparseResponse(sparse) }),
    ...metadataResponse(metadata),
  };
}

/** Returns a record in the format of the vector API. */
export function recordResponse({ id, values, sparse, metadata }: StoredRecord): object {
  return {
    id,
    values: values === undefined ? [] : shortestFloat32s(values),
    ...(sparse === undefined ? {} : { sparseValues: sparseResponse(sparse) }),
    ...metadataResponse(metadata),
  };
}

/** Returns a score as printed: scores that float32 can hold use their shortest decimal. */
export function scoreResponse(score: number): number {
  const narrow = Math.fround(score);
  return Number.isFinite(narrow) ? shortestFloat32(narrow) : score;
}

/** Returns sparse values in the format of the API. */
export function sparseResponse({ indices, values }: SparseVector): {
  indices: number[];
  values: number[];
} {
  return { indices: Array.from(indices), values: shortestFloat32s(values) };
}

function metadataResponse(metadata: StoredHit['metadata']): object {
  return metadata === undefined || Object.keys(metadata).length === 0 ? {} : { metadata };
}

/** Returns the failure of using the vector or record API on an index of documents. */
export function documentsOnly(): Failure {
  const message =
    'This index has a document schema, so writes must go through the documents API, and searches too';
  return new Failure('badInput', message);
}
