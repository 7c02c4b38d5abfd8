import { createRandom, type Random } from '../../common/random.ts';
import { valuesOf, type RowSpace } from './rowSpace.ts';

/** A cut nearer to the edge than this share is moved to the middle, or trees over outliers would be as deep as wide. */
const minShare = 0.2;

/** Writes the inner products of listed rows with the direction; addresses are bytes. */
type Project = (rows: number, count: number, products: number) => void;

/** Trees are numbered; each has a place of its own. */
export type TreeOptions = {
  readonly tree: number;
  readonly leafRows: number;
  readonly seed: number;
};

/**
 * Cuts the rows in two and both halves again, by planes in the middle of two random ones, until the leaves are small
 * (Dasgupta and Freund, Random projection trees, 2008). Writes the rows in the order of the leaves, and returns where
 * each leaf ends. `directionAt` has room for a row, and a product for each row behind it.
 */
export function growTree(
  space: RowSpace,
  { tree, leafRows, seed }: TreeOptions,
  project: Project,
  directionAt: number,
): Int32Array {
  const { memory, places, count, length } = space;
  const rowsAt = places.trees + tree * count * 4;
  const productsAt = directionAt + length * 4;
  const rows = new Int32Array(memory.buffer, rowsAt, count);
  const direction = new Float32Array(memory.buffer, directionAt, length);
  const products = new Float32Array(memory.buffer, productsAt, count);
  const values = valuesOf(space);
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
    const middle = choosePlane(values, rows.subarray(first, end), direction, random);
    project(rowsAt + first * 4, size, productsAt);
    const cut = first + partition(rows.subarray(first, end), products.subarray(0, size), middle);
    waiting.push([cut, end], [first, cut]);
  }
  return Int32Array.from(ends);
}

/** Sets the direction from one random row to another, and returns where the plane between them lies along it. */
function choosePlane(
  values: Float32Array,
  rows: Int32Array,
  direction: Float32Array,
  random: Random,
): number {
  const { length } = direction;
  const from = rows[Math.floor(random.next() * rows.length)]! * length;
  const to = rows[Math.floor(random.next() * rows.length)]! * length;
  let middle = 0;
  for (let at = 0; at < length; at++) {
    const gap = values[to + at]! - values[from + at]!;
    direction[at] = gap;
    middle += (gap * (values[to + at]! + values[from + at]!)) / 2;
  }
  return middle;
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
