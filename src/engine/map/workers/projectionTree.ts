import { createRandom } from '../../../common/random.ts';
import type { MapKernel } from '../../kernels/map/mapKernel.ts';
import type { NeighbourBuffers } from './neighbourBuffers.ts';

/**
 * Grows a random projection tree (Dasgupta and Freund, 2008): splits the rows by the plane halfway between two
 * random rows until the leaves are small. Writes the rows in leaf order and returns the end of each leaf.
 * `productsAt` has room for one value per row and three more.
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

/**
 * Minimum share of the rows on each side of a split. Otherwise the split moves to the median, which bounds the
 * depth of trees over outliers.
 */
const minShare = 0.2;

/** Options of one tree. `tree` numbers its region in the buffers. */
export type TreeOptions = {
  readonly tree: number;
  readonly leafRows: number;
  readonly seed: number;
  readonly byCodes: boolean;
};

/** Partitions the rows by the plane and returns how many are below it. */
function partition(rows: Int32Array, products: Float32Array, middle: number): number {
  const below = divide(rows, products, middle);
  if (below >= minShare * rows.length && below <= (1 - minShare) * rows.length) return below;
  const half = products.toSorted()[rows.length >> 1]!;
  const nearer = divide(rows, products, half);
  // No plane separates equal rows: split them in half.
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
