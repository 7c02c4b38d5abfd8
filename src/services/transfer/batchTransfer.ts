import { abortAfter } from '../../common/async.ts';
import { IdDigester, isSameIdDigest } from '../../model/idDigest.ts';
import type { ProgressMeter } from './progress.ts';
import type { Batch, Journal, Sink, Source, Tally, Transfer } from './transfer.ts';
import { verify, type Shortfall } from './verify.ts';

export type BatchTransferParts<R extends { readonly id: string }, W, Position> = {
  readonly source: Source<R, Position>;
  /** What is written of a record; `undefined` where it is left out. */
  readonly transform: (record: R) => W | undefined;
  readonly sink: Sink<W>;
  readonly journal: Journal<Position>;
  readonly meter: ProgressMeter;
  /** How many records it will be in all, those of earlier runs included. */
  readonly of: number;
};

/** Batches that are read while an earlier one is written. */
const batchesAhead = 3;

/** How long the records may take to be written that are there when the transfer is stopped. */
const lastWriteMs = 5000;

/** How long a note may take that is written when the transfer has been stopped. */
const lastNoteMs = 2000;

/**
 * Moves records from a source to a sink in batches, from where its journal stands to the end or to what stops it. Writing
 * a record twice changes nothing, so a kill between a write and its note costs a batch that is read again, and no more.
 */
export class BatchTransfer<R extends { readonly id: string }, W, Position> implements Transfer {
  readonly #parts: BatchTransferParts<R, W, Position>;
  failedAt: 'source' | 'sink' = 'source';

  constructor(parts: BatchTransferParts<R, W, Position>) {
    this.#parts = parts;
  }

  async run(signal: AbortSignal): Promise<readonly Shortfall[]> {
    const { source, meter } = this.#parts;
    await source.prepare?.(meter, signal);
    this.#tell();
    await this.#moveAll(signal);
    return this.#verify(signal);
  }

  /** Reads some batches at once, and writes them one after the other: what is noted has no gaps. */
  async #moveAll(signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const late = AbortSignal.any([abortAfter(signal, lastWriteMs), stop.signal]);
    const ahead: Promise<void>[] = [];
    let written: Promise<void> = Promise.resolve();
    const writeAfter = async (before: Promise<void>, batch: Batch<R, Position>): Promise<void> => {
      const reading = batch.read(both);
      reading.catch(() => undefined);
      try {
        await before;
        // What has been read is paid for: it is written, whatever the user has meanwhile decided.
        await this.#write(batch, await reading, late);
      } catch (error) {
        stop.abort();
        throw error;
      }
    };
    const moveAll = async (): Promise<void> => {
      for await (const batch of this.#parts.source.batches(both)) {
        written = writeAfter(written, batch);
        written.catch(() => undefined);
        ahead.push(written);
        if (ahead.length >= batchesAhead) await ahead.shift();
      }
    };
    const [listed] = await Promise.allSettled([moveAll()]);
    // Where listing failed, what was listed before is still brought in. Where a write failed, that is the reason.
    const [last] = await Promise.allSettled([written]);
    const failed = [last, listed].find(({ status }) => status === 'rejected');
    if (failed?.status !== 'rejected') return;
    // Where the journal cannot be reached either, the reason for stopping matters more.
    await this.#parts.journal.pause(AbortSignal.timeout(lastNoteMs)).catch(() => undefined);
    throw failed.reason;
  }

  async #write(
    { position }: Batch<R, Position>,
    records: readonly R[],
    signal: AbortSignal,
  ): Promise<void> {
    const { transform, sink, journal } = this.#parts;
    const digester = new IdDigester(journal.tally.written);
    const kept: W[] = [];
    for (const record of records) {
      const one = transform(record);
      if (one === undefined) continue;
      kept.push(one);
      digester.add(record.id);
    }
    const leftOut = journal.tally.leftOut + records.length - kept.length;
    const tally: Tally = { written: digester.digest, leftOut };
    await this.#atSink(async () => {
      await sink.write(kept, signal);
      await journal.advance(tally, position, signal);
    });
    this.#tell();
  }

  async #verify(signal: AbortSignal): Promise<readonly Shortfall[]> {
    const { source, sink, journal, meter } = this.#parts;
    const { written, leftOut } = journal.tally;
    meter.tell('verifying', written.count, written.count);
    const held = await this.#atSink(async () => (await sink.held?.(signal)) ?? written);
    const shortfalls = verify({
      ...(await source.evidence(signal)),
      written: written.count,
      unfit: leftOut,
      held: held.count,
      isSame: isSameIdDigest(held, written),
    });
    await this.#atSink(() => journal.end(shortfalls.length === 0, signal));
    return shortfalls;
  }

  async #atSink<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      this.failedAt = 'sink';
      throw error;
    }
  }

  #tell(): void {
    const { meter, journal, of } = this.#parts;
    meter.tell('reading', journal.tally.written.count, of);
  }
}
