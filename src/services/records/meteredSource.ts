import type { Page } from '../../common/listPages.ts';
import type { Hit } from '../../model/hit.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { Reply } from '../../pinecone/pineconeClient.ts';
import { ReadBudget } from '../transfer/readBudget.ts';
import type { RecordSource } from './recordSource.ts';

/** Reads records and counts the read units. Throws `quota` before a call that the budget does not cover. */
export class MeteredSource {
  readonly isFree: boolean;
  readonly #source: RecordSource;
  #budget: ReadBudget;

  constructor(source: RecordSource, isFree: boolean, budget = new ReadBudget(defaultBudget)) {
    this.#source = source;
    this.isFree = isFree;
    this.#budget = budget;
  }

  /** Returns the same meter over another connection. */
  over(source: RecordSource): MeteredSource {
    return new MeteredSource(source, this.isFree, this.#budget);
  }

  get readUnits(): number {
    return this.isFree ? 0 : this.#budget.used;
  }

  /** Returns the limit; `undefined` if reads cost nothing. */
  get budget(): number | undefined {
    return this.isFree ? undefined : this.#budget.limit;
  }

  raiseBudget(): void {
    this.#budget = new ReadBudget(this.#budget.limit + defaultBudget, this.#budget.used);
  }

  ids(prefix: string, next: string | undefined, signal: AbortSignal): Promise<Page<string>> {
    return this.#spend(pageUnits, () => this.#source.ids(prefix, next, signal));
  }

  fetch(ids: readonly string[], signal: AbortSignal): Promise<readonly VectorRecord[]> {
    const units = Math.ceil(ids.length / recordsPerUnit);
    return this.#spend(units, () => this.#source.fetch(ids, signal));
  }

  matching(
    filter: object,
    next: string | undefined,
    signal: AbortSignal,
  ): Promise<Page<VectorRecord>> {
    return this.#spend(recordsPerUnit, () => this.#source.matching(filter, next, signal));
  }

  near(id: string, topK: number, signal: AbortSignal): Promise<readonly Hit[]> {
    return this.#spend(queryUnits, () => this.#source.near(id, topK, signal));
  }

  async #spend<T>(units: number, call: () => Promise<Reply<T>>): Promise<T> {
    if (this.isFree) return (await call()).value;
    const reservation = this.#budget.reserve(units);
    try {
      const { value, usage } = await call();
      reservation.settle(units, usage.readUnits ?? units);
      return value;
    } finally {
      reservation.release();
    }
  }
}

/** Read units that a view may spend before it asks. */
const defaultBudget = 500;

/** Published prices: a page of ids, a query, ten records. The response says what a call cost. */
const pageUnits = 1;
const queryUnits = 1;
const recordsPerUnit = 10;
