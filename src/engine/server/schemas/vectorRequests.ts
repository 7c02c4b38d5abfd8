import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import { isObject } from '../../../common/objects.ts';
import { maxTopK } from '../../../model/hit.ts';
import { decodeFilter } from '../../../model/filter/decodeFilter.ts';
import type { Metadata } from '../../../model/record.ts';
import { defaultNamespace } from '../../../model/vectorIndex.ts';
import type { SparseVector } from '../../sparseSearch/sparseVector.ts';
import type { QueryVectors } from '../../namespace/calls/recordCalls.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import { hasDefaultName, type ApiVersion } from './apiVersion.ts';
import { decodeCamelCase, isEmptyObject, isGiven, refuseSnakeCase } from './decode.ts';
import { decodeSizedMetadata, type SizedMetadata } from './decodeMetadata.ts';
import { decodeId, decodeIds, decodeVectorNamespace } from './recordIdentifiers.ts';
import { checkWrittenSize } from './requestSize.ts';
import {
  checkNotZero,
  decodeSparseValues,
  fillVector,
  isNumberList,
  numberList,
  requireSparse,
  sparseRefused,
} from './vectorValues.ts';

/**
 * Decodes an upsert. Throws `badInput` if the index cannot hold one of the vectors; nothing of the batch is written
 * then.
 */
export function decodeUpsert(
  body: unknown,
  index: StoredIndex,
  version: ApiVersion,
): Params<'records.upsert'> {
  const { vectors, namespace } = decodeCamelCase(upsertBody, body);
  if (vectors.length === 0 || vectors.length > maxUpsertRecords) {
    const message = `An upsert holds 1 to ${maxUpsertRecords} vectors, not ${vectors.length}`;
    throw new Failure('badInput', message);
  }
  const dimension = index.dimension ?? 0;
  const values = new Float32Array(vectors.length * dimension);
  const ids: string[] = [];
  const metadata: Metadata[] = [];
  const sparse: (SparseVector | undefined)[] = [];
  const metadataBytes: number[] = [];
  for (const [at, vector] of vectors.entries()) {
    if (!isObject(vector)) throw new Failure('badInput', `vectors.${at} must be an object`);
    const row = values.subarray(at * dimension, (at + 1) * dimension);
    const record = fillVectorRow(row, vector, index, version);
    ids.push(record.id);
    sparse.push(record.sparse);
    metadata.push(record.metadata);
    metadataBytes.push(record.sizeBytes);
  }
  checkWrittenSize(
    ids.map((id, at) => ({
      id,
      metadataBytes: metadataBytes[at]!,
      valueBytes: dimension * Float32Array.BYTES_PER_ELEMENT,
      sparseValues: sparse[at]?.indices.length ?? 0,
    })),
  );
  const batch = { ids, values: values.buffer, metadata, sparse };
  return { namespace: decodeVectorNamespace(namespace, version), batch };
}

/** The limit of vectors in one upsert. */
export const maxUpsertRecords = 1000;

type Params<M extends keyof StoreCalls> = Omit<StoreCalls[M]['params'] & object, 'index'>;

const upsertBody = v.object({ vectors: v.array(v.unknown()), namespace: v.nullish(v.string()) });

const vectorMembers = ['sparseValues'];

