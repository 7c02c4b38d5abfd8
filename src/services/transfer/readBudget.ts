import { Failure } from '../../common/failure.ts';

/** A part of the budget that is set aside for calls which are to come. */
export type Hold = {
  /** One of the calls has ended: `expected` units are no longer set aside, `actual` ones are used. */
  settle(expected: number, actual: number): void;
  /** Gives back what is still set aside. */
  release(): void;
};

/** Counts read units against a bound, which is checked before they are spent and not after. */
export class ReadBudget {
  readonly limit: number;
  #used: number;
  #held = 0;
  #isReached = false;

  /** `used` counts what was spent earlier. */
  constructor(limit: number, used = 0) {
    this.limit = limit;
    this.#used = used;
  }

  get used(): number {
    return this.#used;
  }

  /** Whether something was refused. */
  get isReached(): boolean {
    return this.#isReached;
  }

  /** Units that are neither used nor set aside. */
  get left(): number {
    return Math.max(0, this.limit - this.#used - this.#held);
  }

  /** What is thrown where the bound does not leave what is wanted. */
  exhausted(): Failure {
    this.#isReached = true;
    const message = `The budget of ${this.limit.toLocaleString('en')} read units is used up`;
    return new Failure('quota', message);
  }

  /** Sets units aside. Throws `quota` where the bound does not leave so many. */
  hold(units: number): Hold {
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
