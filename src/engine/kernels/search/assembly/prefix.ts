import { dotCodes, offset } from './dot.ts';
import { encodeRow, normOf, smallest } from './encode.ts';
import { askFours } from './scanFourRows.ts';

/** Of rounding to float32. */
const unit: f64 = 5.960464477539063e-8;
const largestCode: f64 = 127;

/**
 * Writes the prefixes of the rows from `first` to below `end` of a block: codes of y = W x in `width` numbers, and 16
 * bytes of statistics beside them. W holds `width` rows of `stride` float32 numbers, with |W W' - 1| <= `spread`.
 *
 * statistics: scale f32 | sum of the codes i32 | error f32, rounded up | rest f32, rounded up
 *
 * A row is known by its codes: x = s c + r, |r| <= e, and it is c that is projected, in float32. With n terms to a lane,
 * y = W c + g has |g| <= (n + 8) unit sqrt(width) |c|, and
 *   |c - W' y|^2 <= |c|^2 - |y|^2 + 2 |y||g| + spread |y|^2
 * which is the square of the rest. The error holds what the codes of y leave, |g| and e, so that for q = W' b + p
 *   q.x <= b.(coded y) + max(|q|, |b|) error + |p| rest + |W p||y|
 * `scratch` has room for `stride` + `width` float32 numbers.
 */
export function projectRows(
  codes: usize,
  statistics: usize,
  stride: i32,
  basis: usize,
  width: i32,
  spread: f64,
  scratch: usize,
  prefixes: usize,
  prefixStatistics: usize,
  first: i32,
  end: i32,
): void {
  const projected = scratch + ((<usize>stride) << 2);
  const rounding = <f64>((stride >> 4) + 8) * unit * Math.sqrt(<f64>width) * 1.01;
  for (let row = first; row < end; row++) {
    const square = widen(codes + <usize>row * stride, stride, scratch);
    for (let at = 0; at < width; at++) {
      const direction = basis + ((<usize>at * stride) << 2);
      store<f32>(projected + (at << 2), dotFloats(direction, scratch, stride));
    }
    const written = prefixStatistics + ((<usize>row) << 4);
    encodeRow(projected, width, prefixes + <usize>row * width, written, false);
    const length = Math.sqrt(square);
    const kept = normOf(projected, width);
    const off = rounding * length;
    const rest = square - kept * kept + 2 * kept * off + spread * kept * kept + 1e-12 * square;
    finish(written, statistics + ((<usize>row) << 4), width, off, Math.sqrt(max(rest, 0)));
  }
}

/** From multiples of the row's scale to numbers. */
function finish(written: usize, statistics: usize, width: i32, off: f64, rest: f64): void {
  const scale = <f64>load<f32>(statistics);
  const both = scale * <f64>load<f32>(written);
  const rounded = <f32>both;
  const lost = Math.abs(both - <f64>rounded) * largestCode * Math.sqrt(<f64>width);
  const error = scale * (<f64>load<f32>(written, 8) + off) + lost + <f64>load<f32>(statistics, 8);
  store<f32>(written, rounded);
  store<f32>(written, <f32>(error * 1.000001) + smallest, 8);
  store<f32>(written, <f32>(scale * rest * 1.000001) + smallest, 12);
}

/** Codes as float32 numbers; the sum of their squares. */
function widen(codes: usize, length: i32, into: usize): f64 {
  let squares = i32x4.splat(0);
  for (let at = 0; at < length; at += 8) {
    const eight = v128.load8x8_s(codes + at);
    squares = i32x4.add(squares, i32x4.dot_i16x8_s(eight, eight));
    const to = into + (at << 2);
    v128.store(to, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(eight)));
    v128.store(to, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(eight)), 16);
  }
  return (
    <f64>i32x4.extract_lane(squares, 0) +
    <f64>i32x4.extract_lane(squares, 1) +
    <f64>i32x4.extract_lane(squares, 2) +
    <f64>i32x4.extract_lane(squares, 3)
  );
}

/** `length` is a multiple of 16: each lane adds a sixteenth of the terms. */
function dotFloats(one: usize, other: usize, length: i32): f32 {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  const end = one + ((<usize>length) << 2);
  while (one < end) {
    a = f32x4.add(a, f32x4.mul(v128.load(one), v128.load(other)));
    b = f32x4.add(b, f32x4.mul(v128.load(one, 16), v128.load(other, 16)));
    c = f32x4.add(c, f32x4.mul(v128.load(one, 32), v128.load(other, 32)));
    d = f32x4.add(d, f32x4.mul(v128.load(one, 48), v128.load(other, 48)));
    one += 64;
    other += 64;
  }
  const sum = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}

// Where the prefixes of a scan lie, and what is asked of them. An instance has one thread, so that these are its own.
let prefixes: usize = 0;
let prefixStatistics: usize = 0;
let width: i32 = 0;
let query: usize = 0;
let queryScale: f64 = 0;
let queryNorm: f64 = 0;
let queryRest: f64 = 0;
let queryError: f64 = 0;
let rowNorm: f64 = 0;

/**
 * `scale` times the codes at `queryAt` stands for b, but for `error`, which includes |W p|. `norm` bounds |q| and |b|,
 * `knownNorm` is that of every row, or 0 where rows differ.
 */
export function beginPrefixes(
  prefixesAt: usize,
  statisticsAt: usize,
  prefixWidth: i32,
  queryAt: usize,
  scale: f64,
  norm: f64,
  rest: f64,
  error: f64,
  knownNorm: f64,
): void {
  prefixes = prefixesAt;
  prefixStatistics = statisticsAt;
  width = prefixWidth;
  query = queryAt;
  queryScale = scale;
  queryNorm = norm;
  queryRest = rest;
  queryError = error;
  rowNorm = knownNorm;
}

/** Prepares to ask prefixes of four rows at a time. */
export function askPrefixes(): void {
  askFours(prefixes, width, prefixStatistics, query, queryScale, queryNorm, queryRest, queryError);
}

/** The norm of all rows, or 0 where they differ. */
export function prefixKnownNorm(): f64 {
  return rowNorm;
}

/** What a row's inner product with the query cannot exceed, in two parts: the first may be multiplied, the second is slack. */
export function prefixMiddle(row: i32): f64 {
  const at = prefixStatistics + ((<usize>row) << 4);
  const product = dotCodes(prefixes + <usize>row * width, query, width);
  return queryScale * <f64>load<f32>(at) * <f64>(product - offset * load<i32>(at, 4));
}

/** What codes of b leave is times |y| <= sqrt(1 + spread) (|x| + error); the root is in what they leave. */
export function prefixSlack(row: i32, norm: f64): f64 {
  const at = prefixStatistics + ((<usize>row) << 4);
  const error = <f64>load<f32>(at, 8);
  const rest = <f64>load<f32>(at, 12);
  return queryNorm * error + queryRest * rest + queryError * (norm + error);
}

/** The norm of a row whose statistics lie at `statistics`. */
export function prefixNorm(statistics: usize): f64 {
  return rowNorm > 0 ? rowNorm : <f64>load<f32>(statistics, 12);
}
