// The split of a random projection tree: a plane halfway between two rows.
import {
  quantizedBytes,
  codesOf,
  encode,
  multiplyFourQuantized,
  raiseCodes,
  scaleOf,
} from './quantizedRows.ts';
import { middleRow, rowAddress, rowLength, scratchAt } from './tile.ts';
import { multiplyFour, sumOf } from './rowProducts.ts';

// Normal of the plane: float32 values, or raised codes and their scale.
let direction: usize = 0;
let scale: f32 = 0;
let isQuantized: bool = false;

/**
 * Sets the split plane halfway between two rows and returns its offset along the normal. For quantized rows the
 * offset is relative to the centre row.
 */
export function setSplitPlane(from: i32, to: i32, byCodes: bool): f32 {
  isQuantized = byCodes;
  direction = scratchAt();
  const a = rowAddress(from);
  const b = rowAddress(to);
  const middle = middleRow();
  const bytes = (<usize>rowLength()) << 2;
  let sums = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const low = v128.load(a + at);
    const high = v128.load(b + at);
    const gap = f32x4.sub(high, low);
    v128.store(direction + at, gap);
    let both = f32x4.add(high, low);
    if (isQuantized) both = f32x4.sub(both, f32x4.mul(f32x4.splat(2), v128.load(middle + at)));
    sums = f32x4.add(sums, f32x4.mul(gap, both));
  }
  if (isQuantized) {
    const codes = direction + bytes;
    encode(direction, rowLength(), codes);
    direction = codes + quantizedBytes();
    raiseCodes(codes, direction);
    scale = scaleOf(codes);
  }
  return sumOf(sums) / 2;
}

/**
 * Writes the inner products of the listed rows with the normal. `rows` and `products` need room for three more
 * entries.
 */
export function projectRows(rows: usize, count: i32, products: usize): void {
  const last = rows + ((<usize>(count - 1)) << 2);
  for (let at = 0; at < count; at += 4) {
    const from = rows + ((<usize>at) << 2);
    const a = load<i32>(from);
    const b = load<i32>(min(from + 4, last));
    const c = load<i32>(min(from + 8, last));
    const d = load<i32>(min(from + 12, last));
    v128.store(
      products + ((<usize>at) << 2),
      isQuantized ? quantizedDots(a, b, c, d) : dots(a, b, c, d),
    );
  }
}

function dots(a: i32, b: i32, c: i32, d: i32): v128 {
  return multiplyFour(
    direction,
    rowAddress(a),
    rowAddress(b),
    rowAddress(c),
    rowAddress(d),
    rowLength(),
  );
}

function quantizedDots(a: i32, b: i32, c: i32, d: i32): v128 {
  const dot = multiplyFourQuantized(direction, codesOf(a), codesOf(b), codesOf(c), codesOf(d));
  return f32x4.mul(dot, f32x4.splat(scale));
}
