import type { Calculate } from '../../model/evaluation/calculations.ts';
import type { RunScore } from '../../model/evaluation/scoreRun.ts';
import type { Interval } from '../../model/evaluation/statistics/bootstrap.ts';

type Intervals = readonly (Interval | undefined)[];

/** The intervals of the means of runs. They are calculated on demand, one run after the other. */
export class RunIntervals {
  readonly #calculate: Calculate;
  readonly #onKnown: () => void;
  readonly #known = new WeakMap<RunScore, Intervals>();
  /** The scores that were asked for last, and have no intervals yet. */
  #wanted: readonly RunScore[] = [];
  #isCalculating = false;

  /** Calls `onKnown` whenever intervals of a run are there. */
  constructor(calculate: Calculate, onKnown: () => void) {
    this.#calculate = calculate;
    this.#onKnown = onKnown;
  }

  /** Returns the intervals in the order of the measures, or `undefined` before they are calculated. */
  of(score: RunScore): Intervals | undefined {
    return this.#known.get(score);
  }

  /** Calculates the intervals of these scores in this order. Scores of an earlier call that are not among them are dropped. */
  want(scores: readonly RunScore[]): void {
    this.#wanted = scores.filter((score) => !this.#known.has(score));
    if (!this.#isCalculating) void this.#calculateAll();
  }

  async #calculateAll(): Promise<void> {
    this.#isCalculating = true;
    try {
      for (let [score] = this.#wanted; score; [score] = this.#wanted) {
        const { questions, measures } = score;
        const lists = measures.map((_, at) => questions.map(({ values }) => values[at] ?? 0));
        // Means without intervals are worth showing.
        const found = await this.#calculate('intervals', lists).catch(() => []);
        this.#known.set(score, found);
        this.#wanted = this.#wanted.filter((one) => one !== score);
        this.#onKnown();
      }
    } finally {
      this.#isCalculating = false;
    }
  }
}
