import { mapLimit } from '../../common/async.ts';
import { Failure, isCancelled } from '../../common/failure.ts';
import type { Page } from '../../common/listPages.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { IndexClient, Reply } from '../../pinecone/pineconeClient.ts';
import type { Hold, ReadBudget } from './readBudget.ts';
import { Pace } from './pace.ts';
import { PatientCalls, type Patience } from './patientCalls.ts';
import type { WaitsFor } from './progress.ts';
import { cutForFetch, fetchUnits, idsPerPage } from './pullPlan.ts';

/** What the service bears, and how long it is waited for. */
export type ReadLimits = Patience & {
  readonly fetchesPerSecond: number;
  readonly listsPerSecond: number;
  readonly fetchesAtOnce: number;
};

/** A little below what the service allows each index: 100 fetches and 200 lists a second. */
export const defaultReadLimits: ReadLimits = {
  fetchesPerSecond: 90,
  listsPerSecond: 180,
  fetchesAtOnce: 8,
  waitsMs: [1000, 5000, 15_000],
  quietMs: 3000,
};

/** Reads one namespace at the pace that its service bears, within a budget. */
export class SourceReader {
  readonly #source: SourceOptions;
  readonly #limits: ReadLimits;
  readonly #calls: PatientCalls;
  readonly #fetchPace: Pace;
  readonly #listPace: Pace;

  constructor(source: SourceOptions) {
    this.#source = source;
    this.#limits = source.limits;
    this.#calls = new PatientCalls(source.limits, source.onWait);
    this.#fetchPace = new Pace(source.limits.fetchesPerSecond, source.now);
    this.#listPace = new Pace(source.limits.listsPerSecond, source.now);
  }

  get budget(): ReadBudget {
    return this.#source.budget;
  }

  /** A page of ids, in the service's order, of at most `limit` and what the service gives. Throws `quota` where the budget ends. */
  async page(next: string | undefined, limit: number, signal: AbortSignal): Promise<Page<string>> {
    const { client, namespace, budget } = this.#source;
    const hold = budget.hold(1);
    try {
      const most = Math.min(limit, idsPerPage);
      const page = { limit: most, ...(next === undefined ? {} : { next }) };
      return await this.#calls.run(signal, async () => {
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
    const { namespaces } = await this.#calls.run(signal, () => client.stats(signal));
    return namespaces.find(({ name }) => name === namespace)?.recordCount ?? 0;
  }

  async #fetchPortion(
    ids: readonly string[],
    hold: Hold,
    signal: AbortSignal,
  ): Promise<readonly VectorRecord[]> {
    const { client, namespace } = this.#source;
    try {
      return await this.#calls.run(signal, async () => {
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
  readonly onWait: (waitsFor: WaitsFor | undefined) => void;
  /** Milliseconds. */
  readonly now: () => number;
};
