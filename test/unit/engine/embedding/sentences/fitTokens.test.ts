import { describe, expect, it } from 'vitest';
import { fitTokens } from '../../../../../src/engine/embedding/sentences/fitTokens.ts';

describe('fitTokens', () => {
  it('keeps the tokens that begin and end a text that is cut', () => {
    expect(fitTokens([101, 1, 2, 3, 102], 4, false)).toEqual([101, 1, 2, 102]);
  });

  it('leaves a text of the longest length as it is', () => {
    expect(fitTokens([101, 1, 2, 102], 4, true)).toEqual([101, 1, 2, 102]);
  });
});
