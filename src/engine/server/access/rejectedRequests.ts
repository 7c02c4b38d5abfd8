import type { Log } from '../../../common/log.ts';

const countedForMs = 60_000;

/** Counts unauthorized requests in the log: the first at once, then at most one line a minute. */
export class RejectedRequests {
  readonly #log: Log;
  readonly #now: () => number;
  #count = 0;
  #countsFrom = -Infinity;

  /** `now` in milliseconds. */
  constructor(log: Log, now = (): number => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  add(): void {
    this.#count++;
    const now = this.#now();
    if (now - this.#countsFrom < countedForMs) return;
    this.#log.warn(`refused without the key or for another host: ${this.#count}`);
    this.#count = 0;
    this.#countsFrom = now;
  }
}
