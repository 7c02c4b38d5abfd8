import { describe, expect, it } from 'vitest';
import { readVectorText } from '../../../../src/services/records/readVectorText.ts';

const base64 = Buffer.from(new Float32Array([0.5, -1, 3]).buffer).toString('base64');

describe('a pasted vector', () => {
  it.each([
    ['JSON', '[0.5, -1, 3]'],
    ['JSON on several lines', '[\n  0.5,\n  -1,\n  3\n]'],
    ['JSON around it', '{"values": [0.5, -1.0, 3.0]}'],
    ['Python', '[0.5, -1.0, 3e0]'],
    ['a NumPy array', 'array([ 0.5, -1. ,  3. ], dtype=float32)'],
    ['a printed NumPy array', '[ 0.5 -1.   3. ]'],
    ['comma-separated values', '0.5,-1,3'],
    ['a column', '0.5\n-1\n3\n'],
    ['base64', base64],
    ['base64 without padding', base64.replace(/=+$/, '')],
    ['base64 in quotes', `"${base64}"`],
  ])('is read from %s', (_, text) => {
    expect(readVectorText(text)).toEqual([0.5, -1, 3]);
  });

  it('is read from base64 in its form for URLs', () => {
    const packed = Buffer.from([0xfb, 0xff, 0xbf, 0x3e, 0, 0, 0x80, 0x3f]).toString('base64url');
    expect(packed).toMatch(/[-_]/);
    expect(readVectorText(packed)).toEqual([expect.closeTo(0.375, 6), 1]);
  });

  it.each(['', 'hello', '[]', '[1, "x"]', '[1, 1e99]', 'aGVsbG8=', 'abcdefghi', 'abcdefgh='])(
    '%j is none',
    (text) => {
      expect(() => readVectorText(text)).toThrow('The clipboard holds no vector');
    },
  );
});
