import { sleep } from '../../common/async.ts';

/** How far calls may run ahead of their pace after a pause. */
const burstMs = 100;

/** Lets calls pass at a rate at most. */
export class Pace {
  readonly #gapMs: number;
  readonly #now: () => number;
  #nextMs = 0;

  /** `now` in milliseconds. */
  constructor(perSecond: number, now: () => number) {
    this.#gapMs = 1000 / perSecond;
    this.#now = now;
  }

  /** Resolves when the next call may be made; rejects with `cancelled`. */
  async take(signal: AbortSignal): Promise<void> {
    const now = this.#now();
    const at = Math.max(this.#nextMs, now - burstMs);
    this.#nextMs = at + this.#gapMs;
    if (at > now) await sleep(at - now, signal);
  }
}

/** How fast something goes, judged by the last seconds. */
export class RateMeter {
  readonly #windowMs = 10_000;
  readonly #marks: { readonly atMs: number; readonly done: number }[] = [];

  mark(atMs: number, done: number): void {
    this.#marks.push({ atMs, done });
    while (this.#marks.length > 2 && atMs - (this.#marks[0]?.atMs ?? 0) > this.#windowMs)
      this.#marks.shift();
  }

  /** Undefined as long as too little is known. */
  get perSecond(): number | undefined {
    const [first] = this.#marks;
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || last.atMs - first.atMs < 500) return undefined;
    return ((last.done - first.done) * 1000) / (last.atMs - first.atMs);
  }
}
