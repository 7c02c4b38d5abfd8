// Compares rows with a tile: up to 64 rows, packed as columns so that one pass computes all products. Updates the
// neighbour lists of both. Each instance serves one thread.
import {
  beginCodes,
  quantizedBytes,
  quantizedSquareOf,
  codesOf,
  encode,
  multiplyQuantizedGroup,
  packCodes,
  scaleOf,
} from './quantizedRows.ts';
import { insertIfNearer } from './neighbourLists.ts';
import { groupColumns, multiplyGroup, multiplyRows, packGroup, stripRows } from './rowProducts.ts';

let values: usize = 0;
let length: i32 = 0;
let squares: usize = 0;
let middle: usize = 0;
let packed: usize = 0;
/** Per column of the tile: row, square, scale (quantized tiles) and the key that a candidate must beat. */
let tileRows: usize = 0;
let tileSquares: usize = 0;
let tileScales: usize = 0;
let tileWorst: usize = 0;
let tileCount: i32 = 0;
/** Whether the tile and the rows compared with it are quantized. */
let isQuantized: bool = false;
let addresses: usize = 0;
let products: usize = 0;

/** Maximum columns of a tile. Its scratch memory has `tileColumns` x (4 x length + 16) + 192 bytes. */
export const tileColumns: i32 = 64;

/**
 * Sets the rows: `length` float32 values each, a multiple of 4, and their squared lengths. Codes quantize the
 * difference to `middle`; any row is valid, and a central one makes the codes finer.
 */
export function beginRows(
  valuesAt: usize,
  valuesPerRow: i32,
  squaresAt: usize,
  codesAt: usize,
  middleAt: usize,
  scratch: usize,
): void {
  values = valuesAt;
  length = valuesPerRow;
  beginCodes(codesAt, length);
  squares = squaresAt;
  middle = middleAt;
  addresses = scratch;
  products = scratch + 64;
  tileRows = scratch + 192;
  tileSquares = tileRows + (tileColumns << 2);
  tileScales = tileSquares + (tileColumns << 2);
  tileWorst = tileScales + (tileColumns << 2);
  packed = tileWorst + (tileColumns << 2);
}

export function rowAddress(row: i32): usize {
  return values + <usize>row * ((<usize>length) << 2);
}

export function rowLength(): i32 {
  return length;
}

/** Returns scratch memory for a row, usable when no tile is loaded. */
export function scratchAt(): usize {
  return packed;
}

/** Returns the packed columns of the tile. */
export function loadedTile(): usize {
  return packed;
}

export function squareOf(row: i32): f32 {
  return load<f32>(squares + ((<usize>row) << 2));
}

export function computeSquares(first: i32, end: i32): void {
  for (let row = first; row < end; row++) {
    const at = rowAddress(row);
    store<f32>(squares + ((<usize>row) << 2), multiplyRows(at, at, length));
  }
}

export function quantizeRows(first: i32, end: i32): void {
  for (let row = first; row < end; row++) {
    const from = rowAddress(row);
    for (let at: usize = 0; at < (<usize>length) << 2; at += 16)
      v128.store(packed + at, f32x4.sub(v128.load(from + at), v128.load(middle + at)));
    encode(packed, length, codesOf(row));
  }
}

export function middleRow(): usize {
  return middle;
}

/**
 * Loads rows as the columns of the tile: those listed at `rows`, or those from `first` on when that is 0.
 * `byCodes` selects quantized rows.
 */
export function loadTile(rows: usize, first: i32, count: i32, byCodes: bool): void {
  tileCount = count;
  isQuantized = byCodes;
  for (let group = 0; group < count; group += groupColumns) {
    for (let at = 0; at < groupColumns; at++) {
      const column = group + at;
      const row = rowAt(rows, first, min(column, count - 1));
      const place = (<usize>column) << 2;
      const line = lineOf(row);
      store<u32>(addresses + (at << 2), <u32>line);
      store<i32>(tileRows + place, row);
      // Columns after the last are infinitely far.
      store<f32>(tileSquares + place, column < count ? tileSquareOf(row) : f32.MAX_VALUE);
      if (isQuantized) store<f32>(tileScales + place, scaleOf(line));
    }
    if (isQuantized) packCodes(addresses, groupAt(group));
    else packGroup(addresses, length, groupAt(group));
  }
}

