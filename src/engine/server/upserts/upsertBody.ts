import { isObject } from '../../../common/objects.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import type { ApiVersion } from '../schemas/apiVersion.ts';
import { decodeUtf8, parseJson } from '../schemas/decode.ts';
import { decodeUpsert } from '../schemas/vectorRequests.ts';
import type { ScannedUpsert } from './upsertScanner.ts';

/** The index that an upsert is for, and the version of the API of its body. */
export type UpsertTarget = { readonly index: StoredIndex; readonly version: ApiVersion };

/** The body of an upsert in JSON, and the index that it is for. */
export type UpsertBody = UpsertTarget & { readonly bytes: ArrayBuffer };

/** An upsert for the store, without the name of its index. */
export type DecodedUpsert = Omit<StoreCalls['records.upsert']['params'], 'index'>;

/** The call of the thread that decodes upserts. Throws `badInput`. */
export type UpsertCalls = { 'upsert.decode': { params: UpsertBody; result: DecodedUpsert } };

/** Decodes the body of an upsert. Throws `badInput` if the index cannot hold one of the vectors. */
export function decodeUpsertBody({ bytes, index, version }: UpsertBody): DecodedUpsert {
  return decodeUpsert(parseJson(decodeUtf8(bytes)), index, version);
}

/** Decodes an upsert whose dense values were read already. Undefined if it is not valid. */
export function decodeScannedUpsert(
  { vectors, rest }: ScannedUpsert,
  { index, version }: UpsertTarget,
): DecodedUpsert | undefined {
  try {
    const body = parseJson(decodeUtf8(rest.buffer));
    return hasValues(body, vectors) ? decodeUpsert(body, index, version) : undefined;
  } catch {
    // `decodeUpsertBody` finds the failure again, in the body as it was sent.
    return undefined;
  }
}

/**
 * Puts the scanned values in the place of the empty lists. Returns false unless these are the dense values of the vectors,
 * one list for each: a body may have members with the name `values` in other places, or twice.
 */
function hasValues(body: unknown, scanned: readonly Float32Array[]): boolean {
  const vectors: unknown = isObject(body) ? body['vectors'] : undefined;
  if (!Array.isArray(vectors) || vectors.length !== scanned.length) return false;
  return vectors.every((vector: unknown, at) => {
    if (!isObject(vector) || !Array.isArray(vector['values'])) return false;
    Object.assign(vector, { values: scanned[at] });
    return true;
  });
}
