import { createRandom } from '../../../common/random.ts';
import {
  allocateBehind,
  readMapKernel,
  scratchBytes,
  tileColumns,
  type Addresses,
} from '../../kernels/map/mapKernel.ts';
import { strideOf, vectorsOf, type SharedVectors } from './sharedVectors.ts';

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
export type NeighbourBuffers = {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Where each part begins; the values are in front of them all. */
  readonly addresses: Addresses<Part>;
  readonly count: number;
  /** Float32 values of a row, a multiple of 4: zeros behind those of its vector. */
  readonly length: number;
  /** Places of a row's list. */
  readonly listCapacity: number;
  readonly trees: number;
  readonly threads: number;
  /** Rows that are compared with all others, to measure by. */
  readonly sampled: number;
  /** Whether there is room for the rows' codes. */
  readonly isQuantized: boolean;
};

export type NeighbourBufferSizes = {
  readonly listCapacity: number;
  /** How many random trees there is room for; 0 where all pairs are compared. */
  readonly trees: number;
  readonly threads: number;
  readonly sampled: number;
  readonly isQuantized: boolean;
};

/** NeighbourLists by which faithfulness is measured. */
export const qualityNeighbours = 15;

/** The bytes that a space has behind the rows. */
export function neighbourBufferBytes(
  count: number,
  dimension: number,
  options: NeighbourBufferSizes,
): number {
  const parts = partsOf(count, strideOf(dimension), options);
  return Object.values(parts).reduce((sum, part) => sum + part + 64, 0);
}

/** Makes a space of rows where they are. */
export function allocateNeighbourBuffers(
  rows: SharedVectors,
  options: NeighbourBufferSizes,
): NeighbourBuffers {
  const { memory, count, dimension } = rows;
  const { listCapacity, trees, threads, sampled, isQuantized } = options;
  const length = strideOf(dimension);
  const used = vectorsOf(rows).values.byteLength;
  const addresses = allocateBehind(memory, used, partsOf(count, length, options));
  const module = readMapKernel();
  return {
    module,
    memory,
    addresses,
    count,
    length,
    listCapacity,
    trees,
    threads,
    sampled,
    isQuantized,
  };
}

function partsOf(
  count: number,
  length: number,
  { listCapacity, trees, threads, sampled, isQuantized }: NeighbourBufferSizes,
): Record<Part, number> {
  const isForest = trees > 0;
  // Comparing all pairs, each thread fills lists of its own; else there are those of one round and of the next. What is
  // never written to costs nothing.
  const lists = isForest ? Math.max(2, threads) : threads;
  return {
    // Four are looked at at once.
    squares: (count + 4) * 4,
    codes: isQuantized ? count * quantizedBytes(length) : 0,
    middle: length * 4,
    keys: lists * count * listCapacity * 4,
    others: lists * count * listCapacity * 4,
    reverse: isForest ? count * listCapacity * 4 : 0,
    reverseCounts: isForest ? count * 4 : 0,
    trees: trees * count * 4,
    sample: (sampled + tileColumns) * 4,
    sampleKeys: isForest ? sampled * groundTruthCapacity(listCapacity) * 4 : 0,
    sampleOthers: isForest ? sampled * groundTruthCapacity(listCapacity) * 4 : 0,
    bounds: sampled * qualityNeighbours * 4,
    ranks: sampled * qualityNeighbours * 4,
    scratch: threads * wholeCacheLines(scratchBytes(length)),
    split: isForest ? threads * wholeCacheLines((count + 4) * 4) : 0,
    visited: isForest ? threads * wholeCacheLines(count * 4) : 0,
    candidates: threads * wholeCacheLines(candidateBytes(listCapacity)),
  };
}

/** A round of descent looks at the neighbours of all neighbours, either way. */
export function candidateBytes(listCapacity: number): number {
  return ((2 * listCapacity) ** 2 + 4) * 4;
}

/** A row's codes, as the kernel lays them out. */
export function quantizedBytes(length: number): number {
  return 16 + Math.ceil(length / 16) * 16;
}

/**
 * Places of the lists of the sample's rows, which are compared with all others by their codes: what is nearest is among
 * so many for sure, and is told from them by the values.
 */
export function groundTruthCapacity(listCapacity: number): number {
  return 3 * listCapacity;
}

/** Threads do not share cache lines. */
export function wholeCacheLines(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}

export function valuesOf({ memory, count, length }: NeighbourBuffers): Float32Array {
  return new Float32Array(memory.buffer, 0, count * length);
}

/** The lists of a round or of a thread: where their keys and their entries begin, in bytes. */
export function listsAt(
  { addresses, count, listCapacity }: NeighbourBuffers,
  set: number,
): { keys: number; others: number } {
  const bytes = set * count * listCapacity * 4;
  return { keys: addresses.keys + bytes, others: addresses.others + bytes };
}

/** The rows that are compared with all others: one out of each stretch of equal length. */
export function drawSample(
  { memory, addresses, count, sampled }: NeighbourBuffers,
  seed: number,
): Int32Array {
  const random = createRandom(seed);
  const sample = new Int32Array(memory.buffer, addresses.sample, sampled);
  for (let at = 0; at < sampled; at++) {
    sample[at] = Math.floor(((at + random.next()) * count) / sampled);
  }
  return sample;
}
