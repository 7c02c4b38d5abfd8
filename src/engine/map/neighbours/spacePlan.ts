import { Failure } from '../../../common/failure.ts';
import { sharedMemory } from '../../kernels/search/kernel.ts';
import { maxThreads, threadsFor } from '../workers/crew.ts';
import { strideOf, type MapRows } from '../workers/mapRows.ts';
import { spaceBytes, type SpaceOptions } from '../workers/rowSpace.ts';

export type SpaceWishes = {
  /** Neighbours of each record, itself among them. */
  readonly perRow: number;
  /** Absent: as many as the machine has to spare and the work is worth. */
  readonly threads?: number;
  /** Absent: exact where comparing all pairs takes about a second. */
  readonly isExact?: boolean;
  /** Whether rows may be compared by codes as well. Absent: where there is room for them. */
  readonly mayCode?: boolean;
};

export type SpacePlan = SpaceOptions & { readonly isExact: boolean };

/** Multiplications that comparing all pairs may take. */
const maxExactWork = 2.5e10;

/** Rows that are compared with all others, to measure by. */
const sampled = 256;

/** Random trees that are grown at once. */
const treesAtOnce = 8;

/** Places beyond those asked for: the order among the last ones is known only in the end. */
const sparePlaces = 3;
/** Descent needs neighbourhoods of some size to go on from. */
const minDescentPlaces = 20;

/** A WASM memory's limit. */
const maxBytes = 4 * 2 ** 30 - 65_536;

/** What it takes to find the neighbours of so many rows. */
export function planSpace(count: number, dimension: number, wishes: SpaceWishes): SpacePlan {
  const plan = planWithoutCodes(count, dimension, wishes);
  const { mayCode = true } = wishes;
  const coded = { ...plan, isCoded: true };
  // As if there were the most threads: the map is the same with fewer.
  const most = { ...coded, threads: Math.max(plan.threads, maxThreads) };
  return mayCode && !plan.isExact && allBytes(count, dimension, most) <= maxBytes ? coded : plan;
}

function planWithoutCodes(count: number, dimension: number, wishes: SpaceWishes): SpacePlan {
  const work = (count * count * dimension) / 2;
  const { perRow, isExact = work <= maxExactWork, threads = threadsFor(work) } = wishes;
  const wanted = perRow - 1 + sparePlaces;
  const places = isExact ? wanted : Math.max(wanted, minDescentPlaces);
  return {
    isExact,
    pool: Math.max(1, Math.min(count - 1, places)),
    trees: isExact ? 0 : treesAtOnce,
    threads,
    sampled: Math.min(sampled, count),
    isCoded: false,
  };
}

/** Room for rows, all zeros. Throws `unavailable` where a map of them would not fit. */
export function openRows(count: number, dimension: number, wishes: SpaceWishes): MapRows {
  if (allBytes(count, dimension, planSpace(count, dimension, wishes)) > maxBytes) {
    const message = `A map of ${count} records of dimension ${dimension} needs more memory than there is: choose a smaller sample`;
    throw new Failure('unavailable', message);
  }
  return { memory: sharedMemory(rowBytes(count, dimension), maxBytes), count, dimension };
}

function allBytes(count: number, dimension: number, options: SpaceOptions): number {
  return rowBytes(count, dimension) + spaceBytes(count, dimension, options);
}

function rowBytes(count: number, dimension: number): number {
  return count * strideOf(dimension) * Float32Array.BYTES_PER_ELEMENT;
}
