import { largestOf } from '../../shared/assembly/largest.ts';
import { packGroup, sumOf } from './rowProducts.ts';

// Rows quantized to codes of 7 bits, -63 to 63: a row is about `scale` times its codes. Relaxed SIMD requires
// one operand in 0 to 127, so 64 is added to its codes ("raised") and 64 times the sum of the other codes is
// subtracted from the product. Products are exact and the same on every machine.
// Layout of a row: scale f32 | square f32 | 64 x sum of the codes, i32 | unused; then the codes, padded with
// zeros to a multiple of 16.

const headBytes: usize = 16;
const largestCode: f32 = 63;
const raised: i8 = 64;

let coded: usize = 0;
let codeBytes: usize = 0;

/**
 * Sets the memory of the codes: per row a header of 16 bytes and `length` codes, rounded up to a multiple of
 * 16.
 */
export function beginCodes(codesAt: usize, length: i32): void {
  coded = codesAt;
  codeBytes = (<usize>length + 15) & ~(<usize>15);
}

/** Returns the address of a quantized row: its header, followed by its codes. */
export function codesOf(row: i32): usize {
  return coded + <usize>row * quantizedBytes();
}

/** Returns the bytes of a quantized row, with its header. */
export function quantizedBytes(): usize {
  return headBytes + codeBytes;
}

export function scaleOf(codes: usize): f32 {
  return load<f32>(codes);
}

/**
 * Returns the squared length, corrected so that squares minus twice the product average to the squared
 * distance.
 */
export function quantizedSquareOf(codes: usize): f32 {
  return load<f32>(codes, 4);
}

/** Quantizes `length` values, a multiple of 4. */
export function encode(values: usize, length: i32, codes: usize): void {
  const largest = largestOf(values, length);
  const scale = largest / largestCode;
  const factor = f32x4.splat(largest > 0 ? largestCode / largest : 0);
  let sum = i32x4.splat(0);
  let squares = f32x4.splat(0);
  let errors = f32x4.splat(0);
  const to = codes + headBytes;
  for (let at: usize = 0; at < <usize>length; at += 4) {
    const value = v128.load(values + (at << 2));
    const near = f32x4.nearest(f32x4.mul(value, factor));
    const code = i32x4.trunc_sat_f32x4_s(near);
    const short = i16x8.narrow_i32x4_s(code, code);
    v128.store32_lane(to + at, i8x16.narrow_i16x8_s(short, short), 0);
    sum = i32x4.add(sum, code);
    const coded = f32x4.mul(near, f32x4.splat(scale));
    const error = f32x4.sub(value, coded);
    squares = f32x4.add(squares, f32x4.mul(coded, coded));
    errors = f32x4.add(errors, f32x4.mul(error, error));
  }
  memory.fill(to + length, 0, codeBytes - length);
  store<f32>(codes, scale);
  // Quantization errors are independent and lengthen every distance: subtract them.
  store<f32>(codes, sumOf(f32x4.sub(squares, errors)), 4);
  store<i32>(codes, <i32>raised * sumOfCodes(sum), 8);
}

/**
 * Packs the raised codes of eight rows as columns: the first four of each, the second four of each, and so on.
 */
export function packCodes(addresses: usize, packed: usize): void {
  for (let at: usize = 0; at < 32; at += 4)
    store<u32>(addresses + at, load<u32>(addresses + at) + <u32>headBytes);
  packGroup(addresses, <i32>(codeBytes >> 2), packed);
  raise(packed, packed, codeBytes << 3);
}

/** Writes the raised codes of a row. */
export function raiseCodes(codes: usize, to: usize): void {
  raise(codes + headBytes, to, codeBytes);
}

function raise(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16)
    v128.store(to + at, i8x16.add(v128.load(from + at), i8x16.splat(raised)));
}

