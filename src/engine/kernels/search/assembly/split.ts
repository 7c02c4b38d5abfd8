import { encodeRow, normOf, pairAt, smallest } from './encode.ts';
import { sumOf, sumOfFloats } from './dot.ts';
import { dotFloats, unit, widen } from './prefix.ts';
import { middleCode, writeRest } from './rest.ts';

const largestCode: f64 = 15;

// Where things lie, and what rows are split by. An instance has one thread, so that these are its own.
let length: i32 = 0;
let values: usize = 0;
let basis: usize = 0;
let width: i32 = 0;
let spread: f64 = 0;
let scratch: usize = 0;
let prefix: usize = 0;
let prefixStatistics: usize = 0;
let rest: usize = 0;
let restStatistics: usize = 0;

/**
 * Begins to split rows into prefixes and rests. W holds `basisWidth` rows of `rowLength` float32 numbers, with
 * |W W' - 1| <= `basisSpread`; the length is a multiple of 128. Zeros lie at `valuesAt`, with room for a row, and at `scratchAt`
 * there is room for twice as many numbers, and then for a prefix in float32 or as many bytes as a row has numbers. One row is written at a time.
 */
export function beginSplit(
  rowLength: i32,
  valuesAt: usize,
  basisAt: usize,
  basisWidth: i32,
  basisSpread: f64,
  scratchAt: usize,
  prefixAt: usize,
  prefixStatisticsAt: usize,
  restAt: usize,
  restStatisticsAt: usize,
): void {
  length = rowLength;
  values = valuesAt;
  basis = basisAt;
  width = basisWidth;
  spread = basisSpread;
  scratch = scratchAt;
  prefix = prefixAt;
  prefixStatistics = prefixStatisticsAt;
  rest = restAt;
  restStatistics = restStatisticsAt;
}

/** Splits the row whose float32 numbers lie at `values`: its direction where `isNormalised`. */
export function splitFloats(isNormalised: bool): void {
  const norm = normOf(values, length);
  if (isNormalised) split(norm > 0 ? 1 / norm : 0, 0, 1);
  else split(1, 0, <f32>(norm * 1.0000002) + smallest);
}

/** Splits the row that is known by codes, `stride` of them, and their statistics, and by no more. */
export function splitCodes(codes: usize, stride: i32, statistics: usize): void {
  widen(codes, stride, values);
  split(<f64>load<f32>(statistics), <f64>load<f32>(statistics, 8), load<f32>(statistics, 12));
}

/**
 * The row is x = factor v + a, |a| <= base. With y the codes of factor W v, and s their scale,
 *   x = s W' y + r + a,  r = t c + h
 * where c are the codes of the rest r, of 5 bits.
 *
 * Statistics of the prefix: s f32 | sum of y i32 | error f32 | |r| f32, of the rest: t f32 | sum of c i32 | |h| + base f32 |
 * norm f32; lengths are rounded up. The error is no less than |W r| + base, so that for q = W' b + p
 *   q.x = s b.y + q.r + q.a <= s b.y + max(|q|, |b|) error + |p||r|
 *
 * W v is summed in float32, with n terms to a lane: it is off by (n + 8) unit sqrt(width) |v|, and where products are
 * denormal by one of the smallest numbers for each; W' y by (width + 8) unit sqrt(width) |y|. The rest is measured in float64 from the sums as they are.
 */
function split(factor: f64, base: f64, norm: f32): void {
  const sums = scratch;
  const rests = scratch + ((<usize>length) << 2);
  const projected = rests + ((<usize>length) << 2);
  for (let at = 0; at < width; at++) {
    const direction = basis + ((<usize>at * length) << 2);
    store<f32>(projected + (at << 2), dotFloats(direction, values, length));
  }
  encodeRow(projected, width, prefix, prefixStatistics, false);
  const unscaled = <f64>load<f32>(prefixStatistics);
  const scale = factor * unscaled;
  const rounded = <f32>scale;
  const root = Math.sqrt(<f64>width);
  const lost = Math.abs(scale - <f64>rounded) * 127 * root;
  const coded = factor * <f64>load<f32>(prefixStatistics, 8) + lost;
  const kept = factor * normOf(projected, width) + coded;
  const sumOff = <f64>((length >> 4) + 8) * unit * 1.01 * normOf(values, length);
  const off = factor * root * (sumOff + <f64>length * <f64>smallest);
  const offBack = <f64>(width + 8) * unit * root * (1.01 + spread) * kept + 1e-12 * <f64>norm;
  addUp(sums);
  const left = subtract(sums, rests, factor, <f64>rounded);
  const error = coded + off + spread * kept + base;
  store<f32>(prefixStatistics, rounded);
  store<f32>(prefixStatistics, roundedUp(error), 8);
  store<f32>(prefixStatistics, roundedUp(left + offBack), 12);
  const restScale = <f32>(<f64>largestOf(rests) / largestCode);
  store<f32>(restStatistics, restScale);
  store<i32>(restStatistics, encodeRest(rests, projected), 4);
  const lostRest = measure(sums, projected, factor, <f64>rounded, <f64>restScale);
  store<f32>(restStatistics, roundedUp(lostRest + offBack + base), 8);
  store<f32>(restStatistics, norm, 12);
  writeRest(projected, rest, length);
}

