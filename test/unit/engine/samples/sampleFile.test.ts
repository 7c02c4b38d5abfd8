import { describe, expect, it } from 'vitest';
import { packValues, unpackValues } from '../../../../src/engine/samples/sampleFile.ts';

describe('packed values', () => {
  it('come back as the float32 nearest to their decimals', () => {
    const values = [0, 0.4, -0.4, 1, -1, 0.12345, -83.88607, 83.88607, -0.00001];
    const unpacked = unpackValues(packValues(values, 5), 5, values.length);
    expect([...unpacked]).toEqual(values.map(Math.fround));
  });

  it('lose digits after the last decimal place', () => {
    expect([...unpackValues(packValues([0.123456, -0.123454], 5), 5, 2)]).toEqual(
      [0.12346, -0.12345].map(Math.fround),
    );
  });

  it('are rejected if they do not fit, or are no numbers', () => {
    for (const value of [83.88609, -84, NaN, Infinity])
      expect(() => packValues([value], 5)).toThrow(expect.objectContaining({ kind: 'badInput' }));
  });

  it('are damaged where some are missing', () => {
    const packed = packValues([1, 2], 5);
    expect(() => unpackValues(packed.subarray(1), 5, 2)).toThrow(
      expect.objectContaining({ kind: 'damaged' }),
    );
  });
});
