import { createRandom } from '../../src/common/random.ts';

/** Numbers from 0 to below 1 that the seed decides, so that a failing case can be run again. */
export function seededRandom(seed: number): () => number {
  const random = createRandom(seed);
  return () => random.next();
}

/** A vector of normally distributed numbers. */
export function randomVector(dimension: number, random: () => number): number[] {
  return Array.from(
    { length: dimension },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}
