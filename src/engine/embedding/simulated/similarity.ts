/** Returns the cosine of two vectors of norm 1 as a score from 0 to 1: vectors that point apart have 0. */
export function similarity(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!;
  return Math.min(1, Math.max(0, sum));
}
