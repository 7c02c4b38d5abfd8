import { Failure, isCancelled, type FailureKind } from '../../common/failure.ts';
import type { IdDigest } from '../../model/idDigest.ts';
import type { ReadBudget } from './readBudget.ts';
import type { ProgressMeter } from './progress.ts';
import type { Shortfall } from './verify.ts';

/** Records that are read and written as one step. */
export type Batch<R, Position> = {
  /** Those of the records that are still there. Called at once when the batch is given; several may be under way. */
  readonly read: (signal: AbortSignal) => Promise<readonly R[]>;
  /** Where the source stands once they are written. */
  readonly position: Position;
};

/** What a transfer reads: an index, a sample of one, records of a map. Its price, pace and budget are its own. */
export type Source<R, Position> = {
  /** Finds out what there is to read, where that takes calls of its own. */
  readonly prepare?: (meter: ProgressMeter, signal: AbortSignal) => Promise<void>;
  /** What is left to read, in order. */
  batches(signal: AbortSignal): AsyncIterable<Batch<R, Position>>;
  /** How many records all batches asked for, how many the source listed, and how many it counts now. */
  evidence(signal: AbortSignal): Promise<{
    readonly wanted: number;
    readonly listed: number;
    readonly counted: number;
  }>;
};

/** What a transfer writes to: an index, a file. Writing a record twice changes nothing. */
export type Sink<W> = {
  /** Resolves once all are there to stay. */
  write(records: readonly W[], signal: AbortSignal): Promise<void>;
  /** The ids that it holds in the end; absent where nobody else can have changed them. */
  readonly held?: (signal: AbortSignal) => Promise<IdDigest>;
};

/** What was written, and how many records were read but not written. */
export type Tally = { readonly written: IdDigest; readonly leftOut: number };

/** Where a transfer keeps how far it is. */
export type Journal<Position> = {
  readonly tally: Tally;
  /** All records up to a position are written. */
  advance(tally: Tally, position: Position, signal: AbortSignal): Promise<void>;
  /** Keeps what was spent, when the transfer stops early. */
  pause(signal: AbortSignal): Promise<void>;
  /** Keeps how the verification ended. */
  end(isComplete: boolean, signal: AbortSignal): Promise<void>;
};

/** How a transfer has ended. What was written stays in any case. */
export type TransferEnd =
  | { readonly state: 'complete' }
  /** Verified, and something is missing. */
  | { readonly state: 'incomplete'; readonly shortfalls: readonly Shortfall[] }
  /** By its budget, and it can go on with a larger one. */
  | { readonly state: 'stopped' }
  /** By the user, and it can go on. */
  | { readonly state: 'cancelled' }
  /** By a failure of its source or its sink that may pass, and it can go on. */
  | {
      readonly state: 'interrupted';
      readonly at: 'source' | 'sink';
      readonly failure: Failure;
    };

/** Something that moves records, by whatever way. */
export type Transfer = {
  /** Resolves with what is missing for it to be complete. Throws what stops it. */
  run(signal: AbortSignal): Promise<readonly Shortfall[]>;
  /** Where it failed, once it has. */
  readonly failedAt: 'source' | 'sink';
};

/** A transfer that ended so can go on when its user, its service or its network has done something about it. */
const canGoOnAfter: readonly FailureKind[] = [
  'unauthorized',
  'rateLimited',
  'quota',
  'timeout',
  'network',
  'unavailable',
];

/** Runs a transfer to its end, whichever that is. Throws only what it cannot go on from. */
export async function carryOut(
  transfer: Transfer,
  signal: AbortSignal,
  budget?: ReadBudget,
): Promise<TransferEnd> {
  try {
    const shortfalls = await transfer.run(signal);
    return shortfalls.length === 0 ? { state: 'complete' } : { state: 'incomplete', shortfalls };
  } catch (error) {
    if (isCancelled(error) && signal.aborted) return { state: 'cancelled' };
    if (Failure.is(error, 'quota') && budget?.isReached === true) return { state: 'stopped' };
    if (!Failure.is(error) || !canGoOnAfter.includes(error.kind)) throw error;
    return { state: 'interrupted', at: transfer.failedAt, failure: error };
  }
}
