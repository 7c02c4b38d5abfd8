import { abortAfter } from '../../common/async.ts';
import { IdDigester, isSameIdDigest } from '../../model/idDigest.ts';
import type { ProgressMeter } from './progressMeter.ts';
import type { Batch, Journal, Sink, Source, Tally, Transfer } from './transfer.ts';
import { verifyTransfer, type Shortfall } from './verifyTransfer.ts';

export type BatchTransferDeps<R extends { readonly id: string }, W, Position> = {
  readonly source: Source<R, Position>;
  /** Converts a record for the sink; `undefined` skips it. */
  readonly transform: (record: R) => W | undefined;
  readonly sink: Sink<W>;
  readonly journal: Journal<Position>;
  readonly meter: ProgressMeter;
  /** Total number of records, including those of earlier runs. */
  readonly of: number;
};

/** Number of batches read while an earlier one is written. */
const batchesAhead = 3;

/** Time to write the records already read when the transfer is stopped. */
const lastWriteMs = 5000;

/** Time to save the journal after the transfer was stopped. */
const lastNoteMs = 2000;

/**
 * Moves records from a source to a sink in batches, from the journal's position to the end. Writing a record twice has
 * no further effect, so a kill between a write and its journal entry costs one batch read again.
 */
export class BatchTransfer<R extends { readonly id: string }, W, Position> implements Transfer {
  readonly #deps: BatchTransferDeps<R, W, Position>;
  failedAt: 'source' | 'sink' = 'source';

  constructor(deps: BatchTransferDeps<R, W, Position>) {
    this.#deps = deps;
  }

  async run(signal: AbortSignal): Promise<readonly Shortfall[]> {
    const { source, meter } = this.#deps;
    await source.prepare?.(meter, signal);
    this.#emit();
    await this.#moveAll(signal);
    return this.#verifyTransfer(signal);
  }

  /** Reads several batches concurrently and writes them in order, so that the journal has no gaps. */
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
        // Records already read are paid for, so they are written even after cancellation.
        await this.#write(batch, await reading, late);
      } catch (error) {
        stop.abort();
        throw error;
      }
    };
    const moveAll = async (): Promise<void> => {
      for await (const batch of this.#deps.source.batches(both)) {
        written = writeAfter(written, batch);
        written.catch(() => undefined);
        ahead.push(written);
        if (ahead.length >= batchesAhead) await ahead.shift();
      }
    };
    const [listed] = await Promise.allSettled([moveAll()]);
    // After a listing failure, writes what was listed before. A write failure takes precedence as the reason.
    const [last] = await Promise.allSettled([written]);
    const failed = [last, listed].find(({ status }) => status === 'rejected');
    if (failed?.status !== 'rejected') return;
    // If the journal fails too, the reason for stopping matters more.
    await this.#deps.journal.pause(AbortSignal.timeout(lastNoteMs)).catch(() => undefined);
    throw failed.reason;
  }

  async #write(
    { position }: Batch<R, Position>,
    records: readonly R[],
    signal: AbortSignal,
  ): Promise<void> {
    const { transform, sink, journal } = this.#deps;
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
    this.#emit();
  }

  async #verifyTransfer(signal: AbortSignal): Promise<readonly Shortfall[]> {
    const { source, sink, journal, meter } = this.#deps;
    const { written, leftOut } = journal.tally;
    meter.report('verifying', written.count, written.count);
    const held = await this.#atSink(async () => (await sink.held?.(signal)) ?? written);
    const shortfalls = verifyTransfer({
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

  #emit(): void {
    const { meter, journal, of } = this.#deps;
    meter.report('reading', journal.tally.written.count, of);
  }
}