/** Returns the address of a row, as float32 or quantized. */
function lineOf(row: i32): usize {
  return isQuantized ? codesOf(row) : rowAddress(row);
}

function tileSquareOf(row: i32): f32 {
  return isQuantized ? quantizedSquareOf(codesOf(row)) : squareOf(row);
}

function groupAt(group: i32): usize {
  return packed + <usize>group * (isQuantized ? quantizedBytes() : (<usize>length) << 2);
}

/** Compares all pairs of the tile and updates the lists of both rows. */
export function joinTile(keys: usize, others: usize, capacity: i32): void {
  beginWorst(keys, capacity);
  for (let at = 0; at < tileCount; at += stripRows)
    join(tileRows, 0, at, tileCount, at & ~(groupColumns - 1), true, keys, others, capacity);
}

/** Compares the tile with other rows and updates the lists of both. */
export function joinRows(
  rows: usize,
  first: i32,
  count: i32,
  keys: usize,
  others: usize,
  capacity: i32,
): void {
  beginWorst(keys, capacity);
  for (let at = 0; at < count; at += stripRows)
    join(rows, first, at, count, 0, false, keys, others, capacity);
}

function beginWorst(keys: usize, capacity: i32): void {
  for (let column = 0; column < tileCount; column++)
    store<f32>(
      tileWorst + (column << 2),
      worstOf(load<i32>(tileRows + (column << 2)), keys, capacity),
    );
}

function worstOf(row: i32, keys: usize, capacity: i32): f32 {
  return load<f32>(keys + ((<usize>row * capacity + capacity - 1) << 2));
}

/**
 * Compares four rows with the column groups from `group` on. Rows of the tile itself are compared only with
 * later columns.
 */
function join(
  rows: usize,
  first: i32,
  at: i32,
  count: i32,
  group: i32,
  isOwn: bool,
  keys: usize,
  others: usize,
  capacity: i32,
): void {
  const last = count - 1;
  const a = lineOf(rowAt(rows, first, at));
  const b = lineOf(rowAt(rows, first, min(at + 1, last)));
  const c = lineOf(rowAt(rows, first, min(at + 2, last)));
  const d = lineOf(rowAt(rows, first, min(at + 3, last)));
  const strip = min(stripRows, count - at);
  for (; group < tileCount; group += groupColumns) {
    multiplyLines(a, b, c, d, group);
    for (let place = 0; place < strip; place++) {
      const row = rowAt(rows, first, at + place);
      const behind = isOwn ? at + place : -1;
      offerGroup(row, group, products + (place << 5), behind, keys, others, capacity);
    }
  }
}

function multiplyLines(a: usize, b: usize, c: usize, d: usize, group: i32): void {
  if (isQuantized) {
    const scales = tileScales + ((<usize>group) << 2);
    multiplyQuantizedGroup(a, b, c, d, groupAt(group), scales, products);
  } else {
    multiplyGroup(a, b, c, d, length, groupAt(group), products);
  }
}

function offerGroup(
  row: i32,
  group: i32,
  product: usize,
  behind: i32,
  keys: usize,
  others: usize,
  capacity: i32,
): void {
  const square = f32x4.splat(tileSquareOf(row));
  const rowKeys = keys + ((<usize>row * capacity) << 2);
  const rowOthers = others + ((<usize>row * capacity) << 2);
  for (let half = group; half < group + groupColumns; half += 4) {
    const lengths = f32x4.add(square, v128.load(tileSquares + (half << 2)));
    const dot = v128.load(product + ((half - group) << 2));
    const gap = f32x4.sub(lengths, f32x4.add(dot, dot));
    const worst = f32x4.max(
      v128.load32_splat(rowKeys + ((capacity - 1) << 2)),
      v128.load(tileWorst + (half << 2)),
    );
    let bits = i32x4.bitmask(f32x4.le(gap, worst));
    while (bits != 0) {
      const column = half + ctz(bits);
      bits &= bits - 1;
      if (column <= behind || column >= tileCount) continue;
      const other = load<i32>(tileRows + (column << 2));
      if (other == row) continue;
      const near = gapAt(gap, column - half);
      insertIfNearer(rowKeys, rowOthers, capacity, near, other);
      const otherList = (<usize>other * capacity) << 2;
      if (insertIfNearer(keys + otherList, others + otherList, capacity, near, row))
        store<f32>(tileWorst + (column << 2), worstOf(other, keys, capacity));
    }
  }
}

