import type { Metric } from '../../../model/vectorIndex.ts';
import { quantize, normOf, type QuantizedVector } from './quantizedQuery.ts';

/** Directions with most of the energy of a namespace's vectors: the matrix W. A row's prefix is W times the row. */
export type PrefixBasis = {
  /** Number of directions: one of `prefixWidths`. */
  readonly width: number;
  /** Numbers of a direction: a multiple of 16, with zeros beyond the dimension. */
  readonly stride: number;
  /** Row-major; each direction has norm 1, or is zero if the rows span fewer directions. */
  readonly directions: Float32Array;
  /** Bounds |W W' - 1| over the directions that are not zero: rounding makes them slightly oblique. */
  readonly spread: number;
};

/** Lengths of prefixes. Only lengths below the dimension are used. */
export const prefixWidths: readonly number[] = [32, 64, 128];

/** A query's prefix: b = W q in 7 bits, and the norm of what b leaves out of q. */
export type PrefixQuery = QuantizedVector & {
  readonly residual: number;
  /** The norm of every row; 0 if rows differ. */
  readonly rowNorm: number;
};

/** Projects a query onto the basis. For cosine, q is the query's direction. */
export function projectQuery(basis: PrefixBasis, query: Float32Array, metric: Metric): PrefixQuery {
  const { width, stride, directions, spread } = basis;
  const norm = normOf(query);
  const factor = metric === 'cosine' && norm > 0 ? 1 / norm : 1;
  const length = norm * factor;
  const projected = new Float64Array(width);
  const padded = new Float64Array(stride);
  padded.set(query);
  for (let row = 0; row < width; row++) {
    projected[row] = factor * productOf(directions, row * stride, padded);
  }
  const projectedNorm = normOf(projected);
  const quantized = quantize(projected, new Float64Array(width), length, width);
  // The slack for float64 is what codesOf gives, times a hundredth; |W p| <= spread |b|.
  const square = length * length;
  const energy = projectedNorm * projectedNorm;
  const squaredResidual = square * (1 + 1e-11) - energy * (1 - spread);
  return {
    ...quantized,
    norm: Math.max(quantized.norm, length) * (1 + 1e-5),
    error: (quantized.error + spread * projectedNorm) * Math.sqrt(1 + spread) * (1 + 1e-6),
    rowNorm: metric === 'cosine' ? 1 : 0,
    residual: Math.sqrt(Math.max(0, squaredResidual)) * (1 + 1e-9),
  };
}

/** Inner product. The length of `other` is a multiple of 4: four sums hide the latency of the additions. */
function productOf(values: Float32Array, start: number, other: Float64Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let at = 0; at < other.length; at += 4) {
    const from = start + at;
    a += values[from]! * other[at]!;
    b += values[from + 1]! * other[at + 1]!;
    c += values[from + 2]! * other[at + 2]!;
    d += values[from + 3]! * other[at + 3]!;
  }
  return a + b + (c + d);
}
