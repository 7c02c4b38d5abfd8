import { describe, expect, it } from 'vitest';
import { parseMeasure, type Measure } from '../../../../src/model/evaluation/measures/measure.ts';
import { rankBiasedOverlap } from '../../../../src/model/evaluation/measures/rankBiasedOverlap.ts';
import { scoreRun } from '../../../../src/model/evaluation/scoreRun.ts';
import { agreementOf } from '../../../../src/model/evaluation/statistics/agreement.ts';
import { bootstrapInterval } from '../../../../src/model/evaluation/statistics/bootstrap.ts';
import { holmAdjusted } from '../../../../src/model/evaluation/statistics/holm.ts';
import { meanOf } from '../../../../src/model/evaluation/statistics/mean.ts';
import { pairedT } from '../../../../src/model/evaluation/statistics/pairedT.ts';
import { signFlipTest } from '../../../../src/model/evaluation/statistics/signFlip.ts';
import { wilsonInterval } from '../../../../src/model/evaluation/statistics/wilson.ts';
import { answersOf, evaluationCases, judgmentsOf } from '../../../support/evaluation/cases.ts';

const { cases, pairs, wilson, holm, agreement, rankBiasedOverlap: overlaps } = evaluationCases();

describe.each(cases)('the measures of “$name”', (one) => {
  const names = Object.keys(one.mean);
  const measures = names.map((name) => mustParse(name));
  const score = scoreRun(judgmentsOf(one), answersOf(one), measures);

  it('equal those of trec_eval and ir_measures for each question', () => {
    expect(score.questions.map(({ question }) => question)).toEqual(
      Object.keys(one.perQuery).sort(),
    );
    expect(
      unequal(
        score.questions.flatMap(({ values }) => values),
        score.questions.flatMap(({ question }) =>
          names.map((name) => one.perQuery[question]?.[name] ?? Number.NaN),
        ),
      ),
    ).toEqual([]);
  });

  it('have the means of ir_measures', () => {
    expect(
      unequal(
        score.means,
        names.map((name) => one.mean[name] ?? Number.NaN),
      ),
    ).toEqual([]);
  });
});

describe.each(pairs)('the paired differences of $a.length questions', (pair) => {
  const differences = pair.b.map((value, at) => value - (pair.a[at] ?? 0));

  it('have the mean and the t test of SciPy', () => {
    const { t, p } = pairedT(differences) ?? { t: Number.NaN, p: Number.NaN };
    const { meanDifference, pairedT: expected } = pair;
    expect(unequal([meanOf(differences), t, p], [meanDifference, expected.t, expected.p])).toEqual(
      [],
    );
  });

  it('have the BCa interval of SciPy', () => {
    const { low, high, tolerance } = pair.bca95;
    const interval = bootstrapInterval(differences);
    expect(Math.abs((interval?.low ?? Number.NaN) - low)).toBeLessThan(tolerance);
    expect(Math.abs((interval?.high ?? Number.NaN) - high)).toBeLessThan(tolerance);
  });
});

const exactPairs = pairs.filter(({ signFlipExactP }) => signFlipExactP !== undefined);

it.each(exactPairs)('has the exact p of all sign flips of $a.length pairs', (pair) => {
  const differences = pair.b.map((value, at) => value - (pair.a[at] ?? 0));
  expect(unequal([signFlipTest(differences)], [pair.signFlipExactP ?? Number.NaN])).toEqual([]);
});

it('has the p of sampled sign flips near that of the t test for many questions', () => {
  const [pair] = pairs.slice(-1);
  const differences = pair?.b.map((value, at) => value - (pair.a[at] ?? 0)) ?? [];
  expect(Math.abs(signFlipTest(differences) - (pair?.pairedT.p ?? Number.NaN))).toBeLessThan(0.004);
});

it.each(wilson)('has Wilson’s interval of $hits of $n', ({ hits, n, low, high }) => {
  const interval = wilsonInterval(hits, n);
  expect(unequal([interval.low, interval.high], [low, high])).toEqual([]);
});

it('adjusts p values as Holm does', () => {
  expect(unequal(holmAdjusted(holm.p), holm.adjusted)).toEqual([]);
});

it('has the agreement of two judges', () => {
  const { kappa, quadraticKappa, kendallTau } = agreementOf(agreement.a, agreement.b);
  expect(
    unequal(
      [kappa, quadraticKappa, kendallTau],
      [agreement.kappa, agreement.quadraticKappa, agreement.kendallTauB],
    ),
  ).toEqual([]);
});

it.each(overlaps)('has the rank-biased overlap of $s.length ids', ({ s, t, p, rboExt }) => {
  expect(
    unequal([rankBiasedOverlap(s, t, p), rankBiasedOverlap(t, s, p)], [rboExt, rboExt]),
  ).toEqual([]);
});

/** Returns what differs by 1e-9 or more: less is rounding. Lists of other lengths differ. */
function unequal(actual: readonly number[], expected: readonly number[]): readonly string[] {
  const count = Math.max(actual.length, expected.length);
  return Array.from({ length: count }, (_, at) => [actual[at], expected[at]])
    .filter(([one = Number.NaN, other = Number.NaN]) => !(Math.abs(one - other) < 1e-9))
    .map(([one, other]) => `${one} instead of ${other}`);
}

function mustParse(name: string): Measure {
  const measure = parseMeasure(name);
  if (!measure) throw new Error(`“${name}” is no measure`);
  return measure;
}
