/** Tracks the retries and waiting time of one request. */
export class RetryBudget {
  readonly #limits: RetryLimits;
  #leftMs: number;
  #attempt = 1;

  constructor(limits: RetryLimits) {
    this.#limits = limits;
    this.#leftMs = limits.budgetMs;
  }

  /**
   * Returns the delay before the next attempt, or `undefined` when the attempts are used up or the service asks for
   * more time than is left. Half of a delay without Retry-After is random, so that clients do not retry in step.
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

/** Limits of the retries of a request. */
export type RetryLimits = {
  readonly attempts: number;
  /** Before the second attempt; doubles before each further one. */
  readonly firstDelayMs: number;
  /** Total waiting time of one request. */
  readonly budgetMs: number;
};
