import type { ScoredRows } from '../../../../src/engine/structures/bestRows.ts';
import type { Metric } from '../../../../src/model/vectorIndex.ts';

/** The textbook's score in float64; a vector without a direction has a cosine of 0. */
export function exactScore(metric: Metric, one: Float32Array, other: Float32Array): number {
  let dot = 0;
  let oneSquare = 0;
  let otherSquare = 0;
  let distance = 0;
  for (let at = 0; at < one.length; at++) {
    const a = one[at]!;
    const b = other[at]!;
    dot += a * b;
    oneSquare += a * a;
    otherSquare += b * b;
    distance += (a - b) ** 2;
  }
  if (metric === 'dotproduct') return dot;
  if (metric === 'euclidean') return distance;
  const lengths = Math.sqrt(oneSquare) * Math.sqrt(otherSquare);
  return lengths > 0 ? dot / lengths : 0;
}

/** Hits one by one, as the textbook has them. */
export function listed({ rows, scores }: ScoredRows): { row: number; score: number }[] {
  return Array.from(rows, (row, at) => ({ row, score: scores[at]! }));
}

/** The best rows by the textbook; those of equal float32 score by their number. */
export function oracle(
  rows: readonly Float32Array[],
  metric: Metric,
  query: Float32Array,
  topK: number,
  isSelected: (row: number) => boolean = () => true,
): { row: number; score: number }[] {
  const sign = metric === 'euclidean' ? 1 : -1;
  return rows
    .map((values, row) => ({ row, score: rounded(exactScore(metric, values, query)) }))
    .filter(({ row }) => isSelected(row))
    .sort((one, other) => sign * (one.score - other.score) || one.row - other.row)
    .slice(0, topK);
}

function rounded(score: number): number {
  const float = Math.fround(score);
  return (Number.isFinite(float) ? float : score) + 0;
}
