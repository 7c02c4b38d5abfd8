import { describe, expect, it } from 'vitest';
import {
  barShare,
  endOf,
  hitsOf,
  scoreRange,
} from '../../../../../webview/notebook/state/runOutcomes.ts';
import { hit, hitsOutcome } from '../fixtures.ts';

describe('hitsOf', () => {
  const previous = hitsOutcome();

  it('takes the hits of the last run', () => {
    expect(hitsOf({ state: 'done', outcome: previous })).toEqual({
      outcome: previous,
      isOld: false,
    });
  });

  it.each([
    ['runs', { state: 'running', startedAt: 0, previous } as const],
    ['was stopped', { state: 'done', outcome: { kind: 'stopped', previous } } as const],
    ['failed', { state: 'done', outcome: { kind: 'failed', message: 'x', previous } } as const],
    [
      'is invalid',
      { state: 'done', outcome: { kind: 'invalid', problems: [], previous } } as const,
    ],
  ])('keeps the hits of the run before while a cell %s', (_, run) => {
    expect(hitsOf(run)).toEqual({ outcome: previous, isOld: true });
  });

  it('finds hits behind several runs without any', () => {
    const outcome = { kind: 'stopped', previous: { kind: 'stopped', previous } } as const;
    expect(hitsOf({ state: 'done', outcome })).toEqual({ outcome: previous, isOld: true });
  });

  it('finds none if there never were any', () => {
    expect([hitsOf(undefined), hitsOf({ state: 'running', startedAt: 0 })]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('endOf', () => {
  it('is nothing while a cell runs', () => {
    expect(endOf({ state: 'running', startedAt: 0, previous: hitsOutcome() })).toBeUndefined();
  });
});

describe('barShare', () => {
  it.each([
    ['cosine', [0.92, 0.91, 0.9]],
    ['dotproduct', [-2, -3, -4]],
    ['euclidean', [2, 4, 6]],
  ] as const)(
    'spans the scores of the result by %s, from the best to the worst',
    (metric, scores) => {
      const range = { min: Math.min(...scores), max: Math.max(...scores) };
      const shares = scores.map((score) => barShare(score, metric, range).toFixed(2));
      expect(shares).toEqual(['1.00', '0.55', '0.10']);
    },
  );

  it('is full if all scores are equal', () => {
    expect(barShare(3, 'euclidean', { min: 3, max: 3 })).toBe(1);
  });
});

describe('scoreRange', () => {
  it('reaches from the least to the greatest', () => {
    const hits = [hit('a', { score: 0.2 }), hit('b', { score: 0.9 }), hit('c', { score: 0.4 })];
    expect(scoreRange(hits)).toEqual({ min: 0.2, max: 0.9 });
  });
});
