import * as v from 'valibot';
import { Failure } from '../../common/failure.ts';
import { decodeFilter } from '../../model/filter/decodeFilter.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { RecordBatch, StoreCalls, StoredIndex } from '../store/storeCalls.ts';
import { decode, isObject, notThereYet } from './decode.ts';
import { decodeMetadata } from './metadataBody.ts';

const maxRecords = 1000;
const maxIds = 1000;
const maxTopK = 10_000;
/** Of ids and of namespaces. */
const maxNameLength = 512;
/** What Pinecone lets one upsert hold: counted in float32 numbers and metadata, not in the digits of JSON. */
const maxUpsertBytes = 2 * 1024 * 1024;
/** A vector needs one value of at least this size. */
const smallestLargestValue = 1e-8;

type Of<M extends keyof StoreCalls> = Omit<StoreCalls[M]['params'] & object, 'index'>;

const upsertBody = v.object({ vectors: v.array(v.unknown()), namespace: v.nullish(v.string()) });

const queryBody = v.object({
  namespace: v.nullish(v.string()),
  topK: v.number('topK is required and must be a number'),
  id: v.nullish(v.string()),
  vector: v.nullish(v.array(v.unknown())),
  filter: v.optional(v.unknown()),
  includeValues: v.nullish(v.boolean()),
  includeMetadata: v.nullish(v.boolean()),
  sparseVector: v.optional(v.unknown()),
  queries: v.optional(v.unknown()),
  scanFactor: v.optional(v.unknown()),
  maxCandidates: v.optional(v.unknown()),
});

const deleteBody = v.object({
  namespace: v.nullish(v.string()),
  ids: v.nullish(v.array(v.string())),
  filter: v.optional(v.unknown()),
  deleteAll: v.nullish(v.boolean()),
});

/** Throws `badInput` on everything that the index cannot hold; nothing of such a batch is written. */
export function decodeUpsert(body: unknown, index: StoredIndex): Of<'records.upsert'> {
  const { vectors, namespace } = decode(upsertBody, body);
  if (vectors.length === 0 || vectors.length > maxRecords)
    throw new Failure(
      'badInput',
      `An upsert holds 1 to ${maxRecords} vectors, not ${vectors.length}`,
    );
  const dimension = dimensionOf(index);
  const values = new Float32Array(vectors.length * dimension);
  const ids: string[] = [];
  const metadata: RecordBatch['metadata'][number][] = [];
  let sizeBytes = values.byteLength;
  for (const [at, vector] of vectors.entries()) {
    if (!isObject(vector)) throw new Failure('badInput', `vectors.${at} must be an object`);
    if (isGiven(vector['sparseValues'])) throw notThereYet('sparse values');
    const id = decodeId(vector['id']);
    const row = values.subarray(at * dimension, (at + 1) * dimension);
    fillVector(row, vector['values'], `vector “${id}”`);
    checkNotZero(row);
    ids.push(id);
    metadata.push(decodeMetadata(vector['metadata']));
    sizeBytes += id.length + Buffer.byteLength(JSON.stringify(metadata[at]));
  }
  if (sizeBytes > maxUpsertBytes) {
    const message = `Request size ${sizeBytes} exceeds the maximum supported size of ${maxUpsertBytes} bytes: upsert fewer records at once`;
    throw new Failure('badInput', message, { status: 413 });
  }
  return { namespace: decodeNamespace(namespace), batch: { ids, values: values.buffer, metadata } };
}

export function decodeQuery(body: unknown, index: StoredIndex): Of<'records.query'> {
  const query = decode(queryBody, body);
  const { topK, id, vector } = query;
  if (!Number.isInteger(topK) || topK < 1 || topK > maxTopK)
    throw new Failure('badInput', `topK must be an integer from 1 to ${maxTopK}, not ${topK}`);
  if (isGiven(query.queries)) throw new Failure('badInput', 'queries is not supported: use vector');
  if (isGiven(query.sparseVector)) throw notThereYet('sparse vectors');
  if (isGiven(query.scanFactor) || isGiven(query.maxCandidates)) {
    const message = 'scanFactor and maxCandidates are for indexes with dedicated read capacity';
    throw new Failure('badInput', message);
  }
  return {
    namespace: decodeNamespace(query.namespace),
    topK,
    by: decodeTarget(id ?? undefined, vector ?? undefined, index),
    // An empty filter asks for nothing.
    ...(isGiven(query.filter) && !isEmptyObject(query.filter)
      ? { filter: decodeFilter(query.filter) }
      : {}),
    includeValues: query.includeValues ?? false,
    includeMetadata: query.includeMetadata ?? false,
  };
}

