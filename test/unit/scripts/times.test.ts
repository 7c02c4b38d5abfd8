import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../../../scripts/repository.ts';
import { slowTests } from '../../../scripts/test/slowTests.ts';
import { secondsOfStat, slowest } from '../../../scripts/test/times.ts';

describe('slowest', () => {
  it('gives the longest first, and so many at most', () => {
    const times = [3, 1, 2].map((tookMs) => ({ title: `${tookMs}`, tookMs }));
    expect(slowest(times, 2).map(({ title }) => title)).toEqual(['3', '2']);
  });
});

describe('secondsOfStat', () => {
  it('adds the time of the process and of its children for any name', () => {
    const stat = '42 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 100 20 300 4 15 16';
    expect(secondsOfStat(stat)).toBe(4.24);
  });
});

describe('the list of slow tests', () => {
  it('names existing files', () => {
    expect(Object.keys(slowTests).filter((file) => !existsSync(inRepository(file)))).toEqual([]);
  });
});
