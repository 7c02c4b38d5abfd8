import type { Metric } from '../../model/vectorIndex.ts';

/** The score of a vector for a query, as a search gives it: float64 sums; without a direction the cosine is 0. */
export function denseScore(metric: Metric, query: Float32Array, vector: Float32Array): number {
  let product = 0;
  let querySquare = 0;
  let vectorSquare = 0;
  let distance = 0;
  for (let at = 0; at < query.length; at++) {
    const one = query[at]!;
    const other = vector[at]!;
    product += one * other;
    querySquare += one * one;
    vectorSquare += other * other;
    distance += (one - other) * (one - other);
  }
  if (metric === 'dotproduct') return product;
  if (metric === 'euclidean') return distance;
  const lengths = Math.sqrt(querySquare) * Math.sqrt(vectorSquare);
  return lengths > 0 ? product / lengths : 0;
}