const queryBody = v.object({
  namespace: v.nullish(v.string()),
  topK: v.number('topK is required and must be a number'),
  id: v.nullish(v.string()),
  vector: v.nullish(numberList),
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

/** Decodes one vector of an upsert and writes its dense values to `row`. Throws `badInput`. */
export function fillVectorRow(
  row: Float32Array,
  vector: unknown,
  index: StoredIndex,
  version: ApiVersion,
): { id: string; sparse: SparseVector | undefined } & SizedMetadata {
  if (!isObject(vector)) throw new Failure('badInput', 'A vector must be an object');
  refuseSnakeCase(vector, vectorMembers);
  const id = decodeId(vector['id']);
  fillRow(row, vector['values'], id);
  return {
    id,
    sparse: sparseOf(vector['sparseValues'], id, index, version),
    ...decodeSizedMetadata(vector['metadata'], version),
  };
}

/** Decodes a query by vector or by id. Throws `badInput`. */
export function decodeQuery(
  body: unknown,
  index: StoredIndex,
  version: ApiVersion,
): Params<'records.query'> {
  const query = decodeCamelCase(queryBody, body);
  if (isGiven(query.queries)) throw new Failure('badInput', 'queries is not supported: use vector');
  if (isGiven(query.scanFactor) || isGiven(query.maxCandidates)) {
    const message = 'scanFactor and maxCandidates are for indexes with dedicated read capacity';
    throw new Failure('badInput', message);
  }
  return {
    namespace: decodeVectorNamespace(query.namespace, version),
    topK: decodeTopK(query.topK, 'topK'),
    by: decodeTarget(query, index, version),
    ...decodeQueryFilter(query.filter),
    includeValues: query.includeValues ?? false,
    includeMetadata: query.includeMetadata ?? false,
  };
}

/** Checks the number of requested hits. `name` is the parameter's name in the API. */
export function decodeTopK(topK: number, name: 'topK' | 'top_k'): number {
  if (Number.isInteger(topK) && topK >= 1 && topK <= maxTopK) return topK;
  throw new Failure('badInput', `${name} must be an integer from 1 to ${maxTopK}, not ${topK}`);
}

/** Decodes the filter of a query. An empty filter is ignored. */
export function decodeQueryFilter(filter: unknown): Pick<Params<'records.query'>, 'filter'> {
  if (!isGiven(filter) || isEmptyObject(filter)) return {};
  return { filter: decodeFilter(filter) };
}

/** Decodes a deletion by ids, by filter or of all records. Throws `badInput`. */
export function decodeDelete(body: unknown, version: ApiVersion): Params<'records.delete'> {
  const { namespace, ids, filter, deleteAll } = decodeCamelCase(deleteBody, body);
  const hasIds = isGiven(ids) && ids.length > 0;
  const hasFilter = isGiven(filter);
  if (Number(hasIds) + Number(hasFilter) + Number(deleteAll === true) !== 1)
    throw new Failure('badInput', 'Give exactly one of ids, filter and deleteAll');
  if (hasFilter && isEmptyObject(filter))
    throw new Failure('badInput', 'The filter is empty: use deleteAll to delete everything');
  const name = decodeVectorNamespace(namespace, version);
  // Since it has a name, the default namespace exists always.
  const requiresNamespace = name !== defaultNamespace || !hasDefaultName(version);
  const target = { namespace: name, requiresNamespace };
  if (hasFilter) return { ...target, selection: { filter: decodeFilter(filter) } };
  if (!hasIds) return { ...target, selection: { all: true } };
  return { ...target, selection: { ids: decodeIds(ids) } };
}

function fillRow(row: Float32Array, values: unknown, id: string): void {
  if (row.length > 0) {
    fillVector(row, values, `vector “${id}”`);
    checkNotZero(row, id);
  } else if (isNumberList(values) && values.length > 0) throw denseRefused();
}

function sparseOf(
  value: unknown,
  id: string,
  index: StoredIndex,
  version: ApiVersion,
): SparseVector | undefined {
  const what = `sparse values of vector “${id}”`;
  const sparse = isGiven(value) ? decodeSparseValues(value, what, version) : undefined;
  if (index.vectorType === 'sparse' && sparse === undefined) {
    const message = `Sparse vectors must contain at least one value, and vector “${id}” has none`;
    throw new Failure('badInput', message);
  }
  if (sparse !== undefined && index.sparseValues === 'refused') throw sparseRefused(index);
  return sparse;
}

function decodeTarget(
  query: v.InferOutput<typeof queryBody>,
  index: StoredIndex,
  version: ApiVersion,
): QueryVectors {
  const { id, vector, sparseVector } = query;
  const hasId = isGiven(id) && id !== '';
  const hasVector = isGiven(vector) && vector.length > 0;
  const hasSparse = isGiven(sparseVector) && !isEmptyObject(sparseVector);
  if (hasId && (hasVector || hasSparse)) {
    const other = hasVector ? 'vector' : 'sparse_vector';
    throw new Failure('badInput', `Cannot provide both 'ID' and '${other}' at the same time`);
  }
  if (hasId) return { id: decodeId(id) };
  if (hasSparse) requireSparse(index);
  if (hasVector && index.dimension === undefined) throw denseRefused();
  if (!hasVector && index.dimension !== undefined)
    throw new Failure(
      'badInput',
      hasSparse
        ? "Cannot query index with dense 'vector_type' with only sparse vector"
        : "Either 'vector' or 'ID' must be provided",
    );
  const sparse = hasSparse
    ? decodeSparseValues(sparseVector, 'sparse values of the query', version)
    : undefined;
  if (index.dimension === undefined) {
    if (sparse !== undefined) return { sparse };
    throw new Failure('badInput', "Either 'sparse_vector' or 'ID' must be provided");
  }
  const values = new Float32Array(index.dimension);
  fillVector(values, vector, 'query');
  return { vector: values, ...(sparse === undefined ? {} : { sparse }) };
}

/** Returns the failure of dense values in a sparse index. */
export function denseRefused(): Failure {
  return new Failure('badInput', 'A sparse index has no dense values: give sparse values only');
}
