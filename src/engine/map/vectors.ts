import { Failure } from '../../common/failure.ts';
import type { Metric } from '../../model/vectorIndex.ts';

/** Vectors of a map, row after row. */
export type Vectors = {
  readonly values: Float32Array;
  readonly count: number;
  readonly dimension: number;
};

/** How far two records of a map are apart: 1 - cosine of vectors of length 1, or the Euclidean distance. */
export type Distance = 'cosine' | 'euclidean';

/** The dot product has no distance of its own; its maps go by direction, as those of cosine do. */
export function distanceOf(metric: Metric): Distance {
  return metric === 'euclidean' ? 'euclidean' : 'cosine';
}

/**
 * Makes the vectors fit for a distance, in place: scaled to length 1 for cosine (a zero vector stays as it is).
 * Throws `badInput` for what is no number.
 */
export function prepareVectors(vectors: Vectors, distance: Distance, ids: readonly string[]): void {
  const { values, count, dimension } = vectors;
  for (let row = 0; row < count; row++) {
    const start = row * dimension;
    let squares = 0;
    for (let at = start; at < start + dimension; at++) squares += values[at]! * values[at]!;
    if (!Number.isFinite(squares))
      throw new Failure('badInput', `The vector of “${ids[row]}” holds what is no number`);
    if (distance === 'euclidean' || squares === 0) continue;
    const scale = 1 / Math.sqrt(squares);
    for (let at = start; at < start + dimension; at++) values[at] = values[at]! * scale;
  }
}

/** The vectors' typical length. */
export function rootMeanSquareLength({ values, count }: Vectors): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / count);
}
