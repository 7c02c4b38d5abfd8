import { Failure } from '../../../common/failure.ts';
import { sharedMemory } from '../../kernels/search/kernel.ts';
import { maxThreads, threadsFor } from '../workers/workerPool.ts';
import { strideOf, type SharedVectors } from '../workers/sharedVectors.ts';
import { neighbourBufferBytes, type NeighbourBufferSizes } from '../workers/neighbourBuffers.ts';

export type NeighbourSearchNeeds = {
  /** NeighbourLists of each record, itself among them. */
  readonly perRow: number;
  /** Absent: as many as the machine has to spare and the work is worth. */
  readonly threads?: number;
  /** Absent: exact where comparing all pairs takes about a second. */
  readonly isExact?: boolean;
  /** Whether rows may be compared by codes as well. Absent: where there is room for them. */
  readonly allowQuantized?: boolean;
};

export type NeighbourSearchPlan = NeighbourBufferSizes & { readonly isExact: boolean };

/** Multiplications that comparing all pairs may take. */
const maxExactWork = 2.5e10;

/** Rows that are compared with all others, to measure by. */
const sampled = 256;

/** Random trees that are grown at once. */
const treesAtOnce = 8;

/** Places beyond those asked for: the order among the last ones is known only in the end. */
const sparePlaces = 3;
/** NnDescent needs neighbourhoods of some size to go on from. */
const minDescentPlaces = 20;

/** A WASM memory's limit. */
const maxBytes = 4 * 2 ** 30 - 65_536;

/** What it takes to find the neighbours of so many rows. */
export function planNeighbourSearch(
  count: number,
  dimension: number,
  needs: NeighbourSearchNeeds,
): NeighbourSearchPlan {
  const plan = planWithoutCodes(count, dimension, needs);
  const { allowQuantized = true } = needs;
  const coded = { ...plan, isQuantized: true };
  // As if there were the most threads: the map is the same with fewer.
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

/** Room for rows, all zeros. Throws `unavailable` where a map of them would not fit. */
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
