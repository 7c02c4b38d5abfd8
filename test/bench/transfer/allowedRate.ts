import { MemoryState } from '../../support/memoryStores.ts';
import { Copies } from '../../../src/services/transfer/copies.ts';
import { defaultWriteLimits } from '../../../src/services/transfer/indexSink.ts';
import type { TransferProgress } from '../../../src/services/transfer/progressMeter.ts';
import { defaultReadLimits } from '../../../src/services/transfer/sourceReader.ts';
import { localEnvironment } from '../../../src/model/environment.ts';
import { defaultNamespace } from '../../../src/model/vectorIndex.ts';
import { PullBench } from '../../support/pull/pullBench.ts';
import { createPulls, staging } from '../../support/pull/pullParts.ts';
import type { Goal } from '../goals.ts';

/** Few enough that the processor does not matter. */
const requestsPerSecond = 20;
const recordsPerRequest = 100;
const seconds = 10;
const { signal } = new AbortController();
const ignore = (): void => undefined;

type OnProgress = (progress: TransferProgress) => void;

/** Pulls from and pushes to a service that allows few requests a second, and returns the share of them that is used. */
export async function measureAllowedRate(): Promise<readonly Goal[]> {
  await using bench = await PullBench.start();
  const count = requestsPerSecond * seconds * recordsPerRequest;
  await bench.fill('source', count);
  bench.front.behaviour.fetchesPerSecond = requestsPerSecond;
  const pulled = await shareOf((onProgress) => pull(bench, onProgress));
  const pushed = await shareOf((onProgress) => push(bench, count, onProgress));
  const goal = (what: string, value: number): Goal => ({
    name: `${what}, share of the allowed rate`,
    value,
    goal: 0.95,
    better: 'higher',
  });
  return [goal('pull', pulled), goal('push', pushed)];
}

/** Returns the share of the allowed rate until all records are moved and their verification begins. */
async function shareOf(move: (onProgress: OnProgress) => Promise<void>): Promise<number> {
  const begin = performance.now();
  let movedMs = 0;
  await move(({ phase }) => {
    if (phase === 'verifying' && movedMs === 0) movedMs = performance.now() - begin;
  });
  return (seconds * 1000) / movedMs;
}

async function pull(bench: PullBench, onProgress: OnProgress): Promise<void> {
  const limits = { ...defaultReadLimits, fetchesPerSecond: requestsPerSecond };
  const pulls = createPulls(bench.front, () => bench.local, ignore, ignore, limits);
  const place = { environment: staging, index: 'source', namespace: defaultNamespace };
  const preview = await pulls.preview(place, signal);
  const options = { budget: Infinity, signal, onProgress };
  const { state } = await pulls.start(preview, { kind: 'all' }, options);
  if (state !== 'complete') throw new Error(`The pull ended ${state}`);
}

/** Pushes the twin that was pulled. */
async function push(bench: PullBench, count: number, onProgress: OnProgress): Promise<void> {
  const [local, cloud] = [bench.engine(), bench.source()];
  const { dimension = 0, metric } = await cloud.describeIndex('source', signal);
  const where = { cloud: 'aws', region: 'us-east-1' };
  await cloud.createIndex({ name: 'target', dimension, metric, ...where }, signal);
  await local.describeIndex('source-twin', signal);
  const copies = new Copies({
    connections: {
      checkWritable: () => undefined,
      open: async ({ kind }) => (kind === 'local' ? local : cloud),
      openForWriting: async () => cloud,
    },
    catalog: { invalidate: () => undefined },
    state: new MemoryState(),
    now: Date.now,
    limits: {
      read: { ...defaultReadLimits, fetchesPerSecond: 1e6, listsPerSecond: 1e6 },
      write: { ...defaultWriteLimits, upsertsPerSecond: requestsPerSecond },
    },
  });
  const route = {
    source: { environment: localEnvironment, index: 'source-twin', namespace: defaultNamespace },
    target: { environment: staging, index: 'target', namespace: defaultNamespace },
  };
  const { state, missing } = await copies.run(route, 'missing', count, { signal, onProgress });
  if (state !== 'complete' || missing !== 0) throw new Error(`The push ended ${state}`);
}
