import { expect, it } from 'vitest';
import { stratify } from '../../../../src/services/exports/stratify.ts';

it.each([
  [10, [50, 30, 20], [5, 3, 2]],
  [34, [150, 20], [30, 4]],
  [3, [1000, 1, 1], [1, 1, 1]],
  [10, [1000, 1, 1], [8, 1, 1]],
  [2, [10, 10, 10], [1, 1, 0]],
  [6, [2, 2, 2], [2, 2, 2]],
  [3, [1, 1, 1], [1, 1, 1]],
  [1, [5], [1]],
])('divides %i records among groups of %j', (size, groups, sizes) => {
  expect(stratify(size, groups)).toEqual(sizes);
});

it('never takes more of a group than it has, and as many in all as it should', () => {
  for (let size = 1; size <= 60; size++) {
    const groups = [1, 2, 3, 7, 19, 28];
    const sizes = stratify(size, groups);
    expect(sizes.every((one, at) => one >= 0 && one <= groups[at]!)).toBe(true);
    expect(sizes.reduce((sum, one) => sum + one, 0)).toBe(size);
  }
});

it('takes one of each of 100,000 groups that are much smaller than others', () => {
  const groups = Array.from({ length: 100_000 }, (_, at) => (at < 10 ? 1_000_000 : 3));
  const sizes = stratify(150_000, groups);
  expect(sizes.slice(0, 10)).toEqual(Array(10).fill(5001));
  expect(new Set(sizes.slice(10))).toEqual(new Set([1]));
});
