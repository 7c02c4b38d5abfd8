import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import { decodeFilter } from '../../../model/filter/decodeFilter.ts';
import type { Filter } from '../../../model/filter/filter.ts';
import { mapDetails, mapDistances, mapMethods } from '../../../model/map/map.ts';
import { mapNumbers, maxReferenceSample, type MapNumber } from '../../../model/map/mapLimits.ts';
import { outlierOrders, type MapKey, type OutlierOrder } from '../../../model/map/mapAnalysis.ts';
import { decode } from './decode.ts';

/** Decodes the key of a map: index, namespace and parameters. Throws `badInput`. */
export function decodeMapKey(body: unknown): MapKey {
  const key = decode(keyBody, body);
  const { method = 'umap', sample, components, detail } = key.parameters;
  if (method === 'umap-js' && sample > maxReferenceSample) {
    const message = `umap-js lays out ${maxReferenceSample} records at most: choose a smaller sample, or the method umap`;
    throw new Failure('badInput', message);
  }
  if (components === 3 && method !== 'pca') {
    throw new Failure('badInput', 'Three components are shown by the method pca only');
  }
  if (detail === 'fine' && method !== 'umap') {
    throw new Failure('badInput', 'Fine detail is laid out by the method umap only');
  }
  return key;
}

const whole = v.pipe(v.number(), v.integer());

/** The namespaces besides the map's own. */
const maxNamespaces = 1000;

function numberOf(name: MapNumber): v.GenericSchema<number> {
  const { min, max, isWhole } = mapNumbers[name];
  return v.pipe(isWhole ? whole : v.number(), v.minValue(min), v.maxValue(max));
}

const keyEntries = {
  index: v.string(),
  namespace: v.string(),
  parameters: v.object({
    method: v.exactOptional(v.picklist(mapMethods)),
    neighbours: numberOf('neighbours'),
    minDistance: numberOf('minDistance'),
    detail: v.exactOptional(v.picklist(mapDetails)),
    seed: numberOf('seed'),
    sample: numberOf('sample'),
    distance: v.exactOptional(v.picklist(mapDistances)),
    components: v.exactOptional(v.picklist([2, 3])),
    namespaces: v.exactOptional(v.pipe(v.array(v.string()), v.maxLength(maxNamespaces))),
  }),
};

const keyBody = v.object(keyEntries);

const duplicatesBody = v.object({
  ...keyEntries,
  maxDistance: v.pipe(v.number(), v.minValue(0)),
});

const outliersBody = v.object({
  ...keyEntries,
  limit: v.pipe(whole, v.minValue(1), v.maxValue(10_000)),
  by: v.optional(v.picklist(outlierOrders), 'factor'),
});

const alignBody = v.object({ from: keyBody, to: keyBody });

const vector = v.pipe(v.array(v.pipe(v.number(), v.finite())), v.minLength(1));

const placeBody = v.object({
  ...keyEntries,
  vector,
  neighbours: v.pipe(whole, v.minValue(1), v.maxValue(200)),
});

const matchingBody = v.object({ ...keyEntries, filter: v.unknown() });

const containingBody = v.object({
  ...keyEntries,
  words: v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(1000))), v.maxLength(100)),
});

const scoresBody = v.object({ ...keyEntries, vector });

/** Decodes a request for near duplicates on a map. Throws `badInput`. */
export function decodeDuplicates(body: unknown): MapKey & { readonly maxDistance: number } {
  return decode(duplicatesBody, body);
}

/** Decodes a request for outliers on a map. Throws `badInput`. */
export function decodeOutliers(
  body: unknown,
): MapKey & { readonly limit: number; readonly by: OutlierOrder } {
  return decode(outliersBody, body);
}

/** Decodes a request to align one map with another. Throws `badInput`. */
export function decodeAlign(body: unknown): { readonly from: MapKey; readonly to: MapKey } {
  return decode(alignBody, body);
}

/** Decodes a request for the points of a map that pass a filter. Throws `badInput`. */
export function decodeMatching(body: unknown): { readonly key: MapKey; readonly filter: Filter } {
  const { filter, ...key } = decode(matchingBody, body);
  return { key, filter: decodeFilter(filter) };
}

/** Decodes a request for the points of a map whose texts contain words. Throws `badInput`. */
export function decodeContaining(body: unknown): MapKey & { readonly words: readonly string[] } {
  return decode(containingBody, body);
}

/** Decodes a request for the scores of a map's points against a vector. Throws `badInput`. */
export function decodeScores(body: unknown): MapKey & { readonly vector: readonly number[] } {
  return decode(scoresBody, body);
}

/** Decodes a request to place a vector on a map. Throws `badInput`. */
export function decodePlace(
  body: unknown,
): MapKey & { readonly vector: readonly number[]; readonly neighbours: number } {
  return decode(placeBody, body);
}
