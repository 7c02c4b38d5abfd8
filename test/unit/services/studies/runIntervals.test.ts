import { expect, it } from 'vitest';
import { carryOut, type Calculate } from '../../../../src/model/evaluation/calculations.ts';
import { parseMeasure } from '../../../../src/model/evaluation/measures/measure.ts';
import { scoreRun, type RunScore } from '../../../../src/model/evaluation/scoreRun.ts';
import { bootstrapInterval } from '../../../../src/model/evaluation/statistics/bootstrap.ts';
import { RunIntervals } from '../../../../src/services/studies/runIntervals.ts';
import { startStudy } from '../../../support/evaluation/startStudy.ts';

/** Calculations that end when they are told to. */
function heldCalculations() {
  const held: (() => void)[] = [];
  const calculate: Calculate = (kind, params) =>
    new Promise((resolve) => held.push(() => resolve(carryOut(kind, params))));
  return { held, calculate };
}

function scoreOf(ranks: readonly number[]): RunScore {
  const questions = ranks.map((rank, at) => ({ name: `q${at}`, rank }));
  const measure = parseMeasure('RR@10');
  return scoreRun(
    new Map(questions.map(({ name }) => [name, new Map([['a', 1]])])),
    new Map(
      questions.map(({ name, rank }) => [name, [...'wxyz'.slice(0, rank - 1).split(''), 'a']]),
    ),
    measure ? [measure] : [],
  );
}

it('calculates the intervals of runs in order, and none that is not wanted any more', async () => {
  const { held, calculate } = heldCalculations();
  const known = Promise.withResolvers<void>();
  const scores = [scoreOf([1, 2, 4]), scoreOf([2, 3, 1]), scoreOf([1, 3, 2])] as const;
  const intervals: RunIntervals = new RunIntervals(calculate, () => {
    if (intervals.of(scores[2])) known.resolve();
    // The next calculation starts after this call.
    queueMicrotask(() => held.at(-1)?.());
  });
  intervals.want([scores[0], scores[1]]);
  expect(intervals.of(scores[0])).toBeUndefined();
  intervals.want([scores[0], scores[2]]);
  held[0]?.();
  await known.promise;
  expect(scores.map((score) => intervals.of(score))).toEqual([
    [bootstrapInterval([1, 1 / 2, 1 / 4])],
    undefined,
    [bootstrapInterval([1, 1 / 2, 1 / 3])],
  ]);
  expect(held).toHaveLength(2);
});

it('shows the means of runs before their intervals', async () => {
  const { held, calculate } = heldCalculations();
  const { session } = startStudy({ calculate });
  const intervals = (): number => JSON.stringify(session.state).match(/interval/g)?.length ?? 0;
  await session.run();
  expect(session.state).toMatchObject({ runs: [{ means: [{ value: 0.75 }, {}] }, {}] });
  expect(intervals()).toBe(0);
  await expect.poll(() => (held.at(-1)?.(), intervals())).toBe(4);
});

it('shows means without intervals that cannot be calculated', async () => {
  const { session } = startStudy({ calculate: () => Promise.reject(new Error('no thread')) });
  await session.run();
  expect(session.state).toMatchObject({ runs: [{ means: [{ value: 0.75 }, {}] }, {}] });
});
