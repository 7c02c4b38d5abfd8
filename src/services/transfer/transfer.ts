import { Failure, isCancelled, type FailureKind } from '../../common/failure.ts';
import type { IdDigest } from '../../model/idDigest.ts';
import type { ReadBudget } from './readBudget.ts';
import type { ProgressMeter } from './progressMeter.ts';
import type { Shortfall } from './verifyTransfer.ts';

/** A transfer of records, record by record or as a file that the engine reads. */
export type Transfer = {
  /** Resolves with the reasons why it is incomplete, if any. Throws the failure that stopped it. */
  run(signal: AbortSignal): Promise<readonly Shortfall[]>;
  /** The side that failed, after a failure. */
  readonly failedAt: 'source' | 'sink';
};

/** Records that are read and written in one step. */
export type Batch<R, Position> = {
  /** Returns the records that still exist. Called when the batch is yielded; several calls may run at once. */
  readonly read: (signal: AbortSignal) => Promise<readonly R[]>;
  /** Position of the source after the batch is written. */
  readonly position: Position;
};

/** Source of a transfer: an index, a sample of one, or given records. Handles its own cost, rate and budget. */
export type Source<R, Position> = {
  /** Finds the records to read, if that takes calls. */
  readonly prepare?: (meter: ProgressMeter, signal: AbortSignal) => Promise<void>;
  /** Yields the remaining batches in order. */
  batches(signal: AbortSignal): AsyncIterable<Batch<R, Position>>;
  /** Returns how many records the batches requested, the source listed, and the source counts now. */
  evidence(signal: AbortSignal): Promise<{
    readonly wanted: number;
    readonly listed: number;
    readonly counted: number;
  }>;
};

/** Sink of a transfer: an index or a file. Writing a record twice has no further effect. */
export type Sink<W> = {
  /** Resolves when all records are durable. */
  write(records: readonly W[], signal: AbortSignal): Promise<void>;
  /** Returns the digest of the ids it finally holds; absent if nothing else can have changed them. */
  readonly held?: (signal: AbortSignal) => Promise<IdDigest>;
};

/** The written ids, and the number of records read but skipped. */
export type Tally = { readonly written: IdDigest; readonly leftOut: number };

/** Persists the progress of a transfer. */
export type Journal<Position> = {
  readonly tally: Tally;
  /** Saves that all records up to a position are written. */
  advance(tally: Tally, position: Position, signal: AbortSignal): Promise<void>;
  /** Saves the used read units when the transfer stops early. */
  pause(signal: AbortSignal): Promise<void>;
  /** Saves the result of the verification. */
  end(isComplete: boolean, signal: AbortSignal): Promise<void>;
};

/** How a transfer ended. Written records stay in every case. */
export type TransferOutcome =
  | { readonly state: 'complete' }
  /** Verified, with records missing. */
  | { readonly state: 'incomplete'; readonly shortfalls: readonly Shortfall[] }
  /** Budget used up; can be resumed with a larger one. */
  | { readonly state: 'stopped' }
  /** Cancelled by the user; can be resumed. */
  | { readonly state: 'cancelled' }
  /** Failed by a temporary failure of its source or sink; can be resumed. */
  | {
      readonly state: 'interrupted';
      readonly at: 'source' | 'sink';
      readonly failure: Failure;
    };

/** Failures after which a transfer can be resumed. */
const resumableKinds: readonly FailureKind[] = [
  'unauthorized',
  'rateLimited',
  'quota',
  'timeout',
  'network',
  'unavailable',
];

/** Runs a transfer and returns how it ended. Throws only failures that it cannot resume from. */
export async function runTransfer(
  transfer: Transfer,
  signal: AbortSignal,
  budget?: ReadBudget,
): Promise<TransferOutcome> {
  try {
    const shortfalls = await transfer.run(signal);
    return shortfalls.length === 0 ? { state: 'complete' } : { state: 'incomplete', shortfalls };
  } catch (error) {
    if (isCancelled(error) && signal.aborted) return { state: 'cancelled' };
    if (Failure.is(error, 'quota') && budget?.isReached === true) return { state: 'stopped' };
    if (!Failure.is(error) || !resumableKinds.includes(error.kind)) throw error;
    return { state: 'interrupted', at: transfer.failedAt, failure: error };
  }
}
