import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../../src/common/random.ts';
import { createScale, likelyScale } from '../../../../../webview/map/colours/numberScale.ts';

const random = createRandom(3);
const many = (value: () => number): Float64Array => Float64Array.from({ length: 2000 }, value);
const even = many(() => 10 + 90 * random.next());
const magnitudes = many(() => 10 ** (4 * random.next()));
const fewLarge = many(() => (random.next() < 0.02 ? 5000 * random.next() : random.next() - 0.5));

const rangeOf = (values: Float64Array) => ({ min: Math.min(...values), max: Math.max(...values) });

describe('the likely scale of a field', () => {
  it.each([
    ['linear', even],
    ['log', magnitudes],
    ['quantile', fewLarge],
  ] as const)('is %s', (kind, values) => {
    expect(likelyScale(values, rangeOf(values))).toBe(kind);
  });

  it('is linear for equal and for few values', () => {
    expect(likelyScale(Float64Array.of(5, 5, 5), { min: 5, max: 5 })).toBe('linear');
    expect(likelyScale(Float64Array.of(1, 1000), { min: 1, max: 1000 })).toBe('linear');
  });
});

describe.each(['linear', 'log', 'quantile'] as const)('a %s scale', (kind) => {
  const range = rangeOf(magnitudes);
  const scale = createScale(kind, magnitudes, range);

  it('rises from 0 to 1 over the range, and stays there outside of it', () => {
    const values = [0, range.min, ...magnitudes.toSorted(), range.max, 1e6];
    const shares = values.map(scale.shareOf);
    expect([shares[0], shares.at(-1)]).toEqual([0, 1]);
    expect(shares.every((share, at) => at === 0 || share >= shares[at - 1]!)).toBe(true);
  });

  it('returns the value of a share', () => {
    for (const share of [0, 0.1, 0.5, 0.9, 1])
      expect(scale.shareOf(scale.valueAt(share))).toBeCloseTo(share, 2);
  });
});

it('gives equal numbers of points to equal parts of a quantile scale', () => {
  const { shareOf } = createScale('quantile', fewLarge, rangeOf(fewLarge));
  const lower = fewLarge.filter((value) => shareOf(value) < 0.25).length;
  expect(Math.abs(lower - 500)).toBeLessThan(20);
});

it('gives equal values the middle of their quantiles', () => {
  const values = Float64Array.from({ length: 100 }, (_, at) => (at < 60 ? 0 : at));
  const { shareOf } = createScale('quantile', values, { min: 0, max: 99 });
  expect(shareOf(0)).toBeCloseTo(0.3, 1);
});

it('is linear if a logarithm has no value', () => {
  expect(createScale('log', even, { min: 0, max: 10 }).kind).toBe('linear');
});
