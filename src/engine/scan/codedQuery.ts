import type { Metric } from '../../model/vectorIndex.ts';

/** A query as the first pass needs it: q = scale * (codes - 64) + rest, with |rest| <= error. */
export type CodedQuery = {
  /** 1 to 127, and 64 beyond the dimension. */
  readonly codes: Uint8Array;
  readonly scale: number;
  /** |scale * (codes - 64)|. */
  readonly codeNorm: number;
  /** Of the codes, and of everything that float64 sums are off by for a row of norm 1. */
  readonly error: number;
  /** |q| squared. */
  readonly square: number;
};

/**
 * For cosine, q is the query's direction. The slack for float64: a sum of 20,000 products of it is off by at most
 * 2.3e-12 of |q||x|; a thousand times that costs nothing.
 */
export function codeQuery(query: Float32Array, metric: Metric, stride: number): CodedQuery {
  const norm = normOf(query);
  const factor = metric === 'cosine' && norm > 0 ? 1 / norm : 1;
  let largest = 0;
  for (const value of query) largest = Math.max(largest, Math.abs(value));
  const scale = (largest * factor) / 63;
  const codes = new Uint8Array(stride).fill(64);
  let rest = 0;
  let coded = 0;
  query.forEach((value, at) => {
    const code = scale > 0 ? Math.round((value * factor) / scale) : 0;
    codes[at] = code + 64;
    rest += (value * factor - scale * code) ** 2;
    coded += code * code;
  });
  const length = norm * factor;
  return {
    codes,
    scale,
    codeNorm: scale * Math.sqrt(coded) * (1 + 1e-9),
    error: Math.sqrt(rest) * (1 + 1e-9) + 2e-9 * length,
    square: length * length,
  };
}

/** Euclidean length, summed in float64. */
export function normOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]! * values[at]!;
  return Math.sqrt(sum);
}
