/** Stores the latest failures, oldest first. */
export class RecentFailures {
  readonly #now: () => number;
  readonly #limit: number;
  #notes: readonly FailureNote[] = [];

  /** Stores up to `limit` failures; `now` returns milliseconds since 1970. */
  constructor(now: () => number, limit = 20) {
    this.#now = now;
    this.#limit = limit;
  }

  note(text: string): void {
    this.#notes = [...this.#notes, { at: this.#now(), text }].slice(-this.#limit);
  }

  all(): readonly FailureNote[] {
    return this.#notes;
  }
}

/** A failure in words that are safe to share: kind, status and call name. */
export type FailureNote = { readonly at: number; readonly text: string };
