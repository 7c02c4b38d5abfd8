import { expect, it } from 'vitest';
import { formatBytes, formatCount } from '../../../src/vscode/formatNumbers.ts';

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

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1234, '1.2 kB'],
  [9_960, '10 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [48_300_000, '48 MB'],
  [2.5e12, '2.5 TB'],
])('shows %d bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
