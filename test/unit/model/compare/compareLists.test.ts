import { describe, expect, it } from 'vitest';
import { compareLists } from '../../../../src/model/compare/compareLists.ts';

function list(ids: string, first = 1): { id: string; score: number }[] {
  return ids.split('').map((id, at) => ({ id, score: first - at / 10 }));
}

describe('compareLists', () => {
  it('returns previous ranks, lost and gained hits', () => {
    expect(compareLists(list('abc'), list('adb'))).toMatchObject({
      depth: 3,
      overlap: 2 / 3,
      lost: ['c'],
      gained: ['d'],
      ranksBefore: new Map([
        ['a', 1],
        ['b', 2],
      ]),
    });
  });

  it('takes the overlap at the depth of the shorter list', () => {
    const { depth, overlap } = compareLists(list('abcdef'), list('ba'));
    expect([depth, overlap]).toEqual([2, 1]);
  });

  it('averages the shift of the score over common hits', () => {
    expect(compareLists(list('ab', 0.5), list('ab', 0.75)).scoreShift).toBeCloseTo(0.25);
  });

  it('finds two empty lists equal, and an empty one unlike another', () => {
    const both = compareLists([], []);
    const one = compareLists(list('a'), []);
    expect([both.overlap, both.rbo, one.overlap, one.rbo]).toEqual([1, 1, 0, 0]);
    expect('scoreShift' in both).toBe(false);
  });
});
