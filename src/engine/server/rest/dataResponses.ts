import type { Metadata, MetadataValue } from '../../../model/record.ts';
import type { SparseVector } from '../../sparseSearch/sparseVector.ts';
import { responseTooLong, maxResponseBytes } from '../../rules/responseSize.ts';
import type { StoredHit } from '../../namespace/calls/storedHits.ts';
import type { StoredRecord } from '../../storage/storedRecord.ts';
import { readHeaders, writeHeaders } from '../operations/freshness.ts';
import { responseJson } from '../bounds/responseJson.ts';
import type { EngineContext } from './engineEnv.ts';
import { shortestFloat32, shortestFloat32s } from './float32.ts';

/** Returns the index that a path below `/_i/:index` names. */
export function indexOf(context: EngineContext): string {
  return context.req.param('index') ?? '';
}

/** Returns the response of a write. */
export function writeResponse(
  context: EngineContext,
  lsn: number,
  body: object | null,
  status: 200 | 201 | 202 = 200,
): Response {
  for (const [name, value] of Object.entries(writeHeaders(lsn))) context.header(name, value);
  return body === null ? context.body(null, status) : context.json(body, status);
}

/** Returns the response of a read. Throws `badInput` if it exceeds Pinecone's limit. */
export function readResponse(context: EngineContext, lsn: number, body: object): Response {
  const text = responseJson(body);
  if (Buffer.byteLength(text) > maxResponseBytes) throw responseTooLong();
  const headers = readHeaders(lsn, context.get('beginMs'));
  for (const [name, value] of Object.entries(headers)) context.header(name, value);
  context.header('content-type', 'application/json');
  return context.body(text);
}

/** Serializes a hit in the format of the vector API. */
export function matchJson({ score, ...record }: StoredHit): string {
  return vectorJson(record, `,"score":${JSON.stringify(scoreResponse(score))}`);
}

/** Serializes a record in the format of the vector API. */
export function recordJson(record: StoredRecord): string {
  return vectorJson(record, '');
}

/** Joins texts instead of objects: with thousands of hits the response takes as long as the search. */
function vectorJson(
  { id, values, sparse, metadata = {} }: Omit<StoredHit, 'score'>,
  score: string,
): string {
  const numbers = values === undefined ? '[]' : JSON.stringify(shortestFloat32s(values));
  const vector = `{"id":${JSON.stringify(id)}${score},"values":${numbers}`;
  const withSparse =
    sparse === undefined
      ? vector
      : `${vector},"sparseValues":${JSON.stringify(sparseResponse(sparse))}`;
  return Object.keys(metadata).length === 0
    ? `${withSparse}}`
    : `${withSparse},"metadata":${serializeMetadata(metadata)}}`;
}

/** Serializes metadata as the vector API does: integers have a decimal point. */
function serializeMetadata(metadata: Metadata): string {
  let json = '';
  for (const name of Object.keys(metadata)) {
    json += json === '' ? '{' : ',';
    json += `${JSON.stringify(name)}:${valueJson(metadata[name]!)}`;
  }
  return `${json}}`;
}

function valueJson(value: MetadataValue): string {
  const json = JSON.stringify(value);
  return Number.isInteger(value) && !json.includes('e') ? `${json}.0` : json;
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
