import { Hono } from 'hono';
import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import type { RpcClient } from '../../../common/rpc.ts';
import { IdDigester, type IdDigest } from '../../../model/idDigest.ts';
import { decodeRecordFrame, type RecordFrame } from '../../../model/recordFrame.ts';
import { PullCheckpoints } from '../../storage/pullCheckpoints.ts';
import type { RecordBatch } from '../../namespace/calls/recordCalls.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import type { StoredIndex } from '../../storage/storedIndex.ts';
import type { IndexDefinitions } from '../operations/indexDefinitions.ts';
import { readJson } from './body.ts';
import { decode, parseJson } from '../schemas/decode.ts';
import { decodeLegacyIndex } from '../schemas/indexRequests.ts';
import { decodeMetadata } from '../schemas/decodeMetadata.ts';
import { decodeIds, decodeNamespace } from '../schemas/recordIdentifiers.ts';
import { requireSparse } from '../schemas/vectorValues.ts';

/**
 * The routes that fill an offline twin: bulk records as bytes, digests for verification, and checkpoints for
 * resuming a pull.
 */
export function twinRoutes({ store, definitions, dataFolder }: TwinDeps): Hono {
  const routes = new Hono();
  const checkpoints = new PullCheckpoints(dataFolder);

  routes.post('/_vectorscope/twins', async (context) => {
    const { name, dimension, metric, tags } = decode(twinSchema, await readJson(context));
    // The legacy format leaves open whether records have sparse values.
    const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
    const index = decodeLegacyIndex({ name, dimension, metric, tags, spec });
    await store.call('index.create', index);
    checkpoints.remove(name);
    return context.json({ index: name }, 201);
  });

  routes.post('/_vectorscope/records', async (context) => {
    const frame = decodeRecordFrame(await context.req.arrayBuffer(), decodeText);
    const { index, namespace } = decode(targetSchema, frame.header);
    const batch = batchOf(frame, await definitions.of(index));
    const params = { index, namespace: decodeNamespace(namespace), batch };
    await store.call('records.upsert', params, { transfer: [batch.values] });
    return context.json({ written: batch.ids.length });
  });

  routes.post('/_vectorscope/digest', async (context) => {
    const { index, namespace } = decode(targetSchema, await readJson(context));
    return context.json(await digest(store, index, decodeNamespace(namespace)));
  });

  routes.post('/_vectorscope/mark', async (context) => {
    const { index } = decode(indexSchema, await readJson(context));
    return context.json(await store.call('records.mark', { index }));
  });

  routes.post('/_vectorscope/added', async (context) => {
    const { index, mark } = decode(markSchema, await readJson(context));
    const params = { index, mark, limit: maxAddedRecords };
    return context.json(await store.call('records.addedAfter', params));
  });

  routes.get('/_vectorscope/pulls/:index/:part', async (context) => {
    const { index, part } = await checkpointPartOf(store, context.req.param());
    const text = await checkpoints.read(index, part);
    return context.json({ value: text === undefined ? null : parseJson(text) });
  });

  routes.post('/_vectorscope/pulls/:index/:part', async (context) => {
    const { index, part } = await checkpointPartOf(store, context.req.param());
    const { value, tags } = decode(partSchema, await readJson(context));
    await checkpoints.save(index, part, JSON.stringify(value));
    if (tags !== undefined) await store.call('index.configure', { name: index, tags });
    return context.json({});
  });

  return routes;
}

export type TwinDeps = {
  readonly store: RpcClient<StoreCalls>;
  readonly definitions: IndexDefinitions;
  readonly dataFolder: string;
};

type Store = RpcClient<StoreCalls>;

/** Ids read per call for a digest. */
const idsPerRead = 10_000;

/** The limit of ids in one delete request. */
const maxAddedRecords = 1000;

const twinSchema = v.object({
  name: v.string(),
  dimension: v.number(),
  metric: v.string(),
  tags: v.record(v.string(), v.string()),
});

const targetSchema = v.object({ index: v.string(), namespace: v.string() });

const indexSchema = v.object({ index: v.string() });

const markSchema = v.object({
  index: v.string(),
  mark: v.pipe(v.number(), v.safeInteger('a mark is a whole number'), v.minValue(0)),
});

const partSchema = v.object({
  value: v.unknown(),
  tags: v.optional(v.record(v.string(), v.string())),
});

/**
 * Decodes the index and part of a pull's checkpoint. Throws `notFound` if the index does not exist or the part's
 * name is invalid.
 */
async function checkpointPartOf(
  store: Store,
  { index, part }: { readonly index: string; readonly part: string },
): Promise<{ index: string; part: string }> {
  const { name } = await store.call('index.describe', { name: index });
  if (/^[a-z]{1,20}(?:-\d{1,6})?$/.test(part)) return { index: name, part };
  throw new Failure('notFound', 'A pull has no such part');
}

/** Converts a frame into a batch. Throws `badInput` if the index cannot hold one of its records. */
function batchOf(frame: RecordFrame, index: StoredIndex): RecordBatch {
  const { header, values } = frame;
  const { dimension, metadata } = header;
  const ids = decodeIds(header.ids);
  if (new Set(ids).size !== ids.length) throw new Failure('badInput', 'An id stands there twice');
  if (dimension !== (index.dimension ?? 0)) {
    const message = `Vector dimension ${dimension} does not match the dimension of the index ${index.dimension ?? 0}`;
    throw new Failure('badInput', message);
  }
  if (!Array.isArray(metadata) || metadata.length !== ids.length)
    throw new Failure('badInput', 'Every record needs its metadata');
  const wrong = firstNotFinite(values);
  if (wrong >= 0) {
    const id = ids[Math.floor(wrong / dimension)] ?? '';
    throw new Failure('badInput', `The vector “${id}” holds a value that is not a finite number`);
  }
  const sparse = sparseOf(frame);
  if (sparse !== undefined) requireSparse(index);
  return {
    ids,
    metadata: metadata.map((one) => decodeMetadata(one, '2026-07')),
    // A copy, because it is transferred to the store thread.
    values: values.slice().buffer,
    ...(sparse === undefined ? {} : { sparse }),
  };
}

/** Returns the index of the first non-finite value, or -1. A loop: a callback takes ten times as long. */
function firstNotFinite(values: Float32Array): number {
  for (let at = 0; at < values.length; at++) if (!Number.isFinite(values[at])) return at;
  return -1;
}

function sparseOf(frame: RecordFrame): RecordBatch['sparse'] {
  const { header, sparseIndices, sparseValues } = frame;
  if (header.sparseCounts === undefined) return undefined;
  if (!sparseValues.every(Number.isFinite))
    throw new Failure('badInput', 'A sparse value is not a finite number');
  let start = 0;
  return header.sparseCounts.map((count) => {
    const end = start + count;
    const indices = sparseIndices.slice(start, end);
    const values = sparseValues.slice(start, end);
    start = end;
    if (new Set(indices).size !== count)
      throw new Failure('badInput', 'An index of sparse values stands there twice');
    return count === 0 ? undefined : { indices, values };
  });
}

/** Computes the digest of the ids on disk. */
async function digest(store: Store, index: string, namespace: string): Promise<IdDigest> {
  const digester = new IdDigester();
  let after = '';
  for (;;) {
    const page = { index, namespace, prefix: '', after, limit: idsPerRead };
    const { ids, isLast } = await store.call('records.list', page);
    for (const id of ids) digester.add(id);
    after = ids.at(-1) ?? '';
    if (isLast || ids.length === 0) return digester.digest;
  }
}

function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
