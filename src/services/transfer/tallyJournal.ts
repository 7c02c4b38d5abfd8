import { emptyIdDigest } from '../../model/idDigest.ts';
import type { Journal, Tally } from './transfer.ts';

/** Counts what a transfer has written, in memory: it does not go on after it ends early, but runs again. */
export class TallyJournal implements Journal<unknown> {
  tally: Tally = { written: emptyIdDigest, leftOut: 0 };

  async advance(tally: Tally): Promise<void> {
    this.tally = tally;
  }

  async pause(): Promise<void> {}

  async end(): Promise<void> {}
}