function roundedUp(value: f64): f32 {
  return <f32>(value * 1.000001) + smallest;
}

/** W' y, four directions at a time. */
function addUp(sums: usize): void {
  memory.fill(sums, 0, (<usize>length) << 2);
  const bytes = (<usize>length) << 2;
  for (let at = 0; at < width; at += 4) {
    const direction = basis + <usize>at * bytes;
    const a = f32x4.splat(<f32>load<i8>(prefix + at));
    const b = f32x4.splat(<f32>load<i8>(prefix + at, 1));
    const c = f32x4.splat(<f32>load<i8>(prefix + at, 2));
    const d = f32x4.splat(<f32>load<i8>(prefix + at, 3));
    for (let to: usize = 0; to < bytes; to += 16) {
      const from = direction + to;
      const one = f32x4.add(f32x4.mul(a, v128.load(from)), f32x4.mul(b, v128.load(from + bytes)));
      const other = f32x4.add(
        f32x4.mul(c, v128.load(from + 2 * bytes)),
        f32x4.mul(d, v128.load(from + 3 * bytes)),
      );
      v128.store(sums + to, f32x4.add(v128.load(sums + to), f32x4.add(one, other)));
    }
  }
}

/** Two numbers of the rest. */
function restAt(sums: usize, at: usize, factors: v128, scales: v128): v128 {
  return f64x2.sub(f64x2.mul(pairAt(values + at), factors), f64x2.mul(pairAt(sums + at), scales));
}

/** Writes the rest as float32 numbers; its length. */
function subtract(sums: usize, rests: usize, factor: f64, scale: f64): f64 {
  const factors = f64x2.splat(factor);
  const scales = f64x2.splat(scale);
  let squares = f64x2.splat(0);
  for (let at: usize = 0; at < (<usize>length) << 2; at += 8) {
    const pair = restAt(sums, at, factors, scales);
    squares = f64x2.add(squares, f64x2.mul(pair, pair));
    v128.store64_lane(rests + at, f32x4.demote_f64x2_zero(pair), 0);
  }
  return Math.sqrt(sumOfFloats(squares));
}

function largestOf(rests: usize): f32 {
  let largest = f32x4.splat(0);
  for (let at: usize = 0; at < (<usize>length) << 2; at += 16)
    largest = f32x4.max(largest, f32x4.abs(v128.load(rests + at)));
  return max(
    max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
    max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)),
  );
}

/** A byte for each code, from 1 to 31: what they stand for is 16 less. Whatever they are, the error is measured. The sum. */
function encodeRest(rests: usize, codes: usize): i32 {
  const largest = largestOf(rests);
  const factors = f32x4.splat(largest > 0 ? <f32>largestCode / largest : 0);
  const middle = i8x16.splat(<i8>middleCode);
  let sum = i32x4.splat(0);
  for (let at = 0; at < length; at += 16) {
    const from = rests + ((<usize>at) << 2);
    const low = i16x8.narrow_i32x4_s(codesAt(from, factors), codesAt(from + 16, factors));
    const high = i16x8.narrow_i32x4_s(codesAt(from + 32, factors), codesAt(from + 48, factors));
    const packed = i8x16.narrow_i16x8_s(low, high);
    sum = i32x4.add(sum, i32x4.extadd_pairwise_i16x8_s(i16x8.extadd_pairwise_i8x16_s(packed)));
    v128.store(codes + at, i8x16.add(packed, middle));
  }
  return sumOf(sum);
}

/** What is no number becomes 0. */
function codesAt(rests: usize, factors: v128): v128 {
  const code = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(rests), factors)));
  return i32x4.max_s(i32x4.min_s(code, i32x4.splat(15)), i32x4.splat(-15));
}

/** What the codes leave of the rest. */
function measure(sums: usize, codes: usize, factor: f64, scale: f64, restScale: f64): f64 {
  const factors = f64x2.splat(factor);
  const scales = f64x2.splat(scale);
  const restScales = f64x2.splat(restScale);
  let squares = f64x2.splat(0);
  for (let at: usize = 0; at < <usize>length; at += 2) {
    const code = f64x2(
      <f64>(<i32>load<u8>(codes + at) - middleCode),
      <f64>(<i32>load<u8>(codes + at, 1) - middleCode),
    );
    const pair = f64x2.sub(restAt(sums, at << 2, factors, scales), f64x2.mul(code, restScales));
    squares = f64x2.add(squares, f64x2.mul(pair, pair));
  }
  return Math.sqrt(sumOfFloats(squares));
}
