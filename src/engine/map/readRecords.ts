import { throwIfAborted } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { RpcClient } from '../../common/rpc.ts';
import { IdSample } from '../../model/idSample.ts';
import { pointKeyOn, namespacesOf, type MapKey } from '../../model/map/mapAnalysis.ts';
import type { Metadata } from '../../model/record.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import type { MapInput } from './mapThreadCalls.ts';
import { strideOf, type SharedVectors } from './workers/sharedVectors.ts';
import { batchesOf } from './cache/pointBatches.ts';
import { allocateVectors } from './neighbours/neighbourSearchPlan.ts';

/**
 * Reads the records of a map's namespaces, or a seeded sample of them, into shared memory. Records are ordered
 * by namespace, then by id. They are read in batches, so that the store answers other requests in between.
 * Records that are deleted during the read are left out. Throws `badInput` when there are no records and
 * `unavailable` when the vectors do not fit in memory.
 */
export async function readRecords(
  store: Store,
  key: MapKey,
  signal: AbortSignal,
): Promise<Records> {
  const { index, parameters } = key;
  const { dimension, metric } = await store.call('index.describe', { name: index }, { signal });
  if (dimension === undefined) throw new Failure('badInput', `“${index}” has no dense vectors`);
  const all = await allKeys(store, key, signal);
  const { sample, seed, neighbours } = parameters;
  // Sampling by hash keeps most of the sample when records are added.
  const chosen = all.length <= sample ? all : new IdSample(sample, seed, all).ids();
  const room = allocateVectors(chosen.length, dimension, { perRow: neighbours });
  const ids: string[] = [];
  const metadata: Metadata[] = [];
  const atOnce = Math.min(rowsAtOnce, Math.ceil(numbersAtOnce / dimension));
  for (const { namespace, ids: batch } of batchesOf(chosen, key.namespace, atOnce)) {
    throwIfAborted(signal);
    const to = placeOf(room, ids.length);
    const read = await store.call('records.readInto', { index, namespace, ids: batch, ...to });
    for (const id of read.ids) ids.push(pointKeyOn(key, { namespace, id }));
    for (const one of read.metadata) metadata.push(one);
  }
  if (ids.length === 0) {
    const names = namespacesOf(key).map((name) => `“${name}”`);
    const which = names.length > 1 ? `namespaces ${names.join(', ')}` : `namespace ${names[0]}`;
    const message = `The ${which} of “${index}” ${names.length > 1 ? 'have' : 'has'} no records to map`;
    throw new Failure('badInput', message);
  }
  return { ids, metadata, rows: { ...room, count: ids.length }, total: all.length, metric };
}

type Store = RpcClient<StoreCalls>;

type Records = Pick<MapInput, 'ids' | 'metadata' | 'rows' | 'total' | 'metric'>;

/** Batch sizes: each store call takes a few milliseconds, so that other requests are served in between. */
const idsAtOnce = 10_000;
const numbersAtOnce = 2 ** 18;
const rowsAtOnce = 1000;

function placeOf({ memory, dimension }: SharedVectors, row: number): Place {
  return { into: memory.buffer, first: row * strideOf(dimension), stride: strideOf(dimension) };
}

type Place = Pick<StoreCalls['records.readInto']['params'], 'into' | 'first' | 'stride'>;

/** Returns the point keys of all namespaces, each namespace in bytewise order of ids. */
async function allKeys(store: Store, key: MapKey, signal: AbortSignal): Promise<readonly string[]> {
  const keys: string[] = [];
  for (const namespace of namespacesOf(key)) {
    const ids = await allIds(store, key.index, namespace, signal);
    for (const id of ids) keys.push(pointKeyOn(key, { namespace, id }));
  }
  return keys;
}

/** Returns the ids of a namespace in bytewise order. */
async function allIds(
  store: Store,
  index: string,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let isLast = false; !isLast;) {
    const after = ids.at(-1) ?? '';
    const params = { index, namespace, prefix: '', after, limit: idsAtOnce };
    const page = await store.call('records.list', params, { signal });
    for (const id of page.ids) ids.push(id);
    isLast = page.isLast;
  }
  return ids;
}
