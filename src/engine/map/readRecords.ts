import { throwIfAborted } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { RpcClient } from '../../common/rpc.ts';
import { IdSample } from '../../model/idSample.ts';
import type { MapKey } from '../../model/mapAnalysis.ts';
import type { Metadata } from '../../model/record.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import type { MapInput } from './mapCalls.ts';
import { strideOf, type MapRows } from './mapRows.ts';
import { openRows } from './spacePlan.ts';

type Store = RpcClient<StoreCalls>;

type Records = Pick<MapInput, 'ids' | 'metadata' | 'rows' | 'total' | 'metric'>;

/** Others' requests wait for no more than one call of these: some milliseconds. */
const idsAtOnce = 10_000;
const numbersAtOnce = 2 ** 18;
const rowsAtOnce = 1000;

/**
 * The records of a namespace, or a seeded sample of them, in the order of their ids, with their vectors in a memory that
 * threads share. They are read a few at a time, while the store goes on answering others; what is deleted meanwhile is
 * left out. Throws `badInput` where there is nothing to map and `unavailable` where it would not fit.
 */
export async function readRecords(
  store: Store,
  { index, namespace, parameters }: MapKey,
  signal: AbortSignal,
): Promise<Records> {
  const { dimension, metric } = await store.call('index.describe', { name: index }, { signal });
  if (dimension === undefined) throw new Failure('badInput', `“${index}” has no dense vectors`);
  const all = await allIds(store, index, namespace, signal);
  const { sample, seed, neighbours } = parameters;
  // Records that are added later leave most of a sample as it is.
  const chosen = all.length <= sample ? all : new IdSample(sample, seed, all).ids();
  const room = openRows(chosen.length, dimension, { perRow: neighbours });
  const ids: string[] = [];
  const metadata: Metadata[] = [];
  const atOnce = Math.min(rowsAtOnce, Math.ceil(numbersAtOnce / dimension));
  for (let first = 0; first < chosen.length; first += atOnce) {
    throwIfAborted(signal);
    const batch = chosen.slice(first, first + atOnce);
    const to = placeOf(room, ids.length);
    const read = await store.call('records.readInto', { index, namespace, ids: batch, ...to });
    for (const id of read.ids) ids.push(id);
    for (const one of read.metadata) metadata.push(one);
  }
  if (ids.length === 0) {
    const message = `The namespace “${namespace}” of “${index}” has no records to map`;
    throw new Failure('badInput', message);
  }
  return { ids, metadata, rows: { ...room, count: ids.length }, total: all.length, metric };
}

function placeOf({ memory, dimension }: MapRows, row: number): Place {
  return { into: memory.buffer, first: row * strideOf(dimension), stride: strideOf(dimension) };
}

type Place = Pick<StoreCalls['records.readInto']['params'], 'into' | 'first' | 'stride'>;

/** In bytewise order. */
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
