import { Failure } from '../../common/failure.ts';

/** Tracks read units against a limit, which is checked before they are spent. */
export class ReadBudget {
  readonly limit: number;
  #used: number;
  #held = 0;
  #isReached = false;

  /** `used` counts units spent by earlier runs. */
  constructor(limit: number, used = 0) {
    this.limit = limit;
    this.#used = used;
  }

  get used(): number {
    return this.#used;
  }

  /** Whether a reservation was refused. */
  get isReached(): boolean {
    return this.#isReached;
  }

  /** Returns the units that are neither used nor reserved. */
  get left(): number {
    return Math.max(0, this.limit - this.#used - this.#held);
  }

  /** Returns the failure for an exhausted budget. */
  exhausted(): Failure {
    this.#isReached = true;
    const message = `The budget of ${this.limit.toLocaleString('en')} read units is used up`;
    return new Failure('quota', message);
  }

  /** Reserves units. Throws `quota` if fewer are left. */
  reserve(units: number): Reservation {
    if (this.#used + this.#held + units > this.limit) throw this.exhausted();
    this.#held += units;
    let left = units;
    const giveBack = (some: number): void => {
      const given = Math.min(some, left);
      left -= given;
      this.#held -= given;
    };
    return {
      settle: (expected, actual) => {
        giveBack(expected);
        this.#used += actual;
      },
      release: () => giveBack(left),
    };
  }
}

/** Read units reserved for pending calls. */
export type Reservation = {
  /** Ends one call: frees `expected` reserved units and counts `actual` units as used. */
  settle(expected: number, actual: number): void;
  /** Frees the remaining reserved units. */
  release(): void;
};
