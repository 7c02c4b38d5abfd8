import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../../../src/model/evaluation/compareRuns.ts';
import { parseMeasure } from '../../../../src/model/evaluation/measures/measure.ts';
import { scoreRun, type Answers } from '../../../../src/model/evaluation/scoreRun.ts';
import type { Judgments } from '../../../../src/model/evaluation/measures/gradedAnswer.ts';
import { seededRandom } from '../../../support/random.ts';

const measures = ['nDCG@10', 'nDCG', 'AP', 'AP@5', 'RR', 'RR@10', 'R@5', 'P@5', 'Bpref', 'Rprec']
  .map((name) => parseMeasure(name))
  .filter((measure) => measure !== undefined);

type Made = { readonly judgments: Judgments; readonly answers: Answers };

describe('the measures of random runs', () => {
  it('do not depend on the order of questions and judgments', () => {
    const { judgments, answers } = made(1);
    const reversed = new Map(
      [...judgments]
        .reverse()
        .map(([question, grades]) => [question, new Map([...grades].reverse())]),
    );
    const other = scoreRun(reversed, new Map([...answers].reverse()), measures);
    expect(other).toEqual(scoreRun(judgments, answers, measures));
  });

  it('do not depend on the ids of records', () => {
    const { judgments, answers } = made(2);
    const renamed = (id: string): string => `${id.split('').reverse().join('')} renamed`;
    const other = scoreRun(
      new Map(
        [...judgments].map(([question, grades]) => [
          question,
          new Map([...grades].map(([id, grade]) => [renamed(id), grade])),
        ]),
      ),
      new Map([...answers].map(([question, ids]) => [question, ids.map(renamed)])),
      measures,
    );
    expect(other).toEqual(scoreRun(judgments, answers, measures));
  });

  it('never fall when a relevant record moves up past one that is not', () => {
    for (let seed = 0; seed < 40; seed++) {
      const { judgments, answers } = made(seed);
      const before = scoreRun(judgments, answers, measures.slice(0, 6));
      const better = new Map(
        [...answers].map(([question, ids]) => [
          question,
          withOneMovedUp(ids, judgments.get(question)),
        ]),
      );
      const after = scoreRun(judgments, better, measures.slice(0, 6));
      for (const [at, { values }] of after.questions.entries())
        for (const [which, value] of values.entries())
          expect(value).toBeGreaterThanOrEqual((before.questions[at]?.values[which] ?? 2) - 1e-12);
    }
  });

  it('are between 0 and 1, also for repeated ids', () => {
    const { judgments, answers } = made(3);
    const repeated = new Map([...answers].map(([question, ids]) => [question, [...ids, ...ids]]));
    const score = scoreRun(judgments, repeated, measures);
    expect(score).toEqual(scoreRun(judgments, answers, measures));
    expect(score.questions.flatMap(({ values }) => values).every((v) => v >= 0 && v <= 1)).toBe(
      true,
    );
  });
});

describe('a comparison of runs', () => {
  it('of a run with itself finds no difference', () => {
    const { judgments, answers } = made(4);
    const score = scoreRun(judgments, answers, measures);
    const [comparison] = compareRuns(score, [score], 'nDCG@10');
    expect(comparison).toMatchObject({ difference: 0, p: 1, wins: 0, losses: 0, ties: 30, n: 30 });
    expect(comparison?.interval).toEqual({ low: 0, high: 0 });
  });

  it('lists the largest loss first and counts wins, losses and ties', () => {
    const judgments = new Map(['a', 'b', 'c', 'd'].map((id) => [id, new Map([['x', 1]])]));
    const before = new Map([
      ['a', ['x']],
      ['b', ['x']],
      ['c', ['y', 'x']],
      ['d', ['x']],
    ]);
    const after = new Map([
      ['a', ['y', 'x']],
      ['b', ['y']],
      ['c', ['x']],
      ['d', ['x']],
    ]);
    const [comparison] = compareRuns(
      scoreRun(judgments, before, measures),
      [scoreRun(judgments, after, measures)],
      'RR@10',
    );
    expect(comparison?.changes.map(({ question }) => question)).toEqual(['b', 'a', 'c']);
    expect(comparison).toMatchObject({ wins: 1, losses: 2, ties: 1 });
  });

  it('adjusts the p values of all runs that are compared at once', () => {
    const { judgments, answers } = made(5);
    const baseline = scoreRun(judgments, answers, measures);
    const runs = [6, 7, 8].map((seed) => scoreRun(judgments, made(seed).answers, measures));
    const comparisons = compareRuns(baseline, runs, 'AP');
    const [smallest] = comparisons.map(({ p }) => p).sort((a, b) => a - b);
    expect(Math.min(...comparisons.map(({ adjustedP }) => adjustedP))).toBeCloseTo(
      Math.min(1, 3 * (smallest ?? 0)),
      12,
    );
  });
});

it('reports questions without an answer, without a relevant record and without a judgment', () => {
  const judgments = new Map([
    ['answered', new Map([['x', 1]])],
    ['hopeless', new Map([['x', 0]])],
    ['unanswered', new Map([['x', 2]])],
  ]);
  const answers = new Map([
    ['answered', ['x']],
    ['hopeless', ['x']],
    ['new', ['x']],
  ]);
  const score = scoreRun(judgments, answers, measures);
  expect(score).toMatchObject({
    unanswered: ['unanswered'],
    withoutRelevant: ['hopeless'],
    unjudged: ['new'],
  });
  expect(score.means[0]).toBeCloseTo(1 / 3, 12);
  expect(scoreRun(judgments, answers, measures, { leavesOutHopeless: true }).means[0]).toBe(0.5);
});

it.each(['nDCG@0', 'P', 'Rprec@5', 'ndcg@10', 'R@', 'nDCG@1.5', 'Hit@3', ''])(
  'has no measure “%s”',
  (name) => {
    expect(parseMeasure(name)).toBeUndefined();
  },
);

function made(seed: number): Made {
  const random = seededRandom(seed);
  const ids = Array.from({ length: 40 }, (_, at) => `record-${at}`);
  const questions = Array.from({ length: 30 }, (_, at) => `question-${at}`);
  const shuffled = (): readonly string[] =>
    ids
      .map((id) => ({ id, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ id }) => id);
  const judgments = new Map(
    questions.map((question) => [
      question,
      new Map(
        shuffled()
          .slice(0, 12)
          .map((id) => [id, Math.floor(random() * 4)]),
      ),
    ]),
  );
  const answers = new Map(questions.map((question) => [question, shuffled().slice(0, 20)]));
  return { judgments, answers };
}

/** Swaps the first relevant record that stands right below one that is not relevant. */
function withOneMovedUp(
  ids: readonly string[],
  judged: ReadonlyMap<string, number> | undefined,
): readonly string[] {
  const grade = (at: number): number => judged?.get(ids[at] ?? '') ?? 0;
  const at = ids.findIndex((_, at) => at > 0 && grade(at) >= 1 && grade(at - 1) === 0);
  if (at < 1) return ids;
  return [...ids.slice(0, at - 1), ids[at] ?? '', ids[at - 1] ?? '', ...ids.slice(at + 1)];
}
