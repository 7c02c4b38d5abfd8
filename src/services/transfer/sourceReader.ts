import { mapLimit, sleep } from '../../common/async.ts';
import { Failure, isCancelled, type FailureKind } from '../../common/failure.ts';
import type { Page } from '../../common/pages.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { IndexClient, Reply } from '../../pinecone/pineconeClient.ts';
import type { Hold, ReadBudget } from './readBudget.ts';
import { Pace } from './pace.ts';
import { cutForFetch, fetchUnits, idsPerPage } from './pullPlan.ts';

/** What the service bears, and how long it is waited for. */
export type ReadLimits = {
  readonly fetchesPerSecond: number;
  readonly listsPerSecond: number;
  readonly fetchesAtOnce: number;
  /** After a call has failed in spite of the client's own attempts: how long to wait before the next ones. */
  readonly waitsMs: readonly number[];
};

/** A little below what the service allows each index: 100 fetches and 200 lists a second. */
export const defaultReadLimits: ReadLimits = {
  fetchesPerSecond: 90,
  listsPerSecond: 180,
  fetchesAtOnce: 8,
  waitsMs: [1000, 5000, 15_000],
};

const mayPass: readonly FailureKind[] = ['rateLimited', 'timeout', 'network', 'unavailable'];

/** Reads one namespace at the pace that its service bears, within a budget. */
export class SourceReader {
  readonly #source: SourceOptions;
  readonly #limits: ReadLimits;
  readonly #fetchPace: Pace;
  readonly #listPace: Pace;

  constructor(source: SourceOptions) {
    this.#source = source;
    this.#limits = source.limits;
    this.#fetchPace = new Pace(source.limits.fetchesPerSecond, source.now);
    this.#listPace = new Pace(source.limits.listsPerSecond, source.now);
  }

  get budget(): ReadBudget {
    return this.#source.budget;
  }

  /** A page of ids, in the service's order. Throws `quota` where the budget ends. */
  async page(next: string | undefined, signal: AbortSignal): Promise<Page<string>> {
    const { client, namespace, budget } = this.#source;
    const hold = budget.hold(1);
    try {
      const page = { limit: idsPerPage, ...(next === undefined ? {} : { next }) };
      return await this.#patiently(signal, async () => {
        await this.#listPace.take(signal);
        return paid(hold, 1, client.list(namespace, page, signal));
      });
    } finally {
      hold.release();
    }
  }

  /** Those of the records that are still there. Throws `quota` before anything is fetched where not all can be paid. */
  async fetch(ids: readonly string[], signal: AbortSignal): Promise<readonly VectorRecord[]> {
    const portions = cutForFetch(ids, this.#source.dimension);
    const units = portions.reduce((sum, portion) => sum + fetchUnits(portion.length), 0);
    const hold = this.#source.budget.hold(units);
    try {
      const found = await mapLimit(portions, this.#limits.fetchesAtOnce, signal, (portion, both) =>
        this.#fetchPortion(portion, hold, both),
      );
      return found.flat();
    } finally {
      hold.release();
    }
  }

  /** How many records the namespace has, as the service says. */
  async count(signal: AbortSignal): Promise<number> {
    const { client, namespace } = this.#source;
    const { namespaces } = await this.#patiently(signal, () => client.stats(signal));
    return namespaces.find(({ name }) => name === namespace)?.recordCount ?? 0;
  }

  async #fetchPortion(
    ids: readonly string[],
    hold: Hold,
    signal: AbortSignal,
  ): Promise<readonly VectorRecord[]> {
    const { client, namespace } = this.#source;
    try {
      return await this.#patiently(signal, async () => {
        await this.#fetchPace.take(signal);
        return paid(hold, fetchUnits(ids.length), client.fetch(namespace, ids, signal));
      });
    } catch (error) {
      // Much metadata makes an answer larger than the service gives.
      if (!Failure.is(error, 'badInput') || ids.length === 1) throw error;
      const middle = ids.length >> 1;
      return [
        ...(await this.#fetchPortion(ids.slice(0, middle), hold, signal)),
        ...(await this.#fetchPortion(ids.slice(middle), hold, signal)),
      ];
    }
  }

  /** A pull takes long: what would end a single call is waited for a few times. */
  async #patiently<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    for (const waitMs of this.#limits.waitsMs) {
      try {
        return await call();
      } catch (error) {
        if (!Failure.is(error) || !mayPass.includes(error.kind)) throw error;
        await sleep(Math.max(waitMs, error.retryAfterMs ?? 0), signal);
      }
    }
    return call();
  }
}

/** The call's answer, once its price is counted. What was cancelled under way may have been charged, and counts too. */
async function paid<T>(hold: Hold, expected: number, call: Promise<Reply<T>>): Promise<T> {
  try {
    const { value, usage } = await call;
    hold.settle(expected, usage.readUnits ?? expected);
    return value;
  } catch (error) {
    if (isCancelled(error)) hold.settle(expected, expected);
    throw error;
  }
}

export type SourceOptions = {
  readonly client: Pick<IndexClient, 'list' | 'fetch' | 'stats'>;
  readonly namespace: string;
  readonly dimension: number;
  readonly budget: ReadBudget;
  readonly limits: ReadLimits;
  /** Milliseconds. */
  readonly now: () => number;
};
