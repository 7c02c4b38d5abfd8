import { randomVector, seededRandom } from '../../../support/random.ts';

/** Kinds of vectors that are hard on a bound: each makes one of a dimension, in float32. */
export const families: Readonly<
  Record<string, (dimension: number, random: () => number) => Float32Array>
> = {
  'normally distributed': (dimension, random) => Float32Array.from(randomVector(dimension, random)),
  'near-duplicates': (dimension, random) => {
    const same = randomVector(dimension, seededRandom(1));
    return Float32Array.from(same, (value) => value + 1e-6 * (random() - 0.5));
  },
  'one huge component': (dimension, random) => {
    const values = Float32Array.from(randomVector(dimension, random));
    values[Math.floor(random() * dimension)] = 1e6;
    return values;
  },
  'far from the origin': (dimension, random) =>
    Float32Array.from({ length: dimension }, () => 1000 + random()),
  'all zeros but one': (dimension, random) => {
    const values = new Float32Array(dimension);
    values[Math.floor(random() * dimension)] = random() < 0.5 ? -1 : 1;
    return values;
  },
  'only zeros': (dimension) => new Float32Array(dimension),
  'the smallest numbers': (dimension, random) =>
    Float32Array.from({ length: dimension }, () => 1e-44 * (random() - 0.3)),
  'between normal and denormal': (dimension, random) =>
    Float32Array.from({ length: dimension }, () => 1e-37 * random() ** 9),
  'the largest numbers': (dimension, random) =>
    Float32Array.from({ length: dimension }, () => 3.4e38 * (random() < 0.5 ? -1 : 1)),
  'of very different lengths': (dimension, random) => {
    const length = 10 ** (40 * random() - 25);
    return Float32Array.from(randomVector(dimension, random), (value) => value * length);
  },
};
