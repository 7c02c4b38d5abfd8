import { mapLimit } from '../../common/async.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';
import { recordBatches } from '../writes/writeBatches.ts';
import type { WaitReason } from './progressMeter.ts';
import { RateLimiter } from '../../common/rateLimiter.ts';
import { RetryingCalls, type RetryPolicy } from './retryingCalls.ts';
import type { Sink } from './transfer.ts';

/** Writes records to a namespace of any index within the service's rate limits. */
export class IndexSink implements Sink<VectorRecord> {
  readonly #options: IndexSinkOptions;
  readonly #limiter: RateLimiter;
  readonly #calls: RetryingCalls;

  constructor(options: IndexSinkOptions) {
    const { limits, now, onWait } = options;
    this.#options = options;
    this.#limiter = new RateLimiter(limits.upsertsPerSecond, now);
    this.#calls = new RetryingCalls(limits, onWait);
  }

  async write(records: readonly VectorRecord[], signal: AbortSignal): Promise<void> {
    const { client, namespace, limits } = this.#options;
    const { vectors, texts } = recordBatches(records);
    const requests = [
      ...vectors.map((batch) => (both: AbortSignal) => client.upsert(namespace, batch, both)),
      ...texts.map((batch) => (both: AbortSignal) => client.upsertTexts(namespace, batch, both)),
    ];
    await mapLimit(requests, limits.upsertsAtOnce, signal, (request, both) =>
      this.#calls.run(both, async () => {
        await this.#limiter.take(both);
        await request(both);
      }),
    );
  }
}

export type WriteLimits = RetryPolicy & {
  readonly upsertsPerSecond: number;
  readonly upsertsAtOnce: number;
};

/** Slightly below the service's limit of 100 upserts a second for a namespace. */
export const defaultWriteLimits: WriteLimits = {
  upsertsPerSecond: 90,
  upsertsAtOnce: 4,
  waitsMs: [1000, 5000, 15_000],
  quietMs: 3000,
};

/** How long a check of written records waits before each try, in milliseconds: a service shows them late. */
export const defaultFreshnessWaitsMs: readonly number[] = [0, 2000, 5000, 15_000];

/** The calls that write records. */
export type RecordWriter = Pick<IndexClient, 'upsert' | 'upsertTexts'>;

export type IndexSinkOptions = {
  readonly client: RecordWriter;
  readonly namespace: string;
  readonly limits: WriteLimits;
  readonly onWait: (waitReason: WaitReason | undefined) => void;
  /** Clock in milliseconds. */
  readonly now: () => number;
};
