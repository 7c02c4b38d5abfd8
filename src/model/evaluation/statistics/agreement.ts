import { meanOf } from './mean.ts';

/** How far two judges agree on the same records, beyond chance: 1 is always, 0 is by chance. */
export type Agreement = {
  /** Cohen's kappa: every disagreement counts the same. */
  readonly kappa: number;
  /** Cohen's kappa with quadratic weights: a disagreement by two grades counts four times. */
  readonly quadraticKappa: number;
  /** Kendall's tau-b of the two orders. */
  readonly kendallTau: number;
};

/** Compares the grades that two judges gave the same records, in the same order. */
export function agreementOf(one: readonly number[], other: readonly number[]): Agreement {
  return {
    kappa: kappaOf(one, other, (a, b) => (a === b ? 0 : 1)),
    quadraticKappa: kappaOf(one, other, (a, b) => (a - b) ** 2),
    kendallTau: kendallTau(one, other),
  };
}

function kappaOf(
  one: readonly number[],
  other: readonly number[],
  weight: (a: number, b: number) => number,
): number {
  const observed = meanOf(one.map((grade, at) => weight(grade, other[at] ?? 0)));
  const expected = meanOf(one.map((grade) => meanOf(other.map((other) => weight(grade, other)))));
  if (expected === 0) return 1;
  return 1 - observed / expected;
}

function kendallTau(one: readonly number[], other: readonly number[]): number {
  let concordance = 0;
  let untiedOne = 0;
  let untiedOther = 0;
  for (let first = 0; first < one.length; first++)
    for (let second = 0; second < first; second++) {
      const a = Math.sign((one[first] ?? 0) - (one[second] ?? 0));
      const b = Math.sign((other[first] ?? 0) - (other[second] ?? 0));
      concordance += a * b;
      untiedOne += a * a;
      untiedOther += b * b;
    }
  return untiedOne === 0 || untiedOther === 0
    ? 0
    : concordance / Math.sqrt(untiedOne * untiedOther);
}
