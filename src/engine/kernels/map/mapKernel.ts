import { growMemory, sharedMemory } from '../search/kernel.ts';
import { readKernel } from '../kernelFile.ts';

/** What a map's kernel can do on its memory: addresses are bytes, and nothing is checked. See assembly/ for each. */
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
  beginDescentRound(
    keys: number,
    others: number,
    nextKeys: number,
    nextOthers: number,
    listCapacity: number,
    byCodes: boolean,
    reverse: number,
    reverseCounts: number,
    visited: number,
    candidates: number,
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
  beginMeanField(
    positions: number,
    moved: number,
    nodes: number,
    offsets: number,
    targets: number,
    weights: number,
    a: number,
    b: number,
    mesh: number,
    side: number,
  ): void;
  stepMeanField(): void;
  beginSampling(
    heads: number,
    tails: number,
    periods: number,
    due: number,
    nodes: number,
    a: number,
    b: number,
  ): void;
  sampleEdges(
    from: number,
    to: number,
    node: number,
    endNode: number,
    first: number,
    end: number,
    epoch: number,
    rate: number,
    seed: number,
  ): void;
};

/** Columns of a tile at most. */
export const tileColumns = 64;

/** Columns of a tile that are worked on at once. */
export const groupColumns = 8;

/** The scratch memory of a thread, in bytes, for rows of `length` values. */
export const scratchBytes = (length: number): number => tileColumns * (4 * length + 16) + 192;

/** Parts of a memory by name: where each begins, in bytes. */
export type Addresses<K extends string> = Readonly<Record<K, number>>;

/** A cache line: parts that threads write to should not share one. */
const alignment = 64;

/** A memory that threads share with room for each part, of so many bytes; all zeros at first. */
export function allocate<K extends string>(
  parts: Readonly<Record<K, number>>,
): { memory: WebAssembly.Memory; addresses: Addresses<K> } {
  const { addresses, end } = addressesFrom(0, parts);
  return { memory: sharedMemory(end), addresses };
}

/** Makes room for each part behind the first `used` bytes of a memory; all zeros at first. */
export function allocateBehind<K extends string>(
  memory: WebAssembly.Memory,
  used: number,
  parts: Readonly<Record<K, number>>,
): Addresses<K> {
  const { addresses, end } = addressesFrom(used, parts);
  // Rows may lie there that are of no use any more.
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

/** The map's kernel for this machine. Both give the same layout; relaxed SIMD may round distances another way. */
export function readMapKernel(): WebAssembly.Module {
  return readKernel(['map-relaxed.wasm', 'map.wasm']);
}

/** A kernel of its own for each thread and memory. */
export function bindMapKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): MapKernel {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as MapKernel;
}
