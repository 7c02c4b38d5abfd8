import { Failure } from '../../../common/failure.ts';
import type { MapDistance } from '../../../model/map/map.ts';
import type { Metric } from '../../../model/vectorIndex.ts';

/** Vectors of a map, row after row. */
export type Vectors = {
  readonly values: Float32Array;
  readonly count: number;
  readonly dimension: number;
  /** Numbers from one row to the next, zeros behind those of the vector. Absent: `dimension`. */
  readonly stride?: number;
};

/** The dot product has no distance of its own; its maps go by direction, as those of cosine do. */
export function distanceOf(metric: Metric): MapDistance {
  return metric === 'euclidean' ? 'euclidean' : 'cosine';
}

/** Vectors that differ by less than this share of their length differ by the rounding of float32 alone. */
const sameShare = 1e-6;

/**
 * Makes the vectors fit for a distance, in place: scaled to length 1 for cosine (a zero vector stays as it is), else
 * moved around 0 and scaled to a typical length of 1, so that float32 tells them apart wherever they lie. Returns
 * what a distance of 1 then was before. Throws `badInput` for what is no number.
 */
export function prepareVectors(
  vectors: Vectors,
  distance: MapDistance,
  ids: readonly string[],
): number {
  const { values, count, dimension, stride = dimension } = vectors;
  for (let row = 0; row < count; row++) {
    const start = row * stride;
    let squares = 0;
    for (let at = start; at < start + dimension; at++) squares += values[at]! * values[at]!;
    if (!Number.isFinite(squares))
      throw new Failure('badInput', `The vector of “${ids[row]}” holds what is no number`);
    if (distance === 'euclidean' || squares === 0) continue;
    const scale = 1 / Math.sqrt(squares);
    for (let at = start; at < start + dimension; at++) values[at] = values[at]! * scale;
  }
  return distance === 'euclidean' ? standardise(vectors) : 1;
}

/** Vectors that are all the same become zeros. Returns what they were divided by. */
function standardise(vectors: Vectors): number {
  const { values, dimension, stride = dimension } = vectors;
  const before = rootMeanSquareLength(vectors);
  const mean = meanOf(vectors);
  for (let start = 0; start < values.length; start += stride) {
    for (let d = 0; d < dimension; d++) values[start + d] = values[start + d]! - mean[d]!;
  }
  const after = rootMeanSquareLength(vectors);
  const scale = after > sameShare * before ? 1 / after : 0;
  for (let at = 0; at < values.length; at++) values[at] = values[at]! * scale;
  return after;
}

export function meanOf({ values, count, dimension, stride = dimension }: Vectors): Float64Array {
  const sums = new Float64Array(dimension);
  for (let start = 0; start < count * stride; start += stride) {
    for (let d = 0; d < dimension; d++) sums[d]! += values[start + d]!;
  }
  return sums.map((sum) => sum / count);
}

/** The vectors' typical length. */
export function rootMeanSquareLength({ values, count }: Vectors): number {
  let squares = 0;
  for (const value of values) squares += value * value;
  return Math.sqrt(squares / count);
}
