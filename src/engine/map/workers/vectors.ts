import { Failure } from '../../../common/failure.ts';
import type { MapDistance } from '../../../model/map/map.ts';
import type { Metric } from '../../../model/vectorIndex.ts';

/** Row-major float32 vectors. */
export type Vectors = {
  readonly values: Float32Array;
  readonly count: number;
  readonly dimension: number;
  /** Values from one row to the next, zero-padded. Default: `dimension`. */
  readonly stride?: number;
};

/**
 * Returns the map distance for a metric. Dot product indexes use cosine, because the dot product is no
 * distance.
 */
export function distanceOf(metric: Metric): MapDistance {
  return metric === 'euclidean' ? 'euclidean' : 'cosine';
}

/** Spread below this share of the vector length is float32 rounding. */
const sameShare = 1e-6;

/**
 * Normalizes vectors in place for a distance. Cosine: scales each to length 1 (zero vectors stay). Euclidean:
 * centres them at 0 and scales to a root mean square length of 1, for float32 precision. Returns the original
 * distance that corresponds to 1. Throws `badInput` for NaN and infinite values.
 */
export function normalizeVectors(
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

/** Centres and scales the vectors; equal vectors become zeros. Returns the divisor. */
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

/** Returns the root mean square of the vectors’ lengths. */
export function rootMeanSquareLength({ values, count }: Vectors): number {
  let squares = 0;
  for (const value of values) squares += value * value;
  return Math.sqrt(squares / count);
}
