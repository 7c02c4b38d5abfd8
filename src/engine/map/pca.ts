import type { Random } from '../../common/random.ts';
import { meanOf, type Vectors } from './vectors.ts';

/** Directions are learned from so many numbers, and from so many rows at least: more change the picture little. */
const learnedNumbers = 1_000_000;
const minLearnedRows = 2000;
/** Directions that are followed at once: the more, the fewer rounds the leading two need. */
const followed = 6;
const rounds = 10;
/** Rounds within the few directions followed cost nothing. */
const innerRounds = 500;

/**
 * The leading principal components of each record, x, y (and z) after x, y: the directions of the largest variance, found by
 * subspace iteration on a seeded sample of the rows. Their signs are such that the longer tail points to the right and
 * up: another seed, or a few more rows, leave the picture as it is.
 */
export function projectToAxes(vectors: Vectors, axes: number, random: Random): Float64Array {
  const learned = sampleRows(vectors, random);
  const mean = meanOf(learned);
  let basis: Float64Array[] = Array.from({ length: Math.min(followed, vectors.dimension) }, () =>
    Float64Array.from({ length: vectors.dimension }, () => random.normal()),
  );
  orthonormalise(basis);
  for (let round = 1; round < rounds; round++) {
    basis = multiplyByCovariance(learned, mean, basis);
    orthonormalise(basis);
  }
  const products = multiplyByCovariance(learned, mean, basis);
  return project(vectors, mean, leading(axes, basis, products));
}

/** The directions of largest variance within the basis (Rayleigh and Ritz), given its product with the covariance. */
function leading(
  axes: number,
  basis: readonly Float64Array[],
  products: readonly Float64Array[],
): Float64Array[] {
  const within = basis.map((a) => Float64Array.from(products, (b) => dot(a, 0, b)));
  let few = Array.from({ length: axes }, (_, axis) =>
    Float64Array.from(basis, (_row, at) => Number(at === axis)),
  );
  for (let round = 0; round < innerRounds; round++) {
    few = few.map((shares) => Float64Array.from(within, (row) => dot(row, 0, shares)));
    orthonormalise(few);
  }
  return few.map((shares) => combine(basis, shares));
}

/** The sum of the directions, each times its share. */
function combine(basis: readonly Float64Array[], shares: Float64Array): Float64Array {
  const sum = new Float64Array(basis[0]!.length);
  basis.forEach((direction, at) => {
    for (let d = 0; d < sum.length; d++) sum[d] = sum[d]! + shares[at]! * direction[d]!;
  });
  return sum;
}

function sampleRows(vectors: Vectors, random: Random): Vectors {
  const { values, count, dimension } = vectors;
  const learned = Math.max(minLearnedRows, Math.floor(learnedNumbers / dimension));
  if (count <= learned) return vectors;
  const sample = new Float32Array(learned * dimension);
  for (let row = 0; row < learned; row++) {
    // One row out of each stretch of equal length.
    const from = Math.floor(((row + random.next()) * count) / learned);
    sample.set(values.subarray(from * dimension, (from + 1) * dimension), row * dimension);
  }
  return { values: sample, count: learned, dimension };
}

/** The product of the rows' covariance with each direction. */
function multiplyByCovariance(
  { values, count, dimension }: Vectors,
  mean: Float64Array,
  basis: readonly Float64Array[],
): Float64Array[] {
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
    return product;
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

function project(
  { values, count, dimension }: Vectors,
  mean: Float64Array,
  axes: readonly Float64Array[],
): Float64Array {
  const step = axes.length;
  const xy = new Float64Array(count * step);
  axes.forEach((axis, at) => {
    const middle = dot(mean, 0, axis);
    let cubes = 0;
    for (let row = 0; row < count; row++) {
      const place = dot(values, row * dimension, axis) - middle;
      xy[row * step + at] = place;
      cubes += place ** 3;
    }
    if (cubes < 0)
      for (let row = 0; row < count; row++) xy[row * step + at] = -xy[row * step + at]!;
  });
  return xy;
}

function dot(values: Float32Array | Float64Array, start: number, other: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < other.length; d++) sum += values[start + d]! * other[d]!;
  return sum;
}