export function decodeDelete(body: unknown): Of<'records.delete'> {
  const { namespace, ids, filter, deleteAll } = decode(deleteBody, body);
  const hasIds = isGiven(ids) && ids.length > 0;
  const hasFilter = isGiven(filter);
  if (Number(hasIds) + Number(hasFilter) + Number(deleteAll === true) !== 1)
    throw new Failure('badInput', 'Give exactly one of ids, filter and deleteAll');
  if (hasFilter && isEmptyObject(filter))
    throw new Failure('badInput', 'The filter is empty: use deleteAll to delete everything');
  const target = decodeNamespace(namespace);
  if (hasFilter) return { namespace: target, selection: { filter: decodeFilter(filter) } };
  if (!hasIds) return { namespace: target, selection: { all: true } };
  return { namespace: target, selection: { ids: decodeIds(ids) } };
}

/** 1 to 1,000 ids. */
export function decodeIds(ids: readonly string[]): readonly string[] {
  if (ids.length === 0 || ids.length > maxIds)
    throw new Failure('badInput', `Give 1 to ${maxIds} ids, not ${ids.length}`);
  return ids.map(decodeId);
}

/** The namespace that a request names; without a name it is the default one. */
export function decodeNamespace(name: string | null | undefined): string {
  if (name === undefined || name === null || name === '') return defaultNamespace;
  if (isAsciiName(name)) return name;
  throw new Failure('badInput', 'Namespace names have 1 to 512 ASCII characters and no NUL');
}

function decodeTarget(
  id: string | undefined,
  vector: readonly unknown[] | undefined,
  index: StoredIndex,
): StoreCalls['records.query']['params']['by'] {
  const hasVector = vector !== undefined && vector.length > 0;
  const hasId = id !== undefined && id !== '';
  if (hasId && hasVector) throw new Failure('badInput', 'Give either id or vector, not both');
  if (hasId) return { id: decodeId(id) };
  if (!hasVector) throw new Failure('badInput', 'A query needs an id or a vector');
  const values = new Float32Array(dimensionOf(index));
  fillVector(values, vector, 'query');
  if (index.metric === 'cosine') checkNotZero(values);
  return { vector: values };
}

function decodeId(id: unknown): string {
  if (typeof id === 'string' && isAsciiName(id)) return id;
  throw new Failure('badInput', 'Vector ids are strings of 1 to 512 ASCII characters without NUL');
}

function isAsciiName(name: string): boolean {
  if (name.length === 0 || name.length > maxNameLength) return false;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (code === 0 || code > 127) return false;
  }
  return true;
}

/** Checks every value and writes it to its place as float32. */
function fillVector(target: Float32Array, values: unknown, what: string): void {
  if (!Array.isArray(values)) throw new Failure('badInput', `The ${what} has no dense values`);
  if (values.length !== target.length) {
    const message = `Vector dimension ${values.length} does not match the dimension of the index ${target.length}`;
    throw new Failure('badInput', message);
  }
  for (let at = 0; at < target.length; at++) {
    const value: unknown = values[at];
    if (typeof value === 'number') target[at] = value;
    if (typeof value !== 'number' || !Number.isFinite(target[at]))
      throw new Failure('badInput', `Value ${at} of the ${what} is not a finite 32-bit number`);
  }
}

function checkNotZero(values: Float32Array): void {
  if (values.some((value) => Math.abs(value) >= smallestLargestValue)) return;
  throw new Failure('badInput', 'Dense vectors must contain at least one non-zero value');
}

function dimensionOf(index: StoredIndex): number {
  if (index.dimension === undefined) throw notThereYet('sparse indexes');
  return index.dimension;
}

function isGiven<T>(value: T): value is NonNullable<T> {
  return value !== undefined && value !== null;
}

function isEmptyObject(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
