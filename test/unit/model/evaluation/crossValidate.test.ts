import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/common/random.ts';
import { crossValidate } from '../../../../src/model/evaluation/crossValidate.ts';
import { parseMeasure } from '../../../../src/model/evaluation/measures/measure.ts';
import type { RunScore } from '../../../../src/model/evaluation/scoreRun.ts';
import { meanOf } from '../../../../src/model/evaluation/statistics/mean.ts';

describe('cross-validation of settings', () => {
  it('measures a clear winner by its own values, and agrees in all folds', () => {
    const found = crossValidate([scores(() => 0.2), scores((at) => 0.5 + (at % 5) / 10)], 'AP');
    expect(found).toMatchObject({ n: 40, winner: 1, folds: 10, agreeing: 10 });
    expect(found.estimate).toBeCloseTo(0.7, 12);
    expect(found.gain).toBeCloseTo(0.5, 12);
    expect(found.gainP).toBeLessThan(0.001);
  });

  it('is as good as leaving one question out if there are ten or fewer', () => {
    const random = createRandom(5);
    const settings = Array.from({ length: 4 }, () => scores(() => random.next(), 8));
    const rows = Array.from({ length: 8 }, (_, at) =>
      settings.map(({ questions }) => questions[at]?.values[0] ?? 0),
    );
    const heldOut = rows.map((row, at) => {
      const others = rows.filter((_, other) => other !== at);
      const sums = row.map((_, setting) => meanOf(others.map((one) => one[setting] ?? 0)));
      return row[sums.indexOf(Math.max(...sums))] ?? 0;
    });
    const found = crossValidate(settings, 'AP');
    expect([found.folds, found.estimate]).toEqual([8, expect.closeTo(meanOf(heldOut), 12)]);
  });

  it('is not fooled by luck: the winner of equal settings is no better on other questions', () => {
    const random = createRandom(7);
    const repetitions = Array.from({ length: 60 }, () => {
      const settings = Array.from({ length: 20 }, () => scores(() => random.next()));
      const { means, winner, estimate } = crossValidate(settings, 'AP');
      return { luck: means[winner] ?? 0, estimate };
    });
    const luck = meanOf(repetitions.map((one) => one.luck));
    const estimate = meanOf(repetitions.map((one) => one.estimate));
    expect(luck).toBeGreaterThan(0.55);
    expect(Math.abs(estimate - 0.5)).toBeLessThan(0.02);
  });

  it('takes the first of equal settings, and counts only questions that all settings have', () => {
    const found = crossValidate([scores(() => 0.5), scores(() => 0.5, 30)], 'AP');
    expect(found).toMatchObject({ n: 30, winner: 0, agreeing: 10, gain: 0, gainP: 1 });
  });
});

/** A run whose questions have these values of AP. */
function scores(valueOf: (question: number) => number, count = 40): RunScore {
  const measure = parseMeasure('AP');
  return {
    measures: measure ? [measure] : [],
    questions: Array.from({ length: count }, (_, at) => ({
      question: `q${at}`,
      values: [valueOf(at)],
    })),
    means: [],
    unanswered: [],
    withoutRelevant: [],
    unjudged: [],
  };
}
