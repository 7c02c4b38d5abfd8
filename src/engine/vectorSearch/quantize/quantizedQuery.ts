import type { Metric } from '../../../model/vectorIndex.ts';

/** What codes say of a vector, and what they leave. */
export type QuantizedVector = {
  /** 1 to 127: what they stand for is 64 less. 64 beyond the dimension. */
  readonly codes: Uint8Array;
  readonly scale: number;
  /** Of the vector that the codes so far stand for. */
  readonly norm: number;
  /** What the codes so far leave of the vector, and what float64 sums are off by for a row of norm 1. */
  readonly error: number;
};

/** A query as the first pass needs it: q = coarse.scale * coarse.codes + fine.scale * fine.codes + rest. */
export type QuantizedQuery = {
  readonly coarse: QuantizedVector;
  readonly fine: QuantizedVector;
  /** |q| squared. */
  readonly squaredNorm: number;
};

/** For cosine, q is the query's direction. */
export function quantizeQuery(query: Float32Array, metric: Metric, stride: number): QuantizedQuery {
  const norm = normOf(query);
  const factor = metric === 'cosine' && norm > 0 ? 1 / norm : 1;
  // Loops throughout: what a callback or an iterator costs for each number is felt in a small search.
  const rest = new Float64Array(query.length);
  for (let at = 0; at < rest.length; at++) rest[at] = query[at]! * factor;
  const coded = new Float64Array(rest.length);
  const length = norm * factor;
  const coarse = quantize(rest, coded, length, stride);
  const fine = quantize(rest, coded, length, stride);
  return { coarse, fine, squaredNorm: length * length };
}

/**
 * Moves what 7 bits can say of `rest` to `coded`. The slack for float64: a sum of 20,000 products is off by at most
 * 2.3e-12 of |q||x|; a thousand times that costs nothing.
 */
export function quantize(
  rest: Float64Array,
  coded: Float64Array,
  length: number,
  stride: number,
): QuantizedVector {
  let largest = 0;
  for (let at = 0; at < rest.length; at++) largest = Math.max(largest, Math.abs(rest[at]!));
  const scale = largest / 63;
  const codes = new Uint8Array(stride).fill(64);
  for (let at = 0; at < rest.length; at++) {
    const code = scale > 0 ? Math.round(rest[at]! / scale) : 0;
    codes[at] = code + 64;
    rest[at]! -= scale * code;
    coded[at]! += scale * code;
  }
  return {
    codes,
    scale,
    norm: normOf(coded) * (1 + 1e-9),
    error: normOf(rest) * (1 + 1e-9) + 2e-9 * length,
  };
}

/** Euclidean length, summed in float64. */
export function normOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]! * values[at]!;
  return Math.sqrt(sum);
}
