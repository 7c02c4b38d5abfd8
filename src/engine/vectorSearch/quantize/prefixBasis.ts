import type { Metric } from '../../../model/vectorIndex.ts';
import { quantize, normOf, type QuantizedVector } from './quantizedQuery.ts';

/** The numbers of a prefix: more than rows have is no prefix. */
export const prefixWidths: readonly number[] = [32, 64, 128];

/** Directions that hold most of the energy of some rows: W, whose product with a row is the row's prefix. */
export type PrefixBasis = {
  /** Directions: one of the widths above. */
  readonly width: number;
  /** Numbers of a direction: a multiple of 16, zeros beyond the dimension. */
  readonly stride: number;
  /** Direction after direction, each of length 1, or of zeros where the rows have no more. */
  readonly directions: Float32Array;
  /** Bounds |W W' - 1| over the directions that are not zero: rounding makes them a little oblique. */
  readonly spread: number;
};

/** A query as prefixes need it: b = W q in 7 bits, and the length of what b leaves of q. */
export type PrefixQuery = QuantizedVector & {
  readonly residual: number;
  /** The norm of every row; 0 where they differ. */
  readonly rowNorm: number;
};

/** For cosine, q is the query's direction. */
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
  const kept = normOf(projected);
  const coded = quantize(projected, new Float64Array(width), length, width);
  // The slack for float64 is what codesOf gives, times a hundredth; |W p| <= spread |b|.
  const square = length * length;
  const rest = square * (1 + 1e-11) - kept * kept * (1 - spread);
  return {
    ...coded,
    norm: Math.max(coded.norm, length) * (1 + 1e-5),
    error: (coded.error + spread * kept) * Math.sqrt(1 + spread) * (1 + 1e-6),
    rowNorm: metric === 'cosine' ? 1 : 0,
    residual: Math.sqrt(Math.max(0, rest)) * (1 + 1e-9),
  };
}

/** The length of `other` is a multiple of 4: four sums hide the latency of the additions. */
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
