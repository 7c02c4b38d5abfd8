import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/common/random.ts';
import { depthCurves } from '../../../../src/model/evaluation/charts/depthCurves.ts';
import { histogram } from '../../../../src/model/evaluation/charts/histogram.ts';
import { scoreSeparation } from '../../../../src/model/evaluation/charts/scoreSeparation.ts';
import { parseMeasure } from '../../../../src/model/evaluation/measures/measure.ts';
import { scoreRun } from '../../../../src/model/evaluation/scoreRun.ts';
import { answersOf, evaluationCases, judgmentsOf } from '../../../support/evaluation/cases.ts';

describe('the curves by depth', () => {
  it.each(evaluationCases().cases)('are the means of P@k and R@k: $name', (one) => {
    const [judgments, answers] = [judgmentsOf(one), answersOf(one)];
    const { precision, recall } = depthCurves(judgments, answers, 100);
    for (const at of precision.keys()) {
      const measures = [`P@${at + 1}`, `R@${at + 1}`]
        .map((name) => parseMeasure(name))
        .filter((measure) => measure !== undefined);
      const { means } = scoreRun(judgments, answers, measures);
      expect([precision[at], recall[at]]).toEqual(means.map((mean) => expect.closeTo(mean, 12)));
    }
  });
});

describe('a histogram', () => {
  it('counts each value once, the ends included', () => {
    expect(histogram([-1, -0.9, 0, 1, 1], -1, 1, 4).counts).toEqual([2, 0, 1, 2]);
    expect(histogram([3, 3], 3, 3, 2).counts).toEqual([2, 0]);
  });
});

describe('the score that separates relevant hits from others', () => {
  it.each([true, false])('is the best of all limits, higher is better: %s', (isHigherBetter) => {
    const random = createRandom(3);
    const scores = (shift: number): number[] =>
      Array.from({ length: 40 }, () => Math.round(20 * (random.next() + shift)) / 20);
    const [relevant, others] = [scores(isHigherBetter ? 0.3 : -0.3), scores(0)];
    const share = (list: number[], limit: number): number =>
      list.filter((one) => (isHigherBetter ? one >= limit : one <= limit)).length / list.length;
    const gains = [...relevant, ...others].map(
      (limit) => share(relevant, limit) - share(others, limit),
    );
    const best = scoreSeparation(relevant, others, isHigherBetter);
    expect(best && best.kept - best.wronglyKept).toBeCloseTo(Math.max(...gains), 12);
    expect(best?.kept).toBe(share(relevant, best?.cutoff ?? NaN));
    expect(best?.wronglyKept).toBe(share(others, best?.cutoff ?? NaN));
  });

  it('needs hits of both kinds', () => {
    expect(scoreSeparation([1], [], true)).toBeUndefined();
  });
});
