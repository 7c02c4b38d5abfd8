import type { Metric } from '../../../model/vectorIndex.ts';

/** A query quantized twice: q = coarse.scale * coarse.codes + fine.scale * fine.codes + residual. */
export type QuantizedQuery = {
  readonly coarse: QuantizedVector;
  readonly fine: QuantizedVector;
  /** |q|^2. */
  readonly squaredNorm: number;
};

/** A vector quantized to 7 bits a dimension, and bounds of the rounding error. */
export type QuantizedVector = {
  /** 1 to 127, which represent -63 to 63. 64, which is 0, beyond the dimension. */
  readonly codes: Uint8Array;
  readonly scale: number;
  /** Norm of the vector that these and all earlier codes represent. */
  readonly norm: number;
  /** Bounds the norm of what these and all earlier codes leave out, and the rounding of float64 sums for a row of norm 1. */
  readonly error: number;
};

/** Quantizes a query for a scan. For cosine, q is the query's direction. */
export function quantizeQuery(query: Float32Array, metric: Metric, stride: number): QuantizedQuery {
  const norm = normOf(query);
  const factor = metric === 'cosine' && norm > 0 ? 1 / norm : 1;
  // Loops, not callbacks or iterators: their cost for each number slows down small searches.
  const residual = new Float64Array(query.length);
  for (let at = 0; at < residual.length; at++) residual[at] = query[at]! * factor;
  const represented = new Float64Array(residual.length);
  const length = norm * factor;
  const coarse = quantize(residual, represented, length, stride);
  const fine = quantize(residual, represented, length, stride);
  return { coarse, fine, squaredNorm: length * length };
}

/**
 * Quantizes `residual` to 7 bits and moves the represented part from `residual` to `represented`. `length` is the query's
 * norm. A float64 sum of 20,000 products is off by at most 2.3e-12 of |q||x|; the error includes a thousand times that.
 */
export function quantize(
  residual: Float64Array,
  represented: Float64Array,
  length: number,
  stride: number,
): QuantizedVector {
  let largest = 0;
  for (let at = 0; at < residual.length; at++) largest = Math.max(largest, Math.abs(residual[at]!));
  const scale = largest / 63;
  const codes = new Uint8Array(stride).fill(64);
  for (let at = 0; at < residual.length; at++) {
    const code = scale > 0 ? Math.round(residual[at]! / scale) : 0;
    codes[at] = code + 64;
    residual[at]! -= scale * code;
    represented[at]! += scale * code;
  }
  return {
    codes,
    scale,
    norm: normOf(represented) * (1 + 1e-9),
    error: normOf(residual) * (1 + 1e-9) + 2e-9 * length,
  };
}

/** The Euclidean norm, summed in float64. */
export function normOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]! * values[at]!;
  return Math.sqrt(sum);
}
