import { describe, expect, it } from 'vitest';
import {
  checkAssertions,
  parseAssertions,
  type AssertedResult,
} from '../../../../src/model/notebook/assertions.ts';

const result: AssertedResult = {
  hits: [
    { id: 'doc-1', score: 0.9 },
    { id: 'doc two', score: 0.8 },
    { id: 'doc-3', score: 0.5 },
  ],
  expected: ['doc-1', 'doc-3', 'doc-9'],
  tookMs: 120.4,
};

function check(text: string, change: Partial<AssertedResult> = {}): unknown {
  return checkAssertions(text, { ...result, ...change }).map(({ isMet, found }) => [isMet, found]);
}

describe('assertions', () => {
  it.each([
    ['expected in top 3', false, 'doc-9 is not among 3 hits'],
    ['doc-3 in top 2', false, 'doc-3 has rank 3'],
    ['doc two in top 2', true, 'doc two has rank 2'],
    ['doc-9 not in top 10', true, 'doc-9 is not among 3 hits'],
    ['doc-1 not in top 10', false, 'doc-1 has rank 1'],
    ['hits = 3', true, '3'],
    ['found >= 3', false, '2'],
    ['recall >= 0.6', true, '0.6667'],
    ['best score >= 0.95', false, '0.9000'],
    ['Last Score > 0.4', true, '0.5000'],
    ['time <= 100 ms', false, '120 ms'],
    ['time < 200', true, '120 ms'],
  ])('checks “%s”', (text, isMet, found) => {
    expect(check(text)).toEqual([[isMet, found]]);
  });

  it('is not met if there is nothing to assert about', () => {
    expect(
      check('expected in top 3\nrecall >= 0\nbest score > 0', { hits: [], expected: [] }),
    ).toEqual([
      [false, 'no records are expected'],
      [false, 'no records are expected'],
      [false, 'no hits'],
    ]);
  });

  it('names the place of a line that it cannot read', () => {
    const { lines, problems } = parseAssertions('hits >= 1\n\nhits about 3\ndoc-1 in top 0');
    expect(lines.map(({ line }) => line)).toEqual([0]);
    expect(problems.map(({ start, end }) => [start, end])).toEqual([
      [11, 23],
      [24, 38],
    ]);
  });
});
