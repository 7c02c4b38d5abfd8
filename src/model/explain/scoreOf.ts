import type { Metric } from '../vectorIndex.ts';

/** Returns the score of two dense vectors by the metric; `undefined` if they differ in length or one has no direction. */
export function scoreOf(
  metric: Metric,
  one: readonly number[],
  other: readonly number[],
): number | undefined {
  if (one.length === 0 || one.length !== other.length) return undefined;
  let [dot, oneSquared, otherSquared, distance] = [0, 0, 0, 0];
  for (const [at, left] of one.entries()) {
    const right = other[at] ?? 0;
    dot += left * right;
    oneSquared += left * left;
    otherSquared += right * right;
    distance += (left - right) ** 2;
  }
  if (metric === 'dotproduct') return dot;
  if (metric === 'euclidean') return distance;
  const length = Math.sqrt(oneSquared * otherSquared);
  return length === 0 ? undefined : dot / length;
}
