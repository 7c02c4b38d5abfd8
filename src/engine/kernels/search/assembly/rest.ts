import { addProducts, offset, sumOf } from './dot.ts';
import { prefixCodedSlack, prefixFine, prefixMiddle, restNormOf } from './prefix.ts';

/** What the codes of a rest stand above zero by. */
export const middleCode: i32 = 16;

/** Codes lie in blocks of so many: 64 bytes of their lower four bits, and 16 of their fifth. */
const blockCodes: i32 = 128;
const blockBytes: usize = 80;

// Where the rests of a scan lie, and what is asked of them. An instance has one thread, so that these are its own.
let rests: usize = 0;
let statistics: usize = 0;
let length: i32 = 0;
let rowBytes: usize = 0;
let query: usize = 0;
let coarseScale: f64 = 0;
let coarseError: f64 = 0;
let coarseShift: i32 = 0;
let fineScale: f64 = 0;
let fineError: f64 = 0;
let fineShift: i32 = 0;
let queryNorm: f64 = 0;
let prefixScale: f64 = 0;
let prefixError: f64 = 0;

/**
 * Rows are split (see split.ts), with `rowLength` codes in a rest, a multiple of 128. Of the query, whose length `norm` bounds,
 * there are two rows of codes, one behind the other, whose sums are given; of b = W q a second row of codes lies behind the
 * first, and `error` is what both leave of it.
 */
export function beginRests(
  restsAt: usize,
  statisticsAt: usize,
  rowLength: i32,
  queryAt: usize,
  scale: f64,
  restError: f64,
  sum: i32,
  secondScale: f64,
  secondError: f64,
  secondSum: i32,
  norm: f64,
  finePrefixScale: f64,
  finePrefixError: f64,
): void {
  rests = restsAt;
  statistics = statisticsAt;
  length = rowLength;
  rowBytes = <usize>(rowLength / blockCodes) * blockBytes;
  query = queryAt;
  coarseScale = scale;
  coarseError = restError;
  coarseShift = middleCode * sum;
  fineScale = secondScale;
  fineError = secondError;
  fineShift = middleCode * secondSum;
  queryNorm = norm;
  prefixScale = finePrefixScale;
  prefixError = finePrefixError;
}

/**
 * About the inner product of a row with the query, q = w v + p and b = u d + g, where v and d are codes:
 *   q.x = s b.y + t q.c + q.(h + a)
 *   |q.x - s u (d.y) - t w (v.c)| <= |g||s y| + |p||t c| + |q|(|h| + |a|),  |t c| <= |r| + |h|
 */
export function splitMiddle(row: i32): f64 {
  return prefixMiddle(row) + coarseScale * restProduct(row, query, coarseShift);
}

export function splitSlack(row: i32, norm: f64): f64 {
  const error = errorOf(row);
  return prefixCodedSlack(row, norm) + coarseError * (restNormOf(row) + error) + queryNorm * error;
}

/** What the second rows of codes add to the middle, and their slack. */
export function splitFine(row: i32): f64 {
  return prefixScale * prefixFine(row) + fineScale * restProduct(row, query + length, fineShift);
}

export function splitFineSlack(row: i32, norm: f64): f64 {
  const error = errorOf(row);
  return (
    prefixCodedSlack(row, norm, prefixError) +
    fineError * (restNormOf(row) + error) +
    queryNorm * error
  );
}

function errorOf(row: i32): f64 {
  return <f64>load<f32>(statistics + ((<usize>row) << 4), 8);
}

/** With u = c + 16 and w = v + 64 as they are stored, c.v = u.w - 16 sum(w) - 64 sum(c). */
function restProduct(row: i32, asked: usize, shift: i32): f64 {
  const at = statistics + ((<usize>row) << 4);
  const product = dotRest(rests + <usize>row * rowBytes, asked);
  return <f64>load<f32>(at) * <f64>(product - shift - offset * load<i32>(at, 4));
}

function dotRest(codes: usize, asked: usize): i32 {
  const four = i8x16.splat(15);
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  const end = asked + length;
  while (asked < end) {
    const fifths = v128.load(codes + 64);
    const first = v128.load(codes);
    a = addProducts(v128.or(v128.and(first, four), fifth(i16x8.shl(fifths, 4))), asked, a);
    b = addProducts(v128.or(upper(first), fifth(i16x8.shl(fifths, 3))), asked + 16, b);
    const second = v128.load(codes + 16);
    a = addProducts(v128.or(v128.and(second, four), fifth(i16x8.shl(fifths, 2))), asked + 32, a);
    b = addProducts(v128.or(upper(second), fifth(i16x8.shl(fifths, 1))), asked + 48, b);
    const third = v128.load(codes + 32);
    a = addProducts(v128.or(v128.and(third, four), fifth(fifths)), asked + 64, a);
    b = addProducts(v128.or(upper(third), fifth(i16x8.shr_u(fifths, 1))), asked + 80, b);
    const fourth = v128.load(codes + 48);
    a = addProducts(v128.or(v128.and(fourth, four), fifth(i16x8.shr_u(fifths, 2))), asked + 96, a);
    b = addProducts(v128.or(upper(fourth), fifth(i16x8.shr_u(fifths, 3))), asked + 112, b);
    codes += blockBytes;
    asked += blockCodes;
  }
  return sumOf(i32x4.add(a, b));
}

/** The upper four bits of each byte. */
function upper(codes: v128): v128 {
  return v128.and(i16x8.shr_u(codes, 4), i8x16.splat(15));
}

/** The bit that has been shifted to the fifth place. */
function fifth(shifted: v128): v128 {
  return v128.and(shifted, i8x16.splat(16));
}

/** Writes a rest from a byte for each of its codes. */
export function writeRest(codes: usize, rest: usize, count: i32): void {
  for (let first = 0; first < count; first += blockCodes) {
    let fifths = i8x16.splat(0);
    for (let eighth = 0; eighth < 8; eighth += 2) {
      const low = v128.load(codes + (eighth << 4));
      const high = v128.load(codes + ((eighth + 1) << 4));
      const four = v128.or(
        v128.and(low, i8x16.splat(15)),
        v128.and(i16x8.shl(high, 4), i8x16.splat(-16)),
      );
      v128.store(rest + (eighth << 3), four);
      fifths = v128.or(fifths, bitAt(low, eighth));
      fifths = v128.or(fifths, bitAt(high, eighth + 1));
    }
    v128.store(rest, fifths, 64);
    codes += blockCodes;
    rest += blockBytes;
  }
}

/** The fifth bit of each byte, at another place. */
function bitAt(codes: v128, place: i32): v128 {
  const bit = v128.and(i8x16.shr_u(codes, 4), i8x16.splat(1));
  return i8x16.shl(bit, place);
}
