import type { VectorRecord } from '../../model/record.ts';
import { IdSample } from '../../model/idSample.ts';
import type { PullScope } from '../../model/twin.ts';
import { IdListing } from './idListing.ts';
import type { ProgressMeter } from './progressMeter.ts';
import type { PullJournal } from './pullJournal.ts';
import { batchSize, idsPerPage, recordsPerUnit } from './pullPlan.ts';
import type { SourceReader } from './sourceReader.ts';
import type { Batch, Source } from './transfer.ts';

/** Source of a seeded sample of a namespace: lists all ids, then reads the sample's records. */
export class SampleSource implements Source<VectorRecord, { readonly place: number }> {
  readonly #options: SampleSourceOptions;
  #ids: readonly string[] = [];

  constructor(options: SampleSourceOptions) {
    this.#options = options;
  }

  async prepare(meter: ProgressMeter, signal: AbortSignal): Promise<void> {
    const { scope, journal } = this.#options;
    const sample = new IdSample(scope.size, scope.seed, await journal.sampleIds(signal));
    try {
      await this.#list(sample, meter, signal);
    } catch (error) {
      // Listed ids are paid for. If saving them fails too, the reason for stopping matters more.
      const brief = AbortSignal.timeout(lastNoteMs);
      await journal.noteSample(sample.ids(), brief).catch(() => undefined);
      throw error;
    }
    this.#ids = sample.ids();
  }

  async *batches(): AsyncGenerator<Batch<VectorRecord, { readonly place: number }>> {
    const { reader, dimension, journal } = this.#options;
    let { place } = journal.checkpoint;
    while (place < this.#ids.length) {
      const affordable = Math.floor(reader.budget.left) * recordsPerUnit;
      if (affordable === 0) throw reader.budget.exhausted();
      const ids = this.#ids.slice(place, place + Math.min(batchSize(dimension), affordable));
      place += ids.length;
      yield { read: (both) => reader.fetch(ids, both), position: { place } };
    }
  }

  async evidence(
    signal: AbortSignal,
  ): Promise<{ wanted: number; listed: number; counted: number }> {
    const { reader, journal } = this.#options;
    const { listed } = journal.checkpoint.listing;
    const counted = await reader.count(signal);
    return { wanted: this.#ids.length, listed: listed.count, counted };
  }

  async #list(sample: IdSample, meter: ProgressMeter, signal: AbortSignal): Promise<void> {
    const { reader, journal, now } = this.#options;
    const { total } = journal.checkpoint;
    let notedAt = now();
    const pages = new IdListing(reader, journal.checkpoint.listing, signal);
    while (!pages.listing.isDone) {
      for (const id of await pages.next((listed) => idsPerPage - listed)) sample.add(id);
      const { listing } = pages;
      journal.listed(listing);
      meter.report('listing', listing.listed.count, total);
      if (!listing.isDone && now() - notedAt < listingNoteEveryMs) continue;
      await journal.noteSample(sample.ids(), signal);
      notedAt = now();
    }
  }
}

/** Interval between checkpoints while a sample is listed and nothing is written yet. */
const listingNoteEveryMs = 5000;

/** Time to save the checkpoint after the listing was stopped. */
const lastNoteMs = 2000;

export type SampleSourceOptions = {
  readonly reader: SourceReader;
  readonly dimension: number;
  readonly scope: Extract<PullScope, { kind: 'sample' }>;
  readonly journal: PullJournal;
  /** Clock in milliseconds. */
  readonly now: () => number;
};