/**
 * Searches the rows from `first` to `end` for the neighbours of the tile’s columns. `keys` is the list of the
 * first column.
 */
export function searchRows(first: i32, end: i32, keys: usize, others: usize, capacity: i32): void {
  for (let column = 0; column < tileCount; column++)
    store<f32>(tileWorst + (column << 2), worstOf(column, keys, capacity));
  for (let at = first; at < end; at += stripRows) {
    const strip = min(stripRows, end - at);
    for (let group = 0; group < tileCount; group += groupColumns) {
      multiplyStrip(at, end - 1, group);
      for (let place = 0; place < strip; place++) {
        const product = products + (place << 5);
        offerToColumns(at + place, group, product, keys, others, capacity);
        offerToColumns(at + place, group + 4, product + 16, keys, others, capacity);
      }
    }
  }
}

function offerToColumns(
  row: i32,
  half: i32,
  product: usize,
  keys: usize,
  others: usize,
  capacity: i32,
): void {
  const gap = gapsOf(row, half, product);
  let bits = i32x4.bitmask(f32x4.le(gap, v128.load(tileWorst + (half << 2))));
  while (bits != 0) {
    const column = half + ctz(bits);
    bits &= bits - 1;
    if (column >= tileCount || load<i32>(tileRows + (column << 2)) == row) continue;
    const list = (<usize>column * capacity) << 2;
    if (insertIfNearer(keys + list, others + list, capacity, gapAt(gap, column - half), row))
      store<f32>(tileWorst + (column << 2), worstOf(column, keys, capacity));
  }
}

/**
 * Counts, for each column, the rows from `first` to `end` that are nearer than each of its bounds: `perColumn`
 * squared distances in rising order. A row is counted at the smallest bound that exceeds its distance.
 */
export function rankRows(first: i32, end: i32, bounds: usize, counts: usize, perColumn: i32): void {
  for (let at = first; at < end; at += stripRows) {
    const strip = min(stripRows, end - at);
    for (let group = 0; group < tileCount; group += groupColumns) {
      multiplyStrip(at, end - 1, group);
      for (let place = 0; place < strip; place++) {
        const row = at + place;
        for (let half = group; half < min(group + groupColumns, tileCount); half += 4) {
          const gap = gapsOf(row, half, products + (place << 5) + ((half - group) << 2));
          for (let lane = 0; lane < min(4, tileCount - half); lane++) {
            const column = half + lane;
            if (load<i32>(tileRows + (column << 2)) == row) continue;
            countBelow(
              gapAt(gap, lane),
              (<usize>(column * perColumn)) << 2,
              bounds,
              counts,
              perColumn,
            );
          }
        }
      }
    }
  }
}

function countBelow(gap: f32, offset: usize, bounds: usize, counts: usize, perColumn: i32): void {
  if (gap >= load<f32>(bounds + offset + ((perColumn - 1) << 2))) return;
  let place = 0;
  while (gap >= load<f32>(bounds + offset + (place << 2))) place++;
  const at = counts + offset + (place << 2);
  store<i32>(at, load<i32>(at) + 1);
}

function multiplyStrip(at: i32, last: i32, group: i32): void {
  const b = lineOf(min(at + 1, last));
  const c = lineOf(min(at + 2, last));
  const d = lineOf(min(at + 3, last));
  multiplyLines(lineOf(at), b, c, d, group);
}

function gapsOf(row: i32, half: i32, product: usize): v128 {
  const lengths = f32x4.add(f32x4.splat(tileSquareOf(row)), v128.load(tileSquares + (half << 2)));
  const dot = v128.load(product);
  return f32x4.sub(lengths, f32x4.add(dot, dot));
}

function gapAt(gaps: v128, lane: i32): f32 {
  if (lane == 0) return f32x4.extract_lane(gaps, 0);
  if (lane == 1) return f32x4.extract_lane(gaps, 1);
  if (lane == 2) return f32x4.extract_lane(gaps, 2);
  return f32x4.extract_lane(gaps, 3);
}

export function rowAt(rows: usize, first: i32, at: i32): i32 {
  return rows == 0 ? first + at : load<i32>(rows + (at << 2));
}
