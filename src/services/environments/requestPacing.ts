import { RateLimiter } from '../../common/rateLimiter.ts';
import type { Environment } from '../../model/environment.ts';

/**
 * Limits the requests a second that all windows send to an environment, over all their clients: each takes an equal share
 * of the limit.
 */
export class RequestPacing {
  readonly #now: () => number;
  readonly #windowCount: WindowCount;
  readonly #limiters = new Map<string, RateLimiter>();

  /** `now` returns milliseconds. */
  constructor(now: () => number, windowCount: WindowCount = { windows: async () => 1 }) {
    this.#now = now;
    this.#windowCount = windowCount;
  }

  /** Resolves when the next request to the environment may be sent; rejects with `cancelled`. */
  async take({ id, requestsPerSecond }: Environment, signal: AbortSignal): Promise<void> {
    if (requestsPerSecond === undefined) return;
    const perSecond = requestsPerSecond / (await this.#windowCount.windows(id));
    const limiter = this.#limiters.get(id) ?? new RateLimiter(perSecond, this.#now);
    this.#limiters.set(id, limiter);
    limiter.perSecond = perSecond;
    return limiter.take(signal);
  }
}

/** Counts the windows that share the limit of an environment now, this one included. */
export type WindowCount = { windows(environmentId: string): Promise<number> };
