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
    [{ missing: { $ne: 1 } }, false],
    [{ missing: { $nin: [1] } }, false],
    [{ missing: { $nin: [] } }, false],
    [{ $or: [{ missing: { $ne: 1 } }, { missing: { $exists: false } }] }, true],
    [{ missing: { $exists: false } }, true],
    [{ nothing: { $exists: true } }, true],
    [{ toString: { $exists: true } }, false],
    [{ constructor: { $ne: 'x' } }, false],
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
      { $or: [{ $gtr: 1 }] },
      '“$gtr” is not an operator of the filter language; did you mean “$gt”? (at $or.0.$gtr)',
    ],
  ])('refuses %j with the place', (value, message) => {
    expect(() => decodeFilter(value)).toThrow(
      expect.objectContaining({ kind: 'badInput', message }),
    );
  });

  const aList = 'must be followed by a list of strings or a list of numbers';
  const aScalar = 'must be followed by a string, boolean or a number';
  it.each([
    [[], ': Proto field is not repeating, cannot start list.'],
    [{ a: { $gt: 'x' } }, 'the $gt operator must be followed by a number'],
    [{ a: { $lte: null } }, 'the $lte operator must be followed by a number'],
    [{ a: { $in: 'x' } }, `the $in operator ${aList}`],
    [{ a: { $in: ['x', 1] } }, `the $in operator ${aList}`],
    [{ a: { $nin: [1, 'x'] } }, `the $nin operator ${aList}`],
    [{ a: { $in: [null] } }, `the $in operator ${aList}`],
    [{ a: { $in: [true] } }, `the $in operator ${aList}`],
    [{ a: { $eq: null } }, `the $eq operator ${aScalar}, got null instead`],
    [{ a: null }, `the $eq operator ${aScalar}, got null instead`],
    [{ a: { $ne: ['x'] } }, `the $ne operator ${aScalar}, got ["x"] instead`],
    [
      { a: ['x'] },
      'illegal condition for field a, got ["x"]: A field is compared with one value; use {"$in": [...]} to match any of several values of “a”',
    ],
    [
      { a: {} },
      'illegal condition for field a, got {}: Say how “a” is compared, such as {"$eq": "red"}',
    ],
    [
      { $or: [{ a: { $gtr: 1 } }] },
      'illegal condition for field a, got {"$gtr":1}: “$gtr” is not an operator of the filter language; did you mean “$gt”?',
    ],
  ])('refuses %j in the words of the service', (value, message) => {
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
    expect(() => decodeFilter({ a: { $constructor: 1 } })).toThrow('illegal condition for field a');
  });
});
