import { createRandom, type Random } from '../../../common/random.ts';
import type { PrefixBasis } from '../quantize/prefixBasis.ts';

/**
 * `width` orthonormal directions with nearly the most energy of the rows, the strongest first, rounded to float32.
 * Orthogonal iteration (Golub and Van Loan, Matrix Computations, 8.2.4) from seeded random directions.
 */
export function principalDirections(
  sample: RowSample,
  width: number,
  seed: number,
): Float64Array[] {
  const random = createRandom(seed);
  const basis = Array.from({ length: width }, () => randomDirection(sample.dimension, random));
  for (let round = 0; round < rounds; round++) {
    for (const direction of basis) direction.set(multiplied(sample, direction));
    orthonormalise(basis);
  }
  return basis.map((direction) => Float64Array.from(direction, Math.fround));
}

const rounds = 3;

/** A sample of vectors, row-major. */
export type RowSample = {
  readonly values: Float32Array;
  readonly count: number;
  readonly dimension: number;
};

/** A prefix basis of the first `width` directions. */
export function toPrefixBasis(
  directions: readonly Float64Array[],
  width: number,
  stride: number,
): PrefixBasis {
  const chosen = directions.slice(0, width);
  const matrix = new Float32Array(width * stride);
  chosen.forEach((direction, row) => matrix.set(direction, row * stride));
  return { width, stride, directions: matrix, spread: spreadOf(chosen) };
}

/** The Frobenius norm of W W' - 1. Zero directions count as orthonormal. */
function spreadOf(directions: readonly Float64Array[]): number {
  let squares = 0;
  directions.forEach((one, row) => {
    directions.forEach((other, column) => {
      const product = dot(one, 0, other);
      const expected = row === column && product !== 0 ? 1 : 0;
      squares += (product - expected) ** 2;
    });
  });
  return Math.sqrt(squares) * (1 + 1e-6) + 1e-12;
}

function randomDirection(dimension: number, random: Random): Float64Array {
  return Float64Array.from({ length: dimension }, () => random.normal());
}

/** The covariance times the direction: the sum of the rows, each times its inner product with the direction. */
function multiplied(
  { values, count, dimension }: RowSample,
  direction: Float64Array,
): Float64Array {
  const result = new Float64Array(dimension);
  for (let row = 0; row < count; row++) {
    const start = row * dimension;
    const share = dot(values, start, direction);
    for (let at = 0; at < dimension; at++) result[at]! += share * values[start + at]!;
  }
  return result;
}

/** Gram-Schmidt, twice because of rounding. A direction that depends on earlier ones becomes zero. */
function orthonormalise(basis: readonly Float64Array[]): void {
  basis.forEach((direction, at) => {
    const before = Math.sqrt(dot(direction, 0, direction));
    for (let pass = 0; pass < 2; pass++) {
      for (const earlier of basis.slice(0, at)) {
        const share = dot(direction, 0, earlier);
        for (let d = 0; d < direction.length; d++) direction[d]! -= share * earlier[d]!;
      }
    }
    const length = Math.sqrt(dot(direction, 0, direction));
    const scale = length > 1e-9 * before ? 1 / length : 0;
    for (let d = 0; d < direction.length; d++) direction[d]! *= scale;
  });
}

/** Inner product of the direction and the numbers from `start` on. */
export function dot(
  values: Float32Array | Float64Array,
  start: number,
  direction: Float64Array,
): number {
  let sum = 0;
  for (let at = 0; at < direction.length; at++) sum += values[start + at]! * direction[at]!;
  return sum;
}
