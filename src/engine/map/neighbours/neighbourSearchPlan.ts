import { Failure } from '../../../common/failure.ts';
import { sharedMemory } from '../../kernels/search/kernel.ts';
import { maxThreads, threadsFor } from '../workers/workerPool.ts';
import { strideOf, type SharedVectors } from '../workers/sharedVectors.ts';
import { neighbourBufferBytes, type NeighbourBufferSizes } from '../workers/neighbourBuffers.ts';

/** How the neighbours of a map are searched: exactly or approximately, and with which buffers. */
export type NeighbourSearchPlan = NeighbourBufferSizes & { readonly isExact: boolean };

export type NeighbourSearchNeeds = {
  /** Neighbours per record, including itself. */
  readonly perRow: number;
  /** Number of threads. Default: chosen by the work and the free cores. */
  readonly threads?: number;
  /** Whether all pairs are compared. Default: true when that takes about a second. */
  readonly isExact?: boolean;
  /** Whether rows may be quantized. Default: true when there is memory for it. */
  readonly allowQuantized?: boolean;
};

/** Maximum multiplications of an exact search. */
const maxExactWork = 2.5e10;

/** Rows in the ground-truth sample. */
const sampled = 256;

/** Random projection trees per pass. */
const treesAtOnce = 8;

/** Extra list entries: the order of the last ones is exact only after refinement. */
const sparePlaces = 3;
/** Minimum list size for NN-descent. */
const minDescentPlaces = 20;

/** Maximum size of a WebAssembly memory. */
const maxBytes = 4 * 2 ** 30 - 65_536;

/** Plans a neighbour search: exact or approximate, threads, list sizes, trees and quantization. */
export function planNeighbourSearch(
  count: number,
  dimension: number,
  needs: NeighbourSearchNeeds,
): NeighbourSearchPlan {
  const plan = planWithoutCodes(count, dimension, needs);
  const { allowQuantized = true } = needs;
  const coded = { ...plan, isQuantized: true };
  // Assumes the maximum thread count, so that the map does not depend on the number of threads.
  const most = { ...coded, threads: Math.max(plan.threads, maxThreads) };
  return allowQuantized && !plan.isExact && allBytes(count, dimension, most) <= maxBytes
    ? coded
    : plan;
}

function planWithoutCodes(
  count: number,
  dimension: number,
  needs: NeighbourSearchNeeds,
): NeighbourSearchPlan {
  const work = (count * count * dimension) / 2;
  const { perRow, isExact = work <= maxExactWork, threads = threadsFor(work) } = needs;
  const wanted = perRow - 1 + sparePlaces;
  const places = isExact ? wanted : Math.max(wanted, minDescentPlaces);
  return {
    isExact,
    listCapacity: Math.max(1, Math.min(count - 1, places)),
    trees: isExact ? 0 : treesAtOnce,
    threads,
    sampled: Math.min(sampled, count),
    isQuantized: false,
  };
}

/**
 * Allocates shared memory for vectors, filled with zeros. Throws `unavailable` when a map of them would not fit
 * in memory.
 */
export function allocateVectors(
  count: number,
  dimension: number,
  needs: NeighbourSearchNeeds,
): SharedVectors {
  if (allBytes(count, dimension, planNeighbourSearch(count, dimension, needs)) > maxBytes) {
    const message = `A map of ${count} records of dimension ${dimension} needs more memory than there is: choose a smaller sample`;
    throw new Failure('unavailable', message);
  }
  return { memory: sharedMemory(rowBytes(count, dimension), maxBytes), count, dimension };
}

function allBytes(count: number, dimension: number, options: NeighbourBufferSizes): number {
  return rowBytes(count, dimension) + neighbourBufferBytes(count, dimension, options);
}

function rowBytes(count: number, dimension: number): number {
  return count * strideOf(dimension) * Float32Array.BYTES_PER_ELEMENT;
}
