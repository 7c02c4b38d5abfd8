import { sleep } from './async.ts';

/** Limits the rate of calls. */
export class RateLimiter {
  #gapMs: number;
  readonly #now: () => number;
  #nextMs = 0;

  /** `now` returns milliseconds. */
  constructor(perSecond: number, now: () => number) {
    this.#gapMs = 1000 / perSecond;
    this.#now = now;
  }

  /** Changes the rate from the next call on. */
  set perSecond(perSecond: number) {
    this.#gapMs = 1000 / perSecond;
  }

  /** Resolves when the next call may start; rejects with `cancelled`. */
  async take(signal: AbortSignal): Promise<void> {
    const now = this.#now();
    const at = Math.max(this.#nextMs, now - burstMs);
    this.#nextMs = at + this.#gapMs;
    if (at > now) await sleep(at - now, signal);
  }
}

/** How far calls may run ahead of the rate after a pause. */
const burstMs = 100;
