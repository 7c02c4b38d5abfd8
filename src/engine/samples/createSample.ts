import { throwIfAborted } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { RpcClient } from '../../common/rpc.ts';
import { defaultNamespace, embedderTag, sampleTag } from '../../model/vectorIndex.ts';
import type { RecordBatch } from '../namespace/calls/recordCalls.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import {
  readSample,
  readSampleCatalog,
  type SampleInfo,
  type SampleRecords,
} from './sampleCatalog.ts';

/**
 * Creates the index of a bundled sample and writes its records. Throws `notFound` if there is no such sample and `conflict`
 * if the index exists. Deletes the index again if it fails or is cancelled.
 */
export async function createSample(options: CreateSampleOptions): Promise<void> {
  const { store, samplesFolder, name, signal } = options;
  const about = await findSample(samplesFolder, name);
  await refuseExisting(store, about);
  const records = await readSample(samplesFolder, about);
  throwIfAborted(signal);
  // No signal here: after a cancelled call it would be unknown whether this index may be deleted.
  await store.call('index.create', {
    name,
    kind: 'vectors',
    vectorType: 'dense',
    dimension: about.dimension,
    metric: about.metric,
    cloud: 'aws',
    region: 'us-east-1',
    tags: {
      ...about.tags,
      [sampleTag]: name,
      ...(about.embedder === undefined ? {} : { [embedderTag]: about.embedder }),
    },
    isProtected: false,
  });
  try {
    await fill(options, about, records);
  } catch (error) {
    await store.call('index.delete', { name }).catch(() => {
      // The first failure is the one to report.
    });
    throw error;
  }
}

const batchSize = 500;

/** The sample to create, and where. */
export type CreateSampleOptions = {
  readonly store: RpcClient<StoreCalls>;
  readonly samplesFolder: string | undefined;
  readonly name: string;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, of: number) => void;
};

/** The catalog entry of a sample. Throws `notFound`, with the names of all samples. */
export async function findSample(
  samplesFolder: string | undefined,
  name: string,
): Promise<SampleInfo> {
  const catalog = await readSampleCatalog(samplesFolder);
  const about = catalog.find((sample) => sample.name === name);
  if (about === undefined) {
    const names = catalog.map((sample) => sample.name).join(', ');
    throw new Failure('notFound', `There is no sample “${name}”; there are ${names}`);
  }
  return about;
}

/** Throws `conflict` if the sample's index exists. The message says if it is incomplete. */
export async function refuseExisting(
  store: RpcClient<StoreCalls>,
  about: SampleInfo,
): Promise<void> {
  const indexes = await store.call('index.list', null);
  const existing = indexes.find((index) => index.name === about.name);
  if (existing === undefined) return;
  const count = existing.isDamaged ? 0 : await countRecords(store, about.name);
  const part =
    count < about.recordCount ? `, with ${count} of the sample's ${about.recordCount} records` : '';
  throw new Failure(
    'conflict',
    `An index “${about.name}” exists already${part}; delete it first to create it again`,
  );
}

async function countRecords(store: RpcClient<StoreCalls>, index: string): Promise<number> {
  const { namespaces } = await store.call('index.stats', { index });
  return namespaces.reduce((sum, { recordCount }) => sum + recordCount, 0);
}

async function fill(
  { store, signal, onProgress }: CreateSampleOptions,
  about: SampleInfo,
  records: SampleRecords,
): Promise<void> {
  onProgress(0, about.recordCount);
  for (let start = 0; start < about.recordCount; start += batchSize) {
    throwIfAborted(signal);
    const batch = batchOf(records, about.dimension, start);
    await store.call(
      'records.upsert',
      { index: about.name, namespace: defaultNamespace, batch },
      { transfer: [batch.values] },
    );
    onProgress(start + batch.ids.length, about.recordCount);
  }
  throwIfAborted(signal);
}

function batchOf(records: SampleRecords, dimension: number, start: number): RecordBatch {
  const end = start + batchSize;
  return {
    ids: records.ids.slice(start, end),
    metadata: records.metadata.slice(start, end),
    values: records.values.slice(start * dimension, end * dimension).buffer,
  };
}
