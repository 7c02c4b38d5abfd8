/** How often and how long a call is repeated. */
export type RetryLimits = {
  readonly attempts: number;
  /** Before the second attempt; doubled before each that follows. */
  readonly firstDelayMs: number;
  /** For all waiting of one call together. */
  readonly budgetMs: number;
};

/** Spends the time that one call may wait between its attempts. */
export class RetryBudget {
  readonly #limits: RetryLimits;
  #leftMs: number;
  #attempt = 1;

  constructor(limits: RetryLimits) {
    this.#limits = limits;
    this.#leftMs = limits.budgetMs;
  }

  /**
   * How long to wait before the next attempt, or nothing where the call has to fail: attempts are used up, or the
   * service asks for more time than there is. Without a word from the service half of the delay is random, so that
   * many clients do not come back at once.
   */
  nextDelay(retryAfterMs: number | undefined): number | undefined {
    if (this.#attempt >= this.#limits.attempts) return undefined;
    const fullMs = this.#limits.firstDelayMs * 2 ** (this.#attempt - 1);
    const delayMs = retryAfterMs ?? fullMs * (0.5 + Math.random() / 2);
    if (delayMs > this.#leftMs) return undefined;
    this.#attempt++;
    this.#leftMs -= delayMs;
    return delayMs;
  }
}
