import { mapLimit } from '../../common/async.ts';
import { Failure, isCancelled } from '../../common/failure.ts';
import type { Page } from '../../common/listPages.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { IndexClient, Reply } from '../../pinecone/pineconeClient.ts';
import type { Reservation, ReadBudget } from './readBudget.ts';
import { RateLimiter } from '../../common/rateLimiter.ts';
import { RetryingCalls, type RetryPolicy } from './retryingCalls.ts';
import type { WaitReason } from './progressMeter.ts';
import { splitForFetch, fetchUnits, idsPerPage } from './pullPlan.ts';

/** Reads one namespace within the service's rate limits and a read unit budget. */
export class SourceReader {
  readonly #source: SourceOptions;
  readonly #limits: ReadLimits;
  readonly #calls: RetryingCalls;
  readonly #fetchLimiter: RateLimiter;
  readonly #listLimiter: RateLimiter;

  constructor(source: SourceOptions) {
    this.#source = source;
    this.#limits = source.limits;
    this.#calls = new RetryingCalls(source.limits, source.onWait);
    this.#fetchLimiter = new RateLimiter(source.limits.fetchesPerSecond, source.now);
    this.#listLimiter = new RateLimiter(source.limits.listsPerSecond, source.now);
  }

  get budget(): ReadBudget {
    return this.#source.budget;
  }

  /** Returns a page of at most `limit` ids in the service's order. Throws `quota` when the budget is used up. */
  async page(next: string | undefined, limit: number, signal: AbortSignal): Promise<Page<string>> {
    const { client, namespace, budget } = this.#source;
    const reservation = budget.reserve(1);
    try {
      const most = Math.min(limit, idsPerPage);
      const page = { limit: most, ...(next === undefined ? {} : { next }) };
      return await this.#calls.run(signal, async () => {
        await this.#listLimiter.take(signal);
        return paid(reservation, 1, client.list(namespace, page, signal));
      });
    } finally {
      reservation.release();
    }
  }

  /** Returns the existing records. Throws `quota`, before anything is fetched, if the budget cannot cover all. */
  async fetch(ids: readonly string[], signal: AbortSignal): Promise<readonly VectorRecord[]> {
    const portions = splitForFetch(ids, this.#source.dimension);
    const units = portions.reduce((sum, portion) => sum + fetchUnits(portion.length), 0);
    const reservation = this.#source.budget.reserve(units);
    try {
      const found = await mapLimit(portions, this.#limits.fetchesAtOnce, signal, (portion, both) =>
        this.#fetchPortion(portion, reservation, both),
      );
      return found.flat();
    } finally {
      reservation.release();
    }
  }

  /** Returns the service's record count of the namespace. */
  async count(signal: AbortSignal): Promise<number> {
    return (await this.counts(signal)).get(this.#source.namespace) ?? 0;
  }

  /** Returns the service's record counts of all namespaces of the index. */
  async counts(signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    const { client } = this.#source;
    const { namespaces } = await this.#calls.run(signal, () => client.stats(signal));
    return new Map(namespaces.map(({ name, recordCount }) => [name, recordCount]));
  }

  async #fetchPortion(
    ids: readonly string[],
    reservation: Reservation,
    signal: AbortSignal,
  ): Promise<readonly VectorRecord[]> {
    const { client, namespace } = this.#source;
    try {
      return await this.#calls.run(signal, async () => {
        await this.#fetchLimiter.take(signal);
        return paid(reservation, fetchUnits(ids.length), client.fetch(namespace, ids, signal));
      });
    } catch (error) {
      // Large metadata can exceed the service's response limit.
      if (!Failure.is(error, 'badInput') || ids.length === 1) throw error;
      const middle = ids.length >> 1;
      return [
        ...(await this.#fetchPortion(ids.slice(0, middle), reservation, signal)),
        ...(await this.#fetchPortion(ids.slice(middle), reservation, signal)),
      ];
    }
  }
}

/** The service's rate limits, and the retry policy. */
export type ReadLimits = RetryPolicy & {
  readonly fetchesPerSecond: number;
  readonly listsPerSecond: number;
  readonly fetchesAtOnce: number;
};

/** Slightly below the service's limits per index: 100 fetches and 200 lists a second. */
export const defaultReadLimits: ReadLimits = {
  fetchesPerSecond: 90,
  listsPerSecond: 180,
  fetchesAtOnce: 8,
  waitsMs: [1000, 5000, 15_000],
  quietMs: 3000,
};

/** Returns the response and counts its cost. A cancelled call may have been charged, so it counts too. */
async function paid<T>(
  reservation: Reservation,
  expected: number,
  call: Promise<Reply<T>>,
): Promise<T> {
  try {
    const { value, usage } = await call;
    reservation.settle(expected, usage.readUnits ?? expected);
    return value;
  } catch (error) {
    if (isCancelled(error)) reservation.settle(expected, expected);
    throw error;
  }
}

export type SourceOptions = {
  readonly client: Pick<IndexClient, 'list' | 'fetch' | 'stats'>;
  readonly namespace: string;
  readonly dimension: number;
  readonly budget: ReadBudget;
  readonly limits: ReadLimits;
  readonly onWait: (waitReason: WaitReason | undefined) => void;
  /** Clock in milliseconds. */
  readonly now: () => number;
};
