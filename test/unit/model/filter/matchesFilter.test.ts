import { describe, expect, it } from 'vitest';
import { decodeFilter } from '../../../../src/model/filter/decodeFilter.ts';
import { matchesFilter } from '../../../../src/model/filter/matchesFilter.ts';
import type { Metadata } from '../../../../src/model/record.ts';

const book: Metadata = {
  title: 'Moby Dick',
  year: 1851,
  isClassic: true,
  genres: ['adventure', 'sea'],
  empty: '',
  nothing: [],
};

describe('matchesFilter', () => {
  it.each<[object, boolean]>([
    [{}, true],
    [{ title: 'Moby Dick' }, true],
    [{ title: 'moby dick' }, false],
    [{ year: 1851, isClassic: true }, true],
    [{ year: 1851, isClassic: false }, false],
    [{ year: '1851' }, false],
    [{ isClassic: 1 }, false],
    [{ empty: '' }, true],
    [{ genres: 'sea' }, true],
    [{ genres: 'land' }, false],
    [{ genres: { $ne: 'sea' } }, false],
    [{ genres: { $ne: 'land' } }, true],
    [{ genres: { $in: ['land', 'sea'] } }, true],
    [{ genres: { $nin: ['land', 'sea'] } }, false],
    [{ genres: { $nin: ['land'] } }, true],
    [{ nothing: { $nin: ['land'] } }, true],
    [{ year: { $gt: 1850 } }, true],
    [{ year: { $gt: 1851 } }, false],
    [{ year: { $gte: 1851 } }, true],
    [{ year: { $lt: 1851 } }, false],
    [{ year: { $lte: 1851 } }, true],
    [{ year: { $gte: 1800, $lt: 1850 } }, false],
    [{ title: { $gt: 0 } }, false],
    [{ title: { $lte: 0 } }, false],
    [{ genres: { $gt: 0 } }, false],
    [{ isClassic: { $gte: 1 } }, false],
    [{ year: { $in: [1850, 1851] } }, true],
    [{ year: { $in: ['1851'] } }, false],
    [{ year: { $in: [] } }, false],
    [{ year: { $nin: [] } }, true],
    [{ missing: 1 }, false],
    [{ missing: { $gt: 1 } }, false],
    [{ missing: { $in: [1] } }, false],
    [{ missing: { $ne: 1 } }, true],
    [{ missing: { $nin: [1] } }, true],
    [{ missing: { $exists: false } }, true],
    [{ nothing: { $exists: true } }, true],
    [{ toString: { $exists: true } }, false],
    [{ constructor: { $ne: 'x' } }, true],
    [{ $or: [{ year: 1 }, { title: 'Moby Dick' }] }, true],
    [{ $and: [{ year: 1851 }, { $or: [{ genres: 'land' }, { genres: 'sea' }] }] }, true],
    [{ $or: [{ year: 1, title: 'Moby Dick' }, { genres: 'land' }] }, false],
  ])('%j: %s', (json, isExpected) => {
    expect(matchesFilter(decodeFilter(json), book)).toBe(isExpected);
  });
});

describe('decodeFilter', () => {
  it.each([
    [null, 'A filter is a JSON object, such as {"year": {"$gte": 2024}}'],
    [
      { $or: [{ year: { $gtr: 1 } }] },
      '“$gtr” is not an operator of the filter language; did you mean “$gt”? (at $or.0.year.$gtr)',
    ],
    [{ a: { $in: [null] } }, '“$in” needs a list of strings or numbers; this is null (at a.$in.0)'],
  ])('refuses %j with the place', (value, message) => {
    expect(() => decodeFilter(value)).toThrow(
      expect.objectContaining({ kind: 'badInput', message }),
    );
  });

  it('bounds the depth of conditions inside conditions', () => {
    let deep: object = { a: 1 };
    for (let depth = 0; depth < 100_000; depth++) deep = { $and: [deep] };
    expect(() => decodeFilter(deep)).toThrow(/nested too deeply/);
  });

  it('does not take a key of the prototype for an operator', () => {
    expect(() => decodeFilter({ a: { $constructor: 1 } })).toThrow(/not an operator/);
  });
});
