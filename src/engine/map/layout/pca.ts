import type { Random } from '../../../common/random.ts';
import { RowProducts } from './rowProducts.ts';
import type { Vectors } from '../workers/vectors.ts';

/**
 * Returns the leading principal components of each record: x, y (and z) per record. Uses subspace iteration on
 * a seeded sample of rows. Each axis points in the direction of its longer tail, so another seed or a few more
 * rows do not flip the picture.
 */
export function projectToAxes(vectors: Vectors, axes: number, random: Random): Float64Array {
  const { dimension } = vectors;
  const learned = new RowProducts(vectors, sampleRows(vectors, random));
  const followed = Math.min(RowProducts.directions, dimension);
  let basis: Float64Array[] = Array.from({ length: followed }, () =>
    Float64Array.from({ length: dimension }, () => random.normal()),
  );
  orthonormalise(basis);
  for (let round = 1; round < rounds; round++) {
    basis = learned.timesCovariance(basis);
    orthonormalise(basis);
  }
  const leadingAxes = leading(axes, basis, learned.timesCovariance(basis));
  return orientAxes(learned.project(vectors, leadingAxes), axes);
}

/** Values, and minimum rows, that the components are estimated from. More change the result little. */
const learnedNumbers = 1_000_000;
const minLearnedRows = 2000;
/** Subspace iterations. The more directions are iterated together, the fewer are needed. */
const rounds = 10;
/** Iterations within the small projected matrix; they cost next to nothing. */
const innerRounds = 500;

/**
 * Returns the share of the variance that each axis explains, largest first; zeros when there is no variance.
 * `coordinates` come from `projectToAxes`. Measured on evenly spaced rows.
 */
export function explainedVariance(
  vectors: Vectors,
  coordinates: Float64Array,
  axes: number,
): number[] {
  const { values, count, dimension, stride = dimension } = vectors;
  const learned = Math.max(minLearnedRows, Math.floor(learnedNumbers / dimension));
  const step = Math.max(1, Math.floor(count / learned));
  const rows = Array.from({ length: Math.ceil(count / step) }, (_, at) => at * step);
  const variances = (
    numbers: Float32Array | Float64Array,
    width: number,
    perRow: number,
  ): number[] =>
    Array.from({ length: width }, (_, at) =>
      varianceOf(rows.map((row) => numbers[row * perRow + at]!)),
    );
  const whole = variances(values, dimension, stride).reduce((sum, variance) => sum + variance, 0);
  return variances(coordinates, axes, axes).map((variance) => (whole > 0 ? variance / whole : 0));
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

/**
 * Returns the directions of largest variance within the basis (Rayleigh–Ritz), given its product with the
 * covariance.
 */
function leading(
  axes: number,
  basis: readonly Float64Array[],
  products: readonly Float64Array[],
): Float64Array[] {
  const within = basis.map((a) => Float64Array.from(products, (b) => dot(a, b)));
  let few = Array.from({ length: axes }, (_, axis) =>
    Float64Array.from(basis, (_row, at) => Number(at === axis)),
  );
  for (let round = 0; round < innerRounds; round++) {
    few = few.map((shares) => Float64Array.from(within, (row) => dot(row, shares)));
    orthonormalise(few);
  }
  return few.map((shares) => combine(basis, shares));
}

/** Returns the weighted sum of the directions. */
function combine(basis: readonly Float64Array[], shares: Float64Array): Float64Array {
  const sum = new Float64Array(basis[0]!.length);
  basis.forEach((direction, at) => {
    for (let d = 0; d < sum.length; d++) sum[d] = sum[d]! + shares[at]! * direction[d]!;
  });
  return sum;
}

/** Returns the row numbers to learn from: one from each stretch of equal length. */
function sampleRows({ count, dimension }: Vectors, random: Random): Int32Array {
  const wanted = Math.max(minLearnedRows, Math.floor(learnedNumbers / dimension));
  const learned = Math.min(count, wanted);
  const isAll = learned === count;
  return Int32Array.from({ length: learned }, (_, row) =>
    isAll ? row : Math.floor(((row + random.next()) * count) / learned),
  );
}

/**
 * Orthonormalizes in place by Gram–Schmidt, twice to limit rounding errors. Directions without variance become
 * zero.
 */
function orthonormalise(basis: readonly Float64Array[]): void {
  basis.forEach((direction, at) => {
    const before = Math.sqrt(dot(direction, direction));
    for (let pass = 0; pass < 2; pass++) {
      for (const earlier of basis.slice(0, at)) {
        const share = dot(direction, earlier);
        for (let d = 0; d < direction.length; d++) {
          direction[d] = direction[d]! - share * earlier[d]!;
        }
      }
    }
    const length = Math.sqrt(dot(direction, direction));
    // A remainder this small is float32 rounding.
    const scale = length > 1e-6 * before ? 1 / length : 0;
    for (let d = 0; d < direction.length; d++) direction[d] = direction[d]! * scale;
  });
}

/** Flips each axis so that its longer tail is positive. */
function orientAxes(coordinates: Float64Array, axes: number): Float64Array {
  for (let axis = 0; axis < axes; axis++) {
    let cubes = 0;
    for (let at = axis; at < coordinates.length; at += axes) cubes += coordinates[at]! ** 3;
    if (cubes >= 0) continue;
    for (let at = axis; at < coordinates.length; at += axes) coordinates[at] = -coordinates[at]!;
  }
  return coordinates;
}

function dot(values: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < other.length; d++) sum += values[d]! * other[d]!;
  return sum;
}
