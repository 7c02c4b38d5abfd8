import { randomVector, seededRandom } from '../../../support/random.ts';

/** Vectors in a space of `rank` dimensions, and a little beside it. */
export function lowRank(dimension: number, rank: number, seed: number): () => Float32Array {
  const random = seededRandom(seed);
  const directions = Array.from({ length: rank }, () => randomVector(dimension, random));
  return () => {
    const shares = randomVector(rank, random);
    const noise = randomVector(dimension, random);
    return Float32Array.from(noise, (value, at) =>
      directions.reduce(
        (sum, direction, number) => sum + shares[number]! * direction[at]!,
        value / 10,
      ),
    );
  };
}
