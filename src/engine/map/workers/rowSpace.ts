import { createRandom } from '../../../common/random.ts';
import {
  allocateBehind,
  readMapKernel,
  scratchBytes,
  tileColumns,
  type Places,
} from '../../kernels/map/mapKernel.ts';
import { strideOf, vectorsOf, type MapRows } from './mapRows.ts';

/** Parts of the memory. Those that threads write to are there once for each, one behind the other. */
type Part =
  | 'squares'
  | 'codes'
  | 'middle'
  | 'keys'
  | 'others'
  | 'reverse'
  | 'reverseCounts'
  | 'trees'
  | 'sample'
  | 'sampleKeys'
  | 'sampleOthers'
  | 'bounds'
  | 'ranks'
  | 'scratch'
  | 'split'
  | 'visited'
  | 'candidates';

/** Rows in a memory that threads share, with room to find their neighbours. Plain data: it goes to other threads. */
export type RowSpace = {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Where each part begins; the values are in front of them all. */
  readonly places: Places<Part>;
  readonly count: number;
  /** Float32 values of a row, a multiple of 4: zeros behind those of its vector. */
  readonly length: number;
  /** Places of a row's list. */
  readonly pool: number;
  readonly trees: number;
  readonly threads: number;
  /** Rows that are compared with all others, to measure by. */
  readonly sampled: number;
  /** Whether there is room for the rows' codes. */
  readonly isCoded: boolean;
};

export type SpaceOptions = {
  readonly pool: number;
  /** How many random trees there is room for; 0 where all pairs are compared. */
  readonly trees: number;
  readonly threads: number;
  readonly sampled: number;
  readonly isCoded: boolean;
};

/** Neighbours by which faithfulness is measured. */
export const measuredNeighbours = 15;

/** The bytes that a space has behind the rows. */
export function spaceBytes(count: number, dimension: number, options: SpaceOptions): number {
  const parts = partsOf(count, strideOf(dimension), options);
  return Object.values(parts).reduce((sum, part) => sum + part + 64, 0);
}

/** Makes a space of rows where they are. */
export function openSpace(rows: MapRows, options: SpaceOptions): RowSpace {
  const { memory, count, dimension } = rows;
  const { pool, trees, threads, sampled, isCoded } = options;
  const length = strideOf(dimension);
  const used = vectorsOf(rows).values.byteLength;
  const places = allocateBehind(memory, used, partsOf(count, length, options));
  const module = readMapKernel();
  return { module, memory, places, count, length, pool, trees, threads, sampled, isCoded };
}

function partsOf(
  count: number,
  length: number,
  { pool, trees, threads, sampled, isCoded }: SpaceOptions,
): Record<Part, number> {
  const isForest = trees > 0;
  // Comparing all pairs, each thread fills lists of its own; else there are those of one round and of the next. What is
  // never written to costs nothing.
  const lists = isForest ? Math.max(2, threads) : threads;
  return {
    // Four are looked at at once.
    squares: (count + 4) * 4,
    codes: isCoded ? count * codedBytes(length) : 0,
    middle: length * 4,
    keys: lists * count * pool * 4,
    others: lists * count * pool * 4,
    reverse: isForest ? count * pool * 4 : 0,
    reverseCounts: isForest ? count * 4 : 0,
    trees: trees * count * 4,
    sample: (sampled + tileColumns) * 4,
    sampleKeys: isForest ? sampled * truthPlaces(pool) * 4 : 0,
    sampleOthers: isForest ? sampled * truthPlaces(pool) * 4 : 0,
    bounds: sampled * measuredNeighbours * 4,
    ranks: sampled * measuredNeighbours * 4,
    scratch: threads * slotBytes(scratchBytes(length)),
    split: isForest ? threads * slotBytes((count + 4) * 4) : 0,
    visited: isForest ? threads * slotBytes(count * 4) : 0,
    candidates: threads * slotBytes(candidateBytes(pool)),
  };
}

/** A round of descent looks at the neighbours of all neighbours, either way. */
export function candidateBytes(pool: number): number {
  return ((2 * pool) ** 2 + 4) * 4;
}

/** A row's codes, as the kernel lays them out. */
export function codedBytes(length: number): number {
  return 16 + Math.ceil(length / 16) * 16;
}

/**
 * Places of the lists of the sample's rows, which are compared with all others by their codes: what is nearest is among
 * so many for sure, and is told from them by the values.
 */
export function truthPlaces(pool: number): number {
  return 3 * pool;
}

/** Threads do not share cache lines. */
export function slotBytes(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}

export function valuesOf({ memory, count, length }: RowSpace): Float32Array {
  return new Float32Array(memory.buffer, 0, count * length);
}

/** The lists of a round or of a thread: where their keys and their entries begin, in bytes. */
export function listsAt(
  { places, count, pool }: RowSpace,
  set: number,
): { keys: number; others: number } {
  const bytes = set * count * pool * 4;
  return { keys: places.keys + bytes, others: places.others + bytes };
}

/** The rows that are compared with all others: one out of each stretch of equal length. */
export function drawSample({ memory, places, count, sampled }: RowSpace, seed: number): Int32Array {
  const random = createRandom(seed);
  const sample = new Int32Array(memory.buffer, places.sample, sampled);
  for (let at = 0; at < sampled; at++) {
    sample[at] = Math.floor(((at + random.next()) * count) / sampled);
  }
  return sample;
}
