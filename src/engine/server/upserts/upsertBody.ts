import type { StoreCalls } from '../../store/storeCalls.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import type { ApiVersion } from '../schemas/apiVersion.ts';
import { decodeUtf8, parseJson } from '../schemas/decode.ts';
import { decodeUpsert } from '../schemas/vectorRequests.ts';

/** The body of an upsert in JSON, and the index that it is for. */
export type UpsertBody = {
  readonly bytes: ArrayBuffer;
  readonly index: StoredIndex;
  readonly version: ApiVersion;
};

/** An upsert for the store, without the name of its index. */
export type DecodedUpsert = Omit<StoreCalls['records.upsert']['params'], 'index'>;

/** The call of the thread that decodes upserts. Throws `badInput`. */
export type UpsertCalls = { 'upsert.decode': { params: UpsertBody; result: DecodedUpsert } };

/** Decodes the body of an upsert. Throws `badInput` if the index cannot hold one of the vectors. */
export function decodeUpsertBody({ bytes, index, version }: UpsertBody): DecodedUpsert {
  return decodeUpsert(parseJson(decodeUtf8(bytes)), index, version);
}
