import type { MapDistance } from '../../../../src/model/map/map.ts';
import type { NeighbourLists } from '../../../../src/engine/map/neighbours/neighbourLists.ts';
import type { Vectors } from '../../../../src/engine/map/workers/vectors.ts';

/** Rows of a tile: two tiles of 1,536 dimensions stay within the second-level cache of a core. */
const tileRows = 32;

/** Squared distances below this share of the squared lengths are rounding errors of equal vectors. */
const roundingShare = 1e-13;

/**
 * Returns the exact neighbours of all rows in float64, as the reference for the engine’s search. `perRow`
 * counts the record itself.
 */
export function allPairs(vectors: Vectors, distance: MapDistance, perRow: number): NeighbourLists {
  const { count, dimension } = vectors;
  const found = emptyNeighbours(count, perRow);
  const left = new Float64Array(tileRows * dimension);
  const right = new Float64Array(tileRows * dimension);
  const products = new Float64Array(tileRows * tileRows);
  const squares = squaresOf(vectors);
  const tiles = Math.ceil(count / tileRows);
  for (let i = 0; i < tiles; i++) {
    const rows = loadTile(vectors, i * tileRows, left);
    for (let j = i; j < tiles; j++) {
      const columns = j === i ? rows : loadTile(vectors, j * tileRows, right);
      multiply(left, j === i ? left : right, dimension, products);
      collect(found, products, squares, distance, [i * tileRows, rows], [j * tileRows, columns]);
    }
  }
  return found;
}

function emptyNeighbours(count: number, perRow: number): NeighbourLists {
  const indices = new Int32Array(count * perRow).fill(-1);
  const distances = new Float64Array(count * perRow).fill(Infinity);
  for (let row = 0; row < count; row++) {
    indices[row * perRow] = row;
    distances[row * perRow] = 0;
  }
  return { perRow, indices, distances };
}

function squaresOf({ values, count, dimension }: Vectors): Float64Array {
  const squares = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    let sum = 0;
    for (let at = row * dimension; at < (row + 1) * dimension; at++)
      sum += values[at]! * values[at]!;
    squares[row] = sum;
  }
  return squares;
}

/** Copies rows into the tile, padded with zeros, and returns their number. */
function loadTile(
  { values, count, dimension }: Vectors,
  start: number,
  tile: Float64Array,
): number {
  const rows = Math.min(tileRows, count - start);
  tile.set(values.subarray(start * dimension, (start + rows) * dimension));
  tile.fill(0, rows * dimension);
  return rows;
}

/** Computes the inner products of all rows of two tiles, 4 x 2 rows at a time, to reuse each loaded value. */
function multiply(left: Float64Array, right: Float64Array, d: number, out: Float64Array): void {
  for (let row = 0; row < tileRows; row += 4) {
    for (let column = 0; column < tileRows; column += 2) {
      const a = row * d;
      const b = column * d;
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      let s20 = 0;
      let s21 = 0;
      let s30 = 0;
      let s31 = 0;
      for (let at = 0; at < d; at++) {
        const y0 = right[b + at]!;
        const y1 = right[b + d + at]!;
        const x0 = left[a + at]!;
        const x1 = left[a + d + at]!;
        const x2 = left[a + 2 * d + at]!;
        const x3 = left[a + 3 * d + at]!;
        s00 += x0 * y0;
        s01 += x0 * y1;
        s10 += x1 * y0;
        s11 += x1 * y1;
        s20 += x2 * y0;
        s21 += x2 * y1;
        s30 += x3 * y0;
        s31 += x3 * y1;
      }
      const at = row * tileRows + column;
      out[at] = s00;
      out[at + 1] = s01;
      out[at + tileRows] = s10;
      out[at + tileRows + 1] = s11;
      out[at + 2 * tileRows] = s20;
      out[at + 2 * tileRows + 1] = s21;
      out[at + 3 * tileRows] = s30;
      out[at + 3 * tileRows + 1] = s31;
    }
  }
}

/** Inserts the pairs of two tiles, [first row, rows] each, into the lists of both records. */
function collect(
  found: NeighbourLists,
  products: Float64Array,
  squares: Float64Array,
  distance: MapDistance,
  [rowStart, rows]: readonly [number, number],
  [columnStart, columns]: readonly [number, number],
): void {
  for (let i = 0; i < rows; i++) {
    const row = rowStart + i;
    for (let j = rowStart === columnStart ? i + 1 : 0; j < columns; j++) {
      const column = columnStart + j;
      const lengths = squares[row]! + squares[column]!;
      const difference = lengths - 2 * products[i * tileRows + j]!;
      const gap = difference > roundingShare * lengths ? difference : 0;
      // For unit vectors the squared distance is 2 - 2 cos.
      const apart = distance === 'cosine' ? gap / 2 : Math.sqrt(gap);
      offer(found, row, column, apart);
      offer(found, column, row, apart);
    }
  }
}

function offer(
  { perRow, indices, distances }: NeighbourLists,
  row: number,
  other: number,
  apart: number,
): void {
  const first = row * perRow;
  let at = first + perRow - 1;
  if (perRow === 1 || apart >= distances[at]!) return;
  // Column 0 remains the record itself.
  for (; at > first + 1 && distances[at - 1]! > apart; at--) {
    distances[at] = distances[at - 1]!;
    indices[at] = indices[at - 1]!;
  }
  distances[at] = apart;
  indices[at] = other;
}
