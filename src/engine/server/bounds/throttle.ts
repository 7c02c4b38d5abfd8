import { Failure } from '../../../common/failure.ts';

/** Rejects a share of all requests, evenly: 0.25 rejects every fourth. */
export class Throttle {
  readonly #share: number;
  #count = 0;

  constructor(share: number) {
    this.#share = share;
  }

  /** Counts a request. Throws `rateLimited` if it is one of those to reject. */
  count(): void {
    this.#count++;
    if (Math.floor(this.#count * this.#share) === Math.floor((this.#count - 1) * this.#share))
      return;
    throw new Failure('rateLimited', 'Request rate limit exceeded, as --simulate-429 asks for');
  }
}
