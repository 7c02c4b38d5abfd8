import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import { isObject } from '../../../common/objects.ts';
import type { SparseVector } from '../../sparseSearch/sparseVector.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import { hasSchemas, type ApiVersion } from './apiVersion.ts';

/**
 * Validates dense values and writes them to `target` as float32. `what` names the vector in error messages. Throws
 * `badInput`.
 */
export function fillVector(target: Float32Array, values: unknown, what: string): void {
  if (!isNumberList(values)) throw new Failure('badInput', `The ${what} has no dense values`);
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

/** A dense vector needs at least one value of this size. */
const minLargestValue = 1e-8;

const maxIndex = 2 ** 32 - 1;

/** The numbers of a vector in a request: of JSON, or of a binary encoding. */
export type NumberList = readonly unknown[] | Float32Array;

/** Whether a value is a list that can hold the numbers of a vector. */
export function isNumberList(value: unknown): value is NumberList {
  return Array.isArray(value) || value instanceof Float32Array;
}

/** Validates a list of numbers, whose elements `fillVector` validates. */
export const numberList = v.lazy((value) =>
  value instanceof Float32Array ? v.instance(Float32Array) : v.array(v.unknown()),
);

/** Throws `badInput` if all values of a vector to be stored are zero. `id` is its record’s. */
export function checkNotZero(values: Float32Array, id?: string): void {
  if (values.some((value) => Math.abs(value) >= minLargestValue)) return;
  const culprit = id === undefined ? '' : `. Vector ID '${id}' contains only zeros`;
  throw new Failure('badInput', `Dense vectors must contain at least one non-zero value${culprit}`);
}

/** Decodes a sparse vector of the vector API. Returns undefined if it has no values. Throws `badInput`. */
export function decodeSparseValues(
  value: unknown,
  what: string,
  version: ApiVersion,
): SparseVector | undefined {
  if (!isObject(value)) throw new Failure('badInput', `The ${what} must be an object`);
  return sparseVectorOf(value['indices'], value['values'], what, version);
}

/** Decodes a sparse vector from two lists, like `decodeSparseValues`. */
export function sparseVectorOf(
  indices: unknown,
  values: unknown,
  what: string,
  version: ApiVersion,
): SparseVector | undefined {
  if (!Array.isArray(indices) || !isNumberList(values))
    throw new Failure('badInput', `The ${what} need lists of indices and of values`);
  if (indices.length !== values.length) {
    const message = `The ${what} have ${indices.length} indices but ${values.length} values`;
    throw new Failure('badInput', message);
  }
  const limit = maxSparseValues(version);
  if (indices.length > limit) {
    const message = `The ${what} have ${indices.length} values, which exceeds the limit of ${limit}`;
    throw new Failure('badInput', message);
  }
  checkIndices(indices, what);
  if (indices.length === 0) return undefined;
  const sparse = { indices: Uint32Array.from(indices), values: new Float32Array(values.length) };
  fillVector(sparse.values, values, what);
  return sparse;
}

/** Throws `badInput` if the index does not accept sparse values. */
export function requireSparse(index: StoredIndex): void {
  const isRefused = index.metric !== 'dotproduct' || index.sparseValues === 'refused';
  if (index.vectorType === 'dense' && isRefused) throw sparseRefused(index);
}

/** Returns the failure of sparse values in an index that does not accept them. */
export function sparseRefused({ kind, metric, sparseValues }: StoredIndex): Failure {
  const refused = 'Index configuration does not support sparse values';
  const isUndeclared = kind === 'vectors' && metric === 'dotproduct' && sparseValues === 'refused';
  const reason = isUndeclared
    ? ': its schema declares _values only. Create the index with a schema of _values and _sparse_values, {"type": "sparse_vector"}, or with an API version before 2026-07'
    : ' - only indexes that are sparse or using dotproduct are supported';
  return new Failure('badInput', `${refused}${reason}`);
}

function maxSparseValues(version: ApiVersion): number {
  return hasSchemas(version) ? 2048 : 1000;
}

function checkIndices(indices: readonly unknown[], what: string): asserts indices is number[] {
  const isIndex = (index: unknown): boolean =>
    typeof index === 'number' && Number.isInteger(index) && index >= 0 && index <= maxIndex;
  const wrong = indices.findIndex((index) => !isIndex(index));
  if (wrong >= 0)
    throw new Failure('badInput', `Index ${wrong} of the ${what} is not an integer of 32 bits`);
  if (new Set(indices).size < indices.length)
    throw new Failure('badInput', `The ${what} contain an index twice`);
}
