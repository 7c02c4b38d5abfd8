import { expect, it } from 'vitest';
import { formatCount } from '../../../src/vscode/format.ts';

it.each([
  [0, '0'],
  [778, '778'],
  [9_999, '9,999'],
  [10_000, '10k'],
  [204_499, '204k'],
  [999_499, '999k'],
  [999_500, '1M'],
  [2_100_000, '2.1M'],
  [50_000_000, '50M'],
])('shows %d as %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});
