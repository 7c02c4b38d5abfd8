import { createRandom } from '../../common/random.ts';
import { valuesOf } from './compareRuns.ts';
import type { RunScore } from './scoreRun.ts';
import { bootstrapInterval, type Interval } from './statistics/bootstrap.ts';
import { meanOf } from './statistics/mean.ts';
import { signFlipTest } from './statistics/signFlip.ts';

/**
 * Chooses the best setting by all folds of questions but one, measures it on that one, and does so for each fold. With
 * ten questions or fewer, each question is a fold. The same for a seed.
 */
export function crossValidate(
  settings: readonly RunScore[],
  measure: string,
  { seed = 1 }: { readonly seed?: number } = {},
): CrossValidation {
  const rows = commonRows(settings, measure);
  const n = rows.length;
  const folds = Math.min(mostFolds, n);
  const order = shuffled(n, seed);
  const sums = settings.map((_, at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0));
  const winner = best(sums);
  const heldOut: number[] = [];
  const first: number[] = [];
  let agreeing = 0;
  for (let fold = 0; fold < folds; fold++) {
    const own = order.filter((_, at) => at % folds === fold).map((at) => rows[at] ?? []);
    const rest = sums.map((sum, at) => own.reduce((left, row) => left - (row[at] ?? 0), sum));
    const chosen = best(rest);
    if (chosen === winner) agreeing++;
    for (const row of own) {
      heldOut.push(row[chosen] ?? 0);
      first.push(row[0] ?? 0);
    }
  }
  const gains = heldOut.map((value, at) => value - (first[at] ?? 0));
  const [interval, gainInterval] = [bootstrapInterval(heldOut), bootstrapInterval(gains)];
  return {
    measure,
    n,
    means: sums.map((sum) => (n === 0 ? 0 : sum / n)),
    winner,
    folds,
    agreeing,
    estimate: meanOf(heldOut),
    ...(interval && { interval }),
    gain: meanOf(gains),
    ...(gainInterval && { gainInterval }),
    gainP: signFlipTest(gains),
  };
}

/** What choosing the best of several settings gives, measured on questions that it was not chosen by. */
export type CrossValidation = {
  readonly measure: string;
  /** Number of questions that all settings have: all numbers are over these. */
  readonly n: number;
  /** Mean of each setting over all questions, in the given order. */
  readonly means: readonly number[];
  /** Place of the setting with the highest mean; the first of equal ones. */
  readonly winner: number;
  /** Number of folds, and how many chose the winner. */
  readonly folds: number;
  readonly agreeing: number;
  /** Mean over all questions, each by the setting that the other folds chose, with its 95% interval. */
  readonly estimate: number;
  readonly interval?: Interval;
  /** The estimate less the mean of the first setting, with its 95% interval, and p by randomisation. */
  readonly gain: number;
  readonly gainInterval?: Interval;
  readonly gainP: number;
};

const mostFolds = 10;

/** Returns the values of all settings for each question that all of them have. */
function commonRows(
  settings: readonly RunScore[],
  measure: string,
): readonly (readonly number[])[] {
  const values = settings.map((score) => valuesOf(score, measure));
  return [...(values[0]?.keys() ?? [])]
    .filter((question) => values.every((one) => one.has(question)))
    .map((question) => values.map((one) => one.get(question) ?? 0));
}

/** Sums that differ by rounding only are equal. */
const tolerance = 1e-9;

/** Returns the place of the largest sum, the first of equal ones. */
function best(sums: readonly number[]): number {
  let place = 0;
  for (const [at, sum] of sums.entries()) if (sum > (sums[place] ?? 0) + tolerance) place = at;
  return place;
}

/** Returns the numbers below `n` in a seeded order (Fisher and Yates). */
function shuffled(n: number, seed: number): readonly number[] {
  const random = createRandom(seed);
  const order = Array.from({ length: n }, (_, at) => at);
  for (let at = n - 1; at > 0; at--) {
    const other = Math.floor(random.next() * (at + 1));
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  return order;
}
