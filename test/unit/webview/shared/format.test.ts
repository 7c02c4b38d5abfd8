import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatCount,
  formatDuration,
  formatReadUnits,
  formatScore,
  formatSentence,
  formatValue,
  formatVector,
} from '../../../../webview/shared/format.ts';

describe('format', () => {
  it('separates thousands', () => {
    expect(formatCount(1234567)).toBe('1,234,567');
  });

  it.each([
    [0.4, '0 ms'],
    [41.2, '41 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [1249, '1.2 s'],
    [59_949, '59.9 s'],
    [59_960, '1 min 0 s'],
    [125_000, '2 min 5 s'],
  ])('says %d milliseconds as %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });

  it.each([
    [20_000, 'now'],
    [5 * 60_000, '5 min'],
    [2 * 3_600_000, '2 h'],
    [47 * 3_600_000, '47 h'],
    [72 * 3_600_000, '3 d'],
  ])('says an age of %d milliseconds as %s', (ageMs, text) => {
    expect(formatAge(ageMs)).toBe(text);
  });

  it('gives scores of one column the same number of decimals', () => {
    expect([0.87312, 1, -0.5].map(formatScore)).toEqual(['0.8731', '1.0000', '-0.5000']);
  });

  it('shows fewer decimals of large scores', () => {
    expect(formatScore(12_345.678)).toBe('12345.7');
  });

  it('shows parts of read units', () => {
    expect([1, 5.25].map(formatReadUnits)).toEqual(['1 RU', '5.3 RU']);
  });

  it('shows the beginning of a vector and its length', () => {
    expect(formatVector([0.123456, -1, 0.00001234, 4])).toBe('[0.123, -1, 0.0000123, …] 4');
  });

  it('shows a short vector whole', () => {
    expect(formatVector([1, 2])).toBe('[1, 2] 2');
  });

  it('shows metadata of each type as one line', () => {
    expect(['a', 1.5, false, ['x', 'y']].map(formatValue)).toEqual(['a', '1.5', 'false', 'x, y']);
  });

  it('adds a full stop only if it is missing', () => {
    expect(['No such index', 'Gone.', 'Did you mean “$gt”?'].map(formatSentence)).toEqual([
      'No such index.',
      'Gone.',
      'Did you mean “$gt”?',
    ]);
  });
});
