import { standardDeviation } from './pairedT.ts';

/** Returns the smallest mean difference that `n` questions show with 80% power: 2.8 s / sqrt(n). */
export function smallestDifference(n: number, deviation = usualDeviation): number {
  return n === 0 ? Infinity : (2.8 * deviation) / Math.sqrt(n);
}

/** Standard deviation of paired differences where it is unknown. */
const usualDeviation = 0.3;

/** Like `smallestDifference`, with the spread of the given differences where they have one. */
export function smallestDifferenceOf(differences: readonly number[]): number {
  const deviation = standardDeviation(differences);
  return smallestDifference(differences.length, deviation === 0 ? undefined : deviation);
}
