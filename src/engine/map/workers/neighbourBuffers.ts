import { createRandom } from '../../../common/random.ts';
import {
  allocateBehind,
  readMapKernel,
  scratchBytes,
  tileColumns,
  type Addresses,
} from '../../kernels/map/mapKernel.ts';
import { strideOf, vectorsOf, type SharedVectors } from './sharedVectors.ts';

/**
 * Shared memory of a neighbour search: the rows and all working regions. Plain data that can be sent to other
 * threads.
 */
export type NeighbourBuffers = {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Byte address of each region, after the vectors. */
  readonly addresses: Addresses<Part>;
  readonly count: number;
  /** Float32 values per row, a multiple of 4; padded with zeros. */
  readonly length: number;
  /** Entries per neighbour list. */
  readonly listCapacity: number;
  readonly trees: number;
  readonly threads: number;
  /** Rows in the sample. */
  readonly sampled: number;
  /** Whether there is a region for quantized rows. */
  readonly isQuantized: boolean;
};

/** Regions of the memory. Regions that threads write to exist once per thread. */
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

export type NeighbourBufferSizes = {
  readonly listCapacity: number;
  /** Number of random trees; 0 for an exact search. */
  readonly trees: number;
  readonly threads: number;
  readonly sampled: number;
  readonly isQuantized: boolean;
};

/** Neighbours by which layout quality is measured. */
export const qualityNeighbours = 15;

/** Returns the bytes of all regions after the vectors. */
export function neighbourBufferBytes(
  count: number,
  dimension: number,
  options: NeighbourBufferSizes,
): number {
  const parts = partsOf(count, strideOf(dimension), options);
  return Object.values(parts).reduce((sum, part) => sum + part + 64, 0);
}

/** Allocates the regions after the vectors, in the same memory. */
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
  // An exact search has one list set per thread, NN-descent one for the current round and one for the next.
  // Untouched pages cost no memory.
  const lists = isForest ? Math.max(2, threads) : threads;
  return {
    // The kernel reads four at once.
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

/**
 * Returns the bytes of a candidate list: an NN-descent round collects the neighbours of all neighbours in both
 * directions.
 */
export function candidateBytes(listCapacity: number): number {
  return ((2 * listCapacity) ** 2 + 4) * 4;
}

/** Returns the bytes of a quantized row: its header and its codes. */
export function quantizedBytes(length: number): number {
  return 16 + Math.ceil(length / 16) * 16;
}

/**
 * Returns the entries per ground-truth list: enough that the nearest rows by codes include the true neighbours,
 * which are then re-ranked by float32 values.
 */
export function groundTruthCapacity(listCapacity: number): number {
  return 3 * listCapacity;
}

/** Rounds up to whole cache lines, so that threads do not share one. */
export function wholeCacheLines(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}

export function valuesOf({ memory, count, length }: NeighbourBuffers): Float32Array {
  return new Float32Array(memory.buffer, 0, count * length);
}

/** Returns the byte addresses of a list set: its keys (squared distances) and its entries (row numbers). */
export function listsAt(
  { addresses, count, listCapacity }: NeighbourBuffers,
  set: number,
): { keys: number; others: number } {
  const bytes = set * count * listCapacity * 4;
  return { keys: addresses.keys + bytes, others: addresses.others + bytes };
}

/** Draws the sample: one row from each stretch of equal length. */
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
