import type { VectorRecord } from '../../model/record.ts';
import type { Listing } from './checkpoint.ts';
import { IdListing } from './idListing.ts';
import { batchSize, fetchUnits, recordsForUnits } from './pullPlan.ts';
import type { SourceReader } from './sourceReader.ts';
import type { Batch, Source } from './transfer.ts';

/** Source of all records of a namespace, from a stored position. Batches shrink to the remaining budget. */
export class NamespaceSource implements Source<VectorRecord, { readonly listing: Listing }> {
  readonly #reader: SourceReader;
  readonly #dimension: number;
  #listing: Listing;

  constructor(reader: SourceReader, dimension: number, from: Listing) {
    this.#reader = reader;
    this.#dimension = dimension;
    this.#listing = from;
  }

  async *batches(
    signal: AbortSignal,
  ): AsyncGenerator<Batch<VectorRecord, { readonly listing: Listing }>> {
    const pages = new IdListing(this.#reader, this.#listing, signal);
    const room = this.#room();
    while (!this.#listing.isDone) {
      if (room(0) <= 0) throw this.#reader.budget.exhausted();
      const ids = await pages.next(room);
      const { listing } = pages;
      this.#listing = listing;
      yield { read: (both) => this.#reader.fetch(ids, both), position: { listing } };
    }
  }

  async evidence(
    signal: AbortSignal,
  ): Promise<{ wanted: number; listed: number; counted: number }> {
    const { count } = this.#listing.listed;
    return { wanted: count, listed: count, counted: await this.#reader.count(signal) };
  }

  /** Returns how many more ids fit a batch: every listed id must also be paid for when it is fetched. */
  #room(): (listed: number) => number {
    const most = batchSize(this.#dimension);
    const { budget } = this.#reader;
    return (listed) => Math.min(most - listed, recordsForUnits(budget.left - fetchUnits(listed)));
  }
}
