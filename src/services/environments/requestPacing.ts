import { RateLimiter } from '../../common/rateLimiter.ts';
import type { Environment } from '../../model/environment.ts';

/** Limits the requests a second that this window sends to an environment, over all its clients. */
export class RequestPacing {
  readonly #now: () => number;
  readonly #limiters = new Map<
    string,
    { readonly perSecond: number; readonly limiter: RateLimiter }
  >();

  /** `now` returns milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Resolves when the next request to the environment may be sent; rejects with `cancelled`. */
  async take({ id, requestsPerSecond }: Environment, signal: AbortSignal): Promise<void> {
    if (requestsPerSecond === undefined) return;
    const known = this.#limiters.get(id);
    if (known?.perSecond === requestsPerSecond) return known.limiter.take(signal);
    const limiter = new RateLimiter(requestsPerSecond, this.#now);
    this.#limiters.set(id, { perSecond: requestsPerSecond, limiter });
    return limiter.take(signal);
  }
}
