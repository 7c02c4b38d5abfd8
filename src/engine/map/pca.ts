import type { Random } from './random.ts';
import type { Vectors } from './vectors.ts';

/** Directions are learned from so many rows at most: more change the picture little. */
const maxLearned = 2000;
/** One direction more than needed speeds up the second one's convergence. */
const directions = 3;
const maxRounds = 40;
const tolerance = 1e-4;

/**
 * The two principal components of each record, x, y after x, y: the directions of the largest variance, found by
 * subspace iteration on a seeded sample of the rows. Their signs are fixed, so that the same rows give the same picture.
 */
export function projectToPlane(vectors: Vectors, random: Random): Float64Array {
  const learned = sampleRows(vectors, random);
  const mean = meanOf(learned);
  const basis = Array.from({ length: directions }, () =>
    Float64Array.from({ length: vectors.dimension }, () => random.normal()),
  );
  orthonormalise(basis);
  let before = 0;
  for (let round = 0; round < maxRounds; round++) {
    const lengths = multiplyByCovariance(learned, mean, basis);
    orthonormalise(basis);
    const variance = (lengths[0] ?? 0) + (lengths[1] ?? 0);
    if (variance - before <= tolerance * variance && round > 0) break;
    before = variance;
  }
  const [x, y] = basis as [Float64Array, Float64Array];
  fixSign(x);
  fixSign(y);
  return project(vectors, mean, [x, y]);
}

function sampleRows(vectors: Vectors, random: Random): Vectors {
  const { values, count, dimension } = vectors;
  if (count <= maxLearned) return vectors;
  const sample = new Float32Array(maxLearned * dimension);
  for (let row = 0; row < maxLearned; row++) {
    // One row out of each stretch of equal length.
    const from = Math.floor(((row + random.next()) * count) / maxLearned);
    sample.set(values.subarray(from * dimension, (from + 1) * dimension), row * dimension);
  }
  return { values: sample, count: maxLearned, dimension };
}

function meanOf({ values, count, dimension }: Vectors): Float64Array {
  const mean = new Float64Array(dimension);
  for (let row = 0; row < count; row++) {
    for (let d = 0; d < dimension; d++) mean[d] = mean[d]! + values[row * dimension + d]! / count;
  }
  return mean;
}

/** Replaces each vector of the basis by its product with the rows' covariance; returns the products' lengths. */
function multiplyByCovariance(
  { values, count, dimension }: Vectors,
  mean: Float64Array,
  basis: readonly Float64Array[],
): number[] {
  return basis.map((direction) => {
    const product = new Float64Array(dimension);
    const middle = dot(mean, 0, direction);
    for (let row = 0; row < count; row++) {
      const start = row * dimension;
      const share = (dot(values, start, direction) - middle) / count;
      for (let d = 0; d < dimension; d++) {
        product[d] = product[d]! + share * (values[start + d]! - mean[d]!);
      }
    }
    direction.set(product);
    return Math.sqrt(dot(product, 0, product));
  });
}

/** Gram and Schmidt, twice against rounding. A direction without variance becomes zero. */
function orthonormalise(basis: readonly Float64Array[]): void {
  basis.forEach((direction, at) => {
    const before = Math.sqrt(dot(direction, 0, direction));
    for (let pass = 0; pass < 2; pass++) {
      for (const earlier of basis.slice(0, at)) {
        const share = dot(direction, 0, earlier);
        for (let d = 0; d < direction.length; d++) {
          direction[d] = direction[d]! - share * earlier[d]!;
        }
      }
    }
    const length = Math.sqrt(dot(direction, 0, direction));
    const scale = length > 1e-9 * before ? 1 / length : 0;
    for (let d = 0; d < direction.length; d++) direction[d] = direction[d]! * scale;
  });
}

function fixSign(direction: Float64Array): void {
  let largest = 0;
  for (const value of direction) if (Math.abs(value) > Math.abs(largest)) largest = value;
  if (largest < 0) for (let d = 0; d < direction.length; d++) direction[d] = -direction[d]!;
}

function project(
  { values, count, dimension }: Vectors,
  mean: Float64Array,
  axes: readonly [Float64Array, Float64Array],
): Float64Array {
  const xy = new Float64Array(count * 2);
  axes.forEach((axis, at) => {
    const middle = dot(mean, 0, axis);
    for (let row = 0; row < count; row++)
      xy[row * 2 + at] = dot(values, row * dimension, axis) - middle;
  });
  return xy;
}

function dot(values: Float32Array | Float64Array, start: number, other: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < other.length; d++) sum += values[start + d]! * other[d]!;
  return sum;
}
