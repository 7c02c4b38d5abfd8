import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import { decodeFilter } from '../../../model/filter/decodeFilter.ts';
import type { Filter } from '../../../model/filter/filter.ts';
import type { Metadata } from '../../../model/record.ts';
import type { SparseVector } from '../../sparseSearch/sparseVector.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import type { ApiVersion } from './apiVersion.ts';
import { decodeCamelCase, isEmptyObject, isGiven } from './decode.ts';
import { decodeMetadata } from './decodeMetadata.ts';
import { readLimit, readToken } from './paging.ts';
import { decodeId, decodeVectorNamespace } from './recordIdentifiers.ts';
import { denseRefused } from './vectorRequests.ts';
import {
  checkNotZero,
  decodeSparseValues,
  fillVector,
  numberList,
  sparseRefused,
  type NumberList,
} from './vectorValues.ts';

/** Decodes an update of one record by id, or of the metadata of all records that pass a filter. Throws `badInput`. */
export function decodeUpdate(body: unknown, index: StoredIndex, version: ApiVersion): Update {
  const update = decodeCamelCase(updateBody, body);
  const namespace = decodeVectorNamespace(update.namespace, version);
  const hasId = isGiven(update.id) && update.id !== '';
  if (hasId === isGiven(update.filter))
    throw new Failure('badInput', 'Give either id or filter, not both');
  if (hasId) return { namespace, ...decodeChanges(update, index, version) };
  const hasValues = isGiven(update.values) && update.values.length > 0;
  if (hasValues || isGiven(update.sparseValues))
    throw new Failure('badInput', 'An update by filter sets metadata only, not values');
  return {
    namespace,
    filter: decodeSelection(update.filter),
    metadata: decodeMetadata(update.setMetadata, version),
    isDryRun: update.dryRun ?? false,
  };
}

const updateBody = v.object({
  namespace: v.nullish(v.string()),
  id: v.nullish(v.string()),
  filter: v.optional(v.unknown()),
  values: v.nullish(numberList),
  sparseValues: v.optional(v.unknown()),
  setMetadata: v.optional(v.unknown()),
  dryRun: v.nullish(v.boolean()),
});

const fetchBody = v.object({
  namespace: v.nullish(v.string()),
  filter: v.optional(v.unknown()),
  limit: v.nullish(v.number()),
  paginationToken: v.nullish(v.string()),
});

/** A decoded update: of one record by id, or of all that match a filter. */
export type Update = { readonly namespace: string } & (
  | {
      readonly id: string;
      readonly values?: Float32Array;
      readonly sparse?: SparseVector;
      readonly metadata?: Metadata;
    }
  | { readonly filter: Filter; readonly metadata: Metadata; readonly isDryRun: boolean }
);

export type FilteredPage = {
  readonly namespace: string;
  readonly filter: Filter;
  readonly after: string;
  readonly limit: number;
};

/** Decodes a request to fetch records by metadata. Throws `badInput`. */
export function decodeFetchByMetadata(body: unknown, version: ApiVersion): FilteredPage {
  const { namespace, filter, limit, paginationToken } = decodeCamelCase(fetchBody, body);
  return {
    namespace: decodeVectorNamespace(namespace, version),
    filter: decodeSelection(filter),
    after: isGiven(paginationToken) && paginationToken !== '' ? readToken(paginationToken) : '',
    limit: readLimit(limit ?? undefined, maxFetched, defaultFetched),
  };
}

const defaultFetched = 100;
const maxFetched = 10_000;

/** Decodes a required, non-empty filter. */
function decodeSelection(filter: unknown): Filter {
  if (!isGiven(filter) || isEmptyObject(filter))
    throw new Failure('badInput', 'The filter is empty: it must select records');
  return decodeFilter(filter);
}

function decodeChanges(
  { id: givenId, values, sparseValues, setMetadata }: v.InferOutput<typeof updateBody>,
  index: StoredIndex,
  version: ApiVersion,
): { id: string; values?: Float32Array; sparse?: SparseVector; metadata?: Metadata } {
  const id = decodeId(givenId);
  const sparse = isGiven(sparseValues)
    ? decodeSparseValues(sparseValues, 'sparse values', version)
    : undefined;
  if (sparse !== undefined && index.sparseValues === 'refused') throw sparseRefused(index);
  return {
    id,
    ...(isGiven(values) && values.length > 0 ? { values: denseOf(values, index, id) } : {}),
    ...(sparse === undefined ? {} : { sparse }),
    ...(isGiven(setMetadata) ? { metadata: decodeMetadata(setMetadata, version) } : {}),
  };
}

function denseOf(values: NumberList, { dimension }: StoredIndex, id: string): Float32Array {
  if (dimension === undefined) throw denseRefused();
  const dense = new Float32Array(dimension);
  fillVector(dense, values, 'update');
  checkNotZero(dense, id);
  return dense;
}
