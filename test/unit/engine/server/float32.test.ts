import { describe, expect, it } from 'vitest';
import { shortestFloat32 } from '../../../../src/engine/server/rest/float32.ts';
import { seededRandom } from '../../../support/random.ts';

describe('shortestFloat32', () => {
  it('prints what was meant', () => {
    const meant = [0.4, -0.1, 1.1, 123456.7, 0.999149, 1e-7, 3.4e38, 16777216, 1e-45, 0, -2.5];
    expect(meant.map((value) => shortestFloat32(Math.fround(value)))).toEqual(meant);
  });

  it('gives the same float32 with the fewest digits, for any bits', () => {
    const random = seededRandom(1);
    const bits = new Uint32Array(1);
    const value = new Float32Array(bits.buffer);
    const wrong: number[] = [];
    for (let round = 0; round < 100_000; round++) {
      bits[0] = random() * 2 ** 32;
      if (Number.isFinite(value[0]) && !isShortest(value[0]!)) wrong.push(value[0]!);
    }
    expect(wrong).toEqual([]);
  });

  it('gives the fewest digits for numbers as embeddings have them', () => {
    const random = seededRandom(2);
    const wrong: number[] = [];
    for (let round = 0; round < 100_000; round++) {
      const value = Math.fround((random() - 0.5) * 10 ** Math.floor(random() * 20 - 10));
      if (!isShortest(value)) wrong.push(value);
    }
    expect(wrong).toEqual([]);
  });

  it('gives the fewest digits for every power of two', () => {
    const powers = Array.from({ length: 277 }, (_, at) => Math.fround(2 ** (at - 149)));
    expect(powers.filter((value) => !isShortest(value))).toEqual([]);
  });
});

function isShortest(value: number): boolean {
  const shortest = shortestFloat32(value);
  if (Math.fround(shortest) !== value) return false;
  return value === 0 || digitsOf(shortest) <= fewestDigits(value);
}

function digitsOf(value: number): number {
  return value.toExponential().replace(/e.*|[-.]/g, '').length;
}

/** The least number of digits that any decimal near the value needs to come back as it: by trying. */
function fewestDigits(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const [mantissa = '', exponent = ''] = Math.abs(value)
      .toExponential(digits - 1)
      .split('e');
    const scale = Number(exponent) - (digits - 1);
    const nearest = BigInt(mantissa.replace('.', ''));
    for (const near of [nearest - 1n, nearest, nearest + 1n]) {
      if (Math.fround(Number(`${near}e${scale}`)) === Math.abs(value)) return digits;
    }
  }
  return 9;
}
