import type { ExportedRecord } from '../../model/exportFormats.ts';
import { IdSample } from '../../model/idSample.ts';
import { IdListing } from '../transfer/idListing.ts';
import { batchSize, idsPerPage } from '../transfer/pullPlan.ts';
import type { Batch, Source } from '../transfer/transfer.ts';
import {
  countedIn,
  listedIn,
  notListed,
  type IndexPosition,
  type IndexSourceOptions,
} from './indexSource.ts';

/**
 * Source of a sample of each namespace. All ids of a namespace are listed before its sample is read, also when the export
 * goes on within it.
 */
export class SampledSource implements Source<ExportedRecord, IndexPosition> {
  readonly #options: IndexSourceOptions & { readonly sample: NamespacesSample };
  #position: IndexPosition;
  #wanted: number;

  constructor(options: IndexSourceOptions & { readonly sample: NamespacesSample }) {
    this.#options = options;
    this.#position = options.from;
    this.#wanted = options.from.wantedBefore ?? 0;
  }

  async *batches(signal: AbortSignal): AsyncGenerator<Batch<ExportedRecord, IndexPosition>> {
    const { namespaces, from } = this.#options;
    for (const [at, namespace] of namespaces.entries()) {
      if (at < from.at) continue;
      const start =
        at === from.at
          ? from
          : { at, listedBefore: listedIn(this.#position), wantedBefore: this.#wanted };
      yield* this.#batchesOf(namespace, { ...start, listing: notListed }, signal);
    }
  }

  async evidence(
    signal: AbortSignal,
  ): Promise<{ wanted: number; listed: number; counted: number }> {
    const listed = listedIn(this.#position);
    return { wanted: this.#wanted, listed, counted: await countedIn(this.#options, signal) };
  }

  async *#batchesOf(
    namespace: string,
    start: IndexPosition,
    signal: AbortSignal,
  ): AsyncGenerator<Batch<ExportedRecord, IndexPosition>> {
    const { namespaces, readerOf, dimension, sample } = this.#options;
    const { after } = start;
    const reader = readerOf(namespace);
    const chosen = new IdSample(sample.sizes[start.at] ?? 0, sample.seed);
    const pages = new IdListing(reader, notListed, signal);
    while (!pages.listing.isDone)
      for (const id of await pages.next((listed) => idsPerPage - listed)) chosen.add(id);
    const ids = chosen.ids();
    this.#wanted += ids.length;
    this.#position = { ...start, listing: pages.listing };
    const left = after === undefined ? ids : ids.filter((id) => id > after);
    const named = namespaces.length === 1 ? {} : { namespace };
    for (let place = 0; place < left.length; place += batchSize(dimension)) {
      const some = left.slice(place, place + batchSize(dimension));
      this.#position = { ...this.#position, after: some.at(-1) ?? '' };
      yield {
        read: async (both) =>
          (await reader.fetch(some, both)).map((record) => ({ ...record, ...named })),
        position: this.#position,
      };
    }
  }
}

/** A seeded random sample of several namespaces. */
export type NamespacesSample = {
  /** Number of records of each namespace. */
  readonly sizes: readonly number[];
  readonly seed: number;
};
