import { layoutOf, roundUp, type CodeLayout } from '../quantize/codeSegment.ts';

/** Codes of a rest lie in blocks of so many, in so many bytes: five bits each. */
export const restBlock = { codes: 128, bytes: 80 };

/** The memory of rows that are split, with prefixes of `width` numbers. Its codes are those of rests. */
export function splitLayout(dimension: number, width: number): CodeLayout {
  const stride = roundUp(dimension, restBlock.codes);
  const rowBytes = (stride / restBlock.codes) * restBlock.bytes;
  return layoutOf({ dimension, stride, rowBytes, prefixWidth: width });
}