/** Adds the products of four codes per lane; `b` is raised. */
function addProducts(a: v128, b: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i32x4.relaxed_dot_i8x16_i7x16_add_s(a, b, sum);
  const low = i32x4.extadd_pairwise_i16x8_s(i16x8.extmul_low_i8x16_s(a, b));
  const high = i32x4.extadd_pairwise_i16x8_s(i16x8.extmul_high_i8x16_s(a, b));
  const pairs = i32x4.add(
    i32x4.shuffle(low, high, 0, 2, 4, 6),
    i32x4.shuffle(low, high, 1, 3, 5, 7),
  );
  return i32x4.add(sum, pairs);
}

/**
 * Computes the inner products of four quantized rows with a packed group. `scales` are those of its columns.
 */
export function multiplyQuantizedGroup(
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  packed: usize,
  scales: usize,
  products: usize,
): void {
  let a0 = unraised(a);
  let a1 = a0;
  let b0 = unraised(b);
  let b1 = b0;
  let c0 = unraised(c);
  let c1 = c0;
  let d0 = unraised(d);
  let d1 = d0;
  const end = packed + (codeBytes << 3);
  let at: usize = headBytes;
  while (packed < end) {
    const low = v128.load(packed);
    const high = v128.load(packed, 16);
    let value = v128.load32_splat(a + at);
    a0 = addProducts(value, low, a0);
    a1 = addProducts(value, high, a1);
    value = v128.load32_splat(b + at);
    b0 = addProducts(value, low, b0);
    b1 = addProducts(value, high, b1);
    value = v128.load32_splat(c + at);
    c0 = addProducts(value, low, c0);
    c1 = addProducts(value, high, c1);
    value = v128.load32_splat(d + at);
    d0 = addProducts(value, low, d0);
    d1 = addProducts(value, high, d1);
    at += 4;
    packed += 32;
  }
  const low = v128.load(scales);
  const high = v128.load(scales, 16);
  v128.store(products, scaled(a0, a, low));
  v128.store(products, scaled(a1, a, high), 16);
  v128.store(products, scaled(b0, b, low), 32);
  v128.store(products, scaled(b1, b, high), 48);
  v128.store(products, scaled(c0, c, low), 64);
  v128.store(products, scaled(c1, c, high), 80);
  v128.store(products, scaled(d0, d, low), 96);
  v128.store(products, scaled(d1, d, high), 112);
}

function unraised(codes: usize): v128 {
  return i32x4.neg(v128.load32_splat(codes + 8));
}

function scaled(sums: v128, codes: usize, scales: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(sums), f32x4.mul(v128.load32_splat(codes), scales));
}

/**
 * Returns the inner products of a raised row with four quantized rows, divided by the scale of the raised row.
 */
export function multiplyFourQuantized(
  raisedAt: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
): v128 {
  let sa = i32x4.splat(0);
  let sb = i32x4.splat(0);
  let sc = i32x4.splat(0);
  let sd = i32x4.splat(0);
  for (let at: usize = 0; at < codeBytes; at += 16) {
    const value = v128.load(raisedAt + at);
    sa = addProducts(v128.load(a + at, headBytes), value, sa);
    sb = addProducts(v128.load(b + at, headBytes), value, sb);
    sc = addProducts(v128.load(c + at, headBytes), value, sc);
    sd = addProducts(v128.load(d + at, headBytes), value, sd);
  }
  const ab = i32x4.add(i32x4.shuffle(sa, sb, 0, 4, 1, 5), i32x4.shuffle(sa, sb, 2, 6, 3, 7));
  const cd = i32x4.add(i32x4.shuffle(sc, sd, 0, 4, 1, 5), i32x4.shuffle(sc, sd, 2, 6, 3, 7));
  const sums = i32x4.add(i64x2.shuffle(ab, cd, 0, 2), i64x2.shuffle(ab, cd, 1, 3));
  const offsets = i32x4(load<i32>(a, 8), load<i32>(b, 8), load<i32>(c, 8), load<i32>(d, 8));
  const scales = f32x4(scaleOf(a), scaleOf(b), scaleOf(c), scaleOf(d));
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(sums, offsets)), scales);
}

function sumOfCodes(lanes: v128): i32 {
  return (
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    (i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3))
  );
}
