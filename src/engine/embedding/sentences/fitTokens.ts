import { Failure } from '../../../common/failure.ts';

/**
 * Returns at most `most` tokens of a text: a cut text keeps its last `endTokens` tokens, which end every input. Throws
 * `badInput` for a longer text if those are refused.
 */
export function fitTokens(
  tokens: readonly number[],
  most: number,
  refusesLonger: boolean,
  endTokens = 1,
): readonly number[] {
  if (tokens.length <= most) return tokens;
  if (refusesLonger) {
    const message = `A text has ${tokens.length} tokens, more than ${most}: shorten it, or leave out truncate: NONE`;
    throw new Failure('badInput', message);
  }
  return [...tokens.slice(0, most - endTokens), ...tokens.slice(tokens.length - endTokens)];
}
