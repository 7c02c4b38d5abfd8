import { createRandom, type Random } from '../../../common/random.ts';
import { meanOf } from './mean.ts';
import { normalBelow, normalQuantile } from './normal.ts';

export type Interval = { readonly low: number; readonly high: number };

export type BootstrapOptions = { readonly seed?: number; readonly samples?: number };

/**
 * Returns the 95% interval of the mean by the bias-corrected and accelerated bootstrap (Efron 1987), the same for a
 * seed. `undefined` of fewer than two values, whose mean has no interval.
 */
export function bootstrapInterval(
  values: readonly number[],
  { seed = 1, samples = 10_000 }: BootstrapOptions = {},
): Interval | undefined {
  if (values.length < 2) return undefined;
  const mean = meanOf(values);
  if (values.every((value) => value === values[0])) return { low: mean, high: mean };
  const means = resampledMeans(Float64Array.from(values), samples, createRandom(seed)).sort();
  const below = (lowerBound(means, mean, false) + lowerBound(means, mean, true)) / 2 / samples;
  const bias = normalQuantile(Math.min(Math.max(below, 0.5 / samples), 1 - 0.5 / samples));
  const acceleration = accelerationOf(values, mean);
  const at = (probability: number): number => {
    const z = bias + normalQuantile(probability);
    return quantile(means, normalBelow(bias + z / (1 - acceleration * z)));
  };
  return { low: at(0.025), high: at(0.975) };
}

function resampledMeans(values: Float64Array, samples: number, random: Random): Float64Array {
  const means = new Float64Array(samples);
  const { length } = values;
  for (let sample = 0; sample < samples; sample++) {
    let sum = 0;
    for (let draw = 0; draw < length; draw++) sum += values[(random.next() * length) | 0] ?? 0;
    means[sample] = sum / length;
  }
  return means;
}

/** The skewness of the mean over all samples without one value. */
function accelerationOf(values: readonly number[], mean: number): number {
  let squares = 0;
  let cubes = 0;
  for (const value of values) {
    squares += (value - mean) ** 2;
    cubes += (value - mean) ** 3;
  }
  return cubes / (6 * squares ** 1.5);
}

/** Returns how many sorted numbers are below `limit`, or at most `limit` if it is included. */
function lowerBound(sorted: Float64Array, limit: number, isIncluded: boolean): number {
  // Sums in another order differ in the last digits.
  const edge = limit + (isIncluded ? 1 : -1) * 1e-12;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < edge) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns a quantile of sorted numbers, between neighbours by linear interpolation. */
function quantile(sorted: Float64Array, probability: number): number {
  const place = probability * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? 0;
  return low + (high - low) * (place - Math.floor(place));
}
