import { createRandom } from '../../../common/random.ts';
import type { MapKernel } from '../../kernels/map/mapKernel.ts';
import type { NeighbourBuffers } from './neighbourBuffers.ts';

/** A cut nearer to the edge than this share is moved to the middle, or trees over outliers would be as deep as wide. */
const minShare = 0.2;

/** Trees are numbered; each has a place of its own. */
export type TreeOptions = {
  readonly tree: number;
  readonly leafRows: number;
  readonly seed: number;
  readonly byCodes: boolean;
};

/**
 * Cuts the rows in two and both halves again, by planes in the middle of two random ones, until the leaves are small
 * (Dasgupta and Freund, Random projection trees, 2008). Writes the rows in the order of the leaves, and returns where
 * each leaf ends. `productsAt` has room for a number for each row, and three more.
 */
export function growProjectionTree(
  buffers: NeighbourBuffers,
  { tree, leafRows, seed, byCodes }: TreeOptions,
  kernel: MapKernel,
  productsAt: number,
): Int32Array {
  const { memory, addresses, count } = buffers;
  const rowsAt = addresses.trees + tree * count * 4;
  const rows = new Int32Array(memory.buffer, rowsAt, count);
  const products = new Float32Array(memory.buffer, productsAt, count);
  const random = createRandom(seed + tree);
  for (let row = 0; row < count; row++) rows[row] = row;
  const ends: number[] = [];
  const waiting: [number, number][] = [[0, count]];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const [first, end] = part;
    if (end - first <= leafRows) {
      ends.push(end);
      continue;
    }
    const size = end - first;
    const any = (): number => rows[first + Math.floor(random.next() * size)]!;
    const middle = kernel.setSplitPlane(any(), any(), byCodes);
    kernel.projectRows(rowsAt + first * 4, size, productsAt);
    const cut = first + partition(rows.subarray(first, end), products.subarray(0, size), middle);
    waiting.push([cut, end], [first, cut]);
  }
  return Int32Array.from(ends);
}

/** Puts what lies below the plane in front, and returns how many that are. */
function partition(rows: Int32Array, products: Float32Array, middle: number): number {
  const below = divide(rows, products, middle);
  if (below >= minShare * rows.length && below <= (1 - minShare) * rows.length) return below;
  const half = products.toSorted()[rows.length >> 1]!;
  const nearer = divide(rows, products, half);
  // Many in the same place cannot be told apart by any plane.
  return nearer >= minShare * rows.length ? nearer : rows.length >> 1;
}

function divide(rows: Int32Array, products: Float32Array, plane: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    if (products[low]! < plane) {
      low++;
      continue;
    }
    [rows[low], rows[high]] = [rows[high]!, rows[low]!];
    [products[low], products[high]] = [products[high]!, products[low]!];
    high--;
  }
  return low;
}
