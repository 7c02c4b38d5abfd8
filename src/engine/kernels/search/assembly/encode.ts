import { largestOf } from '../../shared/assembly/largest.ts';
import { sumOf, sumOfFloats } from './dot.ts';

/** The smallest float32 number above 0. Rounding to float32 near 0 is off by at most half of it. */
export const smallestFloat32: f32 = 1.401298464324817e-45;

/**
 * Quantizes a row: writes its codes and 16 bytes of statistics, so that x = scale * codes + residual, |residual| <= error.
 *
 * statistics: scale f32 | sum of the codes i32 | error f32, rounded up | norm of x f32, rounded up
 *
 * `values` is the address of `length` float32 numbers, a multiple of 16 with zeros at the end. x is the direction of the
 * values if `isNormalised`, with norm 1, else the values. The error is measured from the scale and the codes in float64,
 * so the bound holds for values of any size.
 */
export function encodeRow(
  values: usize,
  length: i32,
  codes: usize,
  statistics: usize,
  isNormalised: bool,
): void {
  const norm = normOf(values, length);
  const factor: f64 = isNormalised ? (norm > 0 ? 1 / norm : 0) : 1;
  const largest = largestOf(values, length);
  const scale = <f32>((<f64>largest * factor) / 127);
  const sum = writeCodes(values, length, codes, largest > 0 ? <f32>127 / largest : 0);
  const error = errorOf(values, length, codes, factor, <f64>scale);
  store<f32>(statistics, scale);
  store<i32>(statistics, sum, 4);
  store<f32>(statistics, <f32>(error * 1.000001) + smallestFloat32, 8);
  store<f32>(statistics, isNormalised ? 1 : <f32>(norm * 1.0000002) + smallestFloat32, 12);
}

/** The Euclidean norm of `length` float32 numbers, a multiple of 8, summed in float64. */
export function normOf(values: usize, length: i32): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  const end = values + ((<usize>length) << 2);
  for (; values < end; values += 32) {
    a = addSquare(a, pairAt(values));
    b = addSquare(b, pairAt(values + 8));
    c = addSquare(c, pairAt(values + 16));
    d = addSquare(d, pairAt(values + 24));
  }
  return Math.sqrt(sumOfFloats(f64x2.add(f64x2.add(a, b), f64x2.add(c, d))));
}

/** Adds the squares of two float64 numbers to two sums. */
export function addSquare(sum: v128, pair: v128): v128 {
  return f64x2.add(sum, f64x2.mul(pair, pair));
}

/** Two float32 numbers as float64. */
export function pairAt(values: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(values));
}

/** Writes the codes and returns their sum. */
function writeCodes(values: usize, length: i32, codes: usize, factor: f32): i32 {
  const factors = f32x4.splat(factor);
  let sum = i32x4.splat(0);
  for (let at = 0; at < length; at += 16) {
    const from = values + (at << 2);
    const low = i16x8.narrow_i32x4_s(rounded(from, factors), rounded(from + 16, factors));
    const high = i16x8.narrow_i32x4_s(rounded(from + 32, factors), rounded(from + 48, factors));
    const packed = i8x16.narrow_i16x8_s(low, high);
    v128.store(codes + at, packed);
    sum = i32x4.add(sum, i32x4.extadd_pairwise_i16x8_s(i16x8.extadd_pairwise_i8x16_s(packed)));
  }
  return sumOf(sum);
}

/** Four numbers times `factors`, rounded to int32. Saturates; NaN becomes 0. */
function rounded(values: usize, factors: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(values), factors)));
}

/** The norm of what the codes leave out. */
function errorOf(values: usize, length: i32, codes: usize, factor: f64, scale: f64): f64 {
  const factors = f64x2.splat(factor);
  const scales = f64x2.splat(scale);
  let sum = f64x2.splat(0);
  for (let at = 0; at < length; at += 2) {
    const pair = pairAt(values + (at << 2));
    const code = f64x2(<f64>load<i8>(codes + at), <f64>load<i8>(codes + at, 1));
    const residual = f64x2.sub(f64x2.mul(pair, factors), f64x2.mul(code, scales));
    sum = addSquare(sum, residual);
  }
  return Math.sqrt(sumOfFloats(sum));
}
