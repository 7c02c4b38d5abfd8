import { growMemory, sharedMemory } from '../search/kernel.ts';
import { readKernel } from '../kernelFile.ts';

/**
 * Exports of the map kernel on its memory, documented in assembly/. Addresses are in bytes. Arguments are not
 * checked.
 */
export type MapKernel = {
  beginRows(
    values: number,
    length: number,
    squares: number,
    codes: number,
    middle: number,
    scratch: number,
  ): void;
  computeSquares(first: number, end: number): void;
  quantizeRows(first: number, end: number): void;
  loadTile(rows: number, first: number, count: number, byCodes: boolean): void;
  joinTile(keys: number, others: number, listCapacity: number): void;
  joinRows(
    rows: number,
    first: number,
    count: number,
    keys: number,
    others: number,
    listCapacity: number,
  ): void;
  searchRows(first: number, end: number, keys: number, others: number, listCapacity: number): void;
  rankRows(first: number, end: number, bounds: number, counts: number, perColumn: number): void;
  refineLists(
    rows: number,
    first: number,
    end: number,
    keys: number,
    others: number,
    listCapacity: number,
  ): void;
  clearLists(keys: number, others: number, addresses: number): void;
  mergeLists(
    keys: number,
    others: number,
    fromKeys: number,
    fromOthers: number,
    lists: number,
    listCapacity: number,
  ): void;
  setDescentBuffers(
    reverse: number,
    reverseCounts: number,
    visited: number,
    candidates: number,
  ): void;
  beginDescentRound(
    keys: number,
    others: number,
    nextKeys: number,
    nextOthers: number,
    listCapacity: number,
    byCodes: boolean,
  ): void;
  reverseLists(
    others: number,
    rows: number,
    listCapacity: number,
    reverse: number,
    reverseCounts: number,
  ): void;
  expandRows(first: number, end: number): number;
  projectOnTile(first: number, end: number, products: number): void;
  addWeightedRows(first: number, end: number, weights: number, sums: number): void;
  setSplitPlane(from: number, to: number, byCodes: boolean): number;
  projectRows(rows: number, count: number, products: number): void;
  setCurve(a: number, b: number): void;
  setGraph(nodes: number, offsets: number, targets: number, weights: number): void;
  beginMeanField(positions: number, moved: number, mesh: number, side: number): void;
  stepMeanField(): void;
  beginSampling(
    heads: number,
    tails: number,
    periods: number,
    due: number,
    nodes: number,
    repulsion: number,
  ): void;
  setShuffled(
    shuffled: number,
    slotNodes: number,
    slotBytes: number,
    slotStride: number,
    nodes: number,
  ): void;
  shufflePositions(from: number, epoch: number, node: number, endNode: number): void;
  beginEpoch(from: number, to: number, epoch: number, rate: number): void;
  sampleEdges(node: number, endNode: number, first: number, end: number, seed: number): void;
};

/** Maximum columns of a tile. */
export const tileColumns = 64;

/** Columns per group of a tile. */
export const groupColumns = 8;

/** Returns the bytes of scratch memory of a thread for rows of `length` values. */
export const scratchBytes = (length: number): number => tileColumns * (4 * length + 16) + 192;

/** Byte address of each named region of a memory. */
export type Addresses<K extends string> = Readonly<Record<K, number>>;

/** A cache line: regions that threads write to should not share one. */
const alignment = 64;

/** Allocates a shared memory with a zeroed region of the given bytes per name. */
export function allocate<K extends string>(
  parts: Readonly<Record<K, number>>,
): { memory: WebAssembly.Memory; addresses: Addresses<K> } {
  const { addresses, end } = addressesFrom(0, parts);
  return { memory: sharedMemory(end), addresses };
}

/** Allocates zeroed regions after the first `used` bytes of a memory. */
export function allocateBehind<K extends string>(
  memory: WebAssembly.Memory,
  used: number,
  parts: Readonly<Record<K, number>>,
): Addresses<K> {
  const { addresses, end } = addressesFrom(used, parts);
  // This memory may contain rows that are no longer used.
  new Uint8Array(memory.buffer, used).fill(0);
  growMemory(memory, end);
  return addresses;
}

function addressesFrom<K extends string>(
  used: number,
  parts: Readonly<Record<K, number>>,
): { addresses: Addresses<K>; end: number } {
  const addresses = {} as Record<K, number>;
  let end = aligned(used);
  for (const name of Object.keys(parts) as K[]) {
    addresses[name] = end;
    end += aligned(parts[name]);
  }
  return { addresses, end };
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

/**
 * Reads the kernel for this machine. Both versions give the same layout; relaxed SIMD may round distances
 * differently.
 */
export function readMapKernel(): WebAssembly.Module {
  return readKernel(['map-relaxed.wasm', 'map.wasm']);
}

/** Instantiates the kernel. Each thread and memory needs its own instance. */
export function bindMapKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): MapKernel {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as MapKernel;
}
