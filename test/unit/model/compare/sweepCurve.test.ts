import { describe, expect, it } from 'vitest';
import { sweepCurve } from '../../../../src/model/compare/sweepCurve.ts';

function list(ids: string, expected: readonly string[] = []) {
  return { hits: ids.split('').map((id) => ({ id, score: 1 })), expected };
}

describe('sweepCurve', () => {
  it('returns the share of expected records that each alpha finds, by rising alpha', () => {
    const expected = ['a', 'b'];
    expect(sweepCurve([list('ab', expected), list('ax', expected)], [1, 0])).toEqual({
      measure: 'recall',
      points: [
        { alpha: 0, value: 0.5 },
        { alpha: 1, value: 1 },
      ],
    });
  });

  it('returns the overlap with the largest alpha without expected records', () => {
    expect(sweepCurve([list('ab'), list('ac')], [0, 1])).toEqual({
      measure: 'overlap',
      points: [
        { alpha: 0, value: 0.5 },
        { alpha: 1, value: 1 },
      ],
    });
  });
});
