// Prefixes: quantized projections of rows that bound their scores before all codes are read.
import { dotCodes, offset } from './dot.ts';
import { encodeRow, normOf, smallestFloat32 } from './encode.ts';
import * as scan from '../blocks/prefixScanBlock.ts';
import * as projection from '../blocks/projectionBlock.ts';
import { setFourRowTerms } from './scanFourRows.ts';

/** Relative error of rounding to float32. */
const unitRoundoff: f64 = 5.960464477539063e-8;
const largestCode: f64 = 127;

/**
 * Writes the prefixes of a block of rows: the codes of y = W x in `width` numbers, and 16 bytes of statistics for each.
 * `parameters` is the address of a block as projectionBlock.ts lays it out.
 *
 * statistics: scale f32 | sum of the codes i32 | error f32, rounded up | residual f32, rounded up
 *
 * The codes of a row are projected, in float32: x = s c + r, |r| <= e. With n terms to a lane, y = W c + g has
 * |g| <= (n + 8) unitRoundoff sqrt(width) |c|, and
 *   |c - W' y|^2 <= |c|^2 - |y|^2 + 2 |y||g| + spread |y|^2
 * which is the square of the residual. The error holds what the codes of y leave out, |g| and e, so that for q = W' b + p
 *   q.x <= b.(quantized y) + max(|q|, |b|) error + |p| residual + |W p||y|
 */
export function projectRows(parameters: usize): void {
  const codes = <usize>load<f64>(parameters, projection.codes);
  const statistics = <usize>load<f64>(parameters, projection.statistics);
  const stride = <i32>load<f64>(parameters, projection.stride);
  const basis = <usize>load<f64>(parameters, projection.basis);
  const width = <i32>load<f64>(parameters, projection.width);
  const spread = load<f64>(parameters, projection.spread);
  const scratch = <usize>load<f64>(parameters, projection.scratch);
  const prefixes = <usize>load<f64>(parameters, projection.prefixes);
  const prefixStatistics = <usize>load<f64>(parameters, projection.prefixStatistics);
  const first = <i32>load<f64>(parameters, projection.first);
  const end = <i32>load<f64>(parameters, projection.end);
  const projected = scratch + ((<usize>stride) << 2);
  const rounding = <f64>((stride >> 4) + 8) * unitRoundoff * Math.sqrt(<f64>width) * 1.01;
  for (let row = first; row < end; row++) {
    const square = decodeCodes(codes + <usize>row * stride, stride, scratch);
    for (let at = 0; at < width; at++) {
      const direction = basis + ((<usize>at * stride) << 2);
      store<f32>(projected + (at << 2), dotFloats(direction, scratch, stride));
    }
    const written = prefixStatistics + ((<usize>row) << 4);
    encodeRow(projected, width, prefixes + <usize>row * width, written, false);
    const length = Math.sqrt(square);
    const projectedNorm = normOf(projected, width);
    const off = rounding * length;
    const energy = projectedNorm * projectedNorm;
    const lost = square - energy + 2 * projectedNorm * off + spread * energy + 1e-12 * square;
    const residual = Math.sqrt(max(lost, 0));
    scaleStatistics(written, statistics + ((<usize>row) << 4), width, off, residual);
  }
}

/** Multiplies the statistics of a prefix by the scale of its row's codes, rounding the bounds up. */
function scaleStatistics(
  written: usize,
  statistics: usize,
  width: i32,
  off: f64,
  residual: f64,
): void {
  const scale = <f64>load<f32>(statistics);
  const both = scale * <f64>load<f32>(written);
  const rounded = <f32>both;
  const lost = Math.abs(both - <f64>rounded) * largestCode * Math.sqrt(<f64>width);
  const error = scale * (<f64>load<f32>(written, 8) + off) + lost + <f64>load<f32>(statistics, 8);
  store<f32>(written, rounded);
  store<f32>(written, <f32>(error * 1.000001) + smallestFloat32, 8);
  store<f32>(written, <f32>(scale * residual * 1.000001) + smallestFloat32, 12);
}

/** Writes codes as float32 numbers and returns the sum of their squares. */
function decodeCodes(codes: usize, length: i32, into: usize): f64 {
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

/** An inner product in float32. `length` is a multiple of 16: each lane adds a sixteenth of the terms. */
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

// The prefixes and the query of the current scan. An instance has one thread, so globals are safe.
let prefixes: usize = 0;
let prefixStatistics: usize = 0;
let width: i32 = 0;
let query: usize = 0;
let queryScale: f64 = 0;
let queryNorm: f64 = 0;
let queryResidual: f64 = 0;
let queryError: f64 = 0;
let rowNorm: f64 = 0;

/** Sets the prefixes and the query for the next calls of `scanRows`. Reads a block as prefixScanBlock.ts lays it out. */
export function beginPrefixScan(parameters: usize): void {
  prefixes = <usize>load<f64>(parameters, scan.prefixes);
  prefixStatistics = <usize>load<f64>(parameters, scan.statistics);
  width = <i32>load<f64>(parameters, scan.width);
  query = <usize>load<f64>(parameters, scan.query);
  queryScale = load<f64>(parameters, scan.scale);
  queryNorm = load<f64>(parameters, scan.norm);
  queryResidual = load<f64>(parameters, scan.residual);
  queryError = load<f64>(parameters, scan.error);
  rowNorm = load<f64>(parameters, scan.rowNorm);
}

/** Makes scanFourRows.ts bound rows by their prefixes. */
export function setFourRowPrefixes(): void {
  setFourRowTerms(
    prefixes,
    width,
    prefixStatistics,
    query,
    queryScale,
    queryNorm,
    queryResidual,
    queryError,
  );
}

/** The norm of all rows; 0 if rows differ. */
export function prefixKnownNorm(): f64 {
  return rowNorm;
}

/** The estimate of a row's inner product with the query. The inner product is at most the estimate plus `prefixSlack`. */
export function prefixEstimate(row: i32): f64 {
  const at = prefixStatistics + ((<usize>row) << 4);
  const product = dotCodes(prefixes + <usize>row * width, query, width);
  return queryScale * <f64>load<f32>(at) * <f64>(product - offset * load<i32>(at, 4));
}

/** Bounds how far the inner product exceeds the estimate. |y| <= sqrt(1 + spread) (|x| + error): `error` includes the root. */
export function prefixSlack(row: i32, norm: f64): f64 {
  const at = prefixStatistics + ((<usize>row) << 4);
  const error = <f64>load<f32>(at, 8);
  const residual = <f64>load<f32>(at, 12);
  return queryNorm * error + queryResidual * residual + queryError * (norm + error);
}

/** The norm of the row whose statistics are at `statistics`. */
export function prefixNorm(statistics: usize): f64 {
  return rowNorm > 0 ? rowNorm : <f64>load<f32>(statistics, 12);
}
