import { describe, expect, it } from 'vitest';
import { carryOut, nothingRun, sum, type Timed } from '../../../scripts/test/step.ts';

describe('carryOut', () => {
  it('counts a step that throws as one failure', async () => {
    const run = (): Promise<never> => Promise.reject(new Error('no such file'));
    expect(await carryOut({ name: 'unit', run })).toEqual({
      ...nothingRun,
      failed: 1,
      failures: [{ title: 'unit', details: 'no such file' }],
    });
  });

  it('fails a suite that ran nothing, even if it skipped some', async () => {
    const run = () => Promise.resolve({ ...nothingRun, skipped: 3 });
    expect(await carryOut({ name: 'ui', run })).toEqual({
      ...nothingRun,
      failed: 1,
      skipped: 3,
      failures: [{ title: 'ui', details: 'ran nothing' }],
    });
  });
});

describe('sum', () => {
  it('adds counts and keeps every failure, second run and time', () => {
    const failure = { title: 'one', details: 'why' };
    const [first, second] = [1, 2].map((tookMs) => ({ title: 'one', tookMs })) as [Timed, Timed];
    expect(
      sum([
        {
          passed: 2,
          failed: 1,
          skipped: 0,
          failures: [failure],
          retried: [failure],
          times: [first],
        },
        { passed: 3, failed: 0, skipped: 1, failures: [], retried: [], times: [second] },
      ]),
    ).toEqual({
      passed: 5,
      failed: 1,
      skipped: 1,
      failures: [failure],
      retried: [failure],
      times: [first, second],
    });
  });
});
