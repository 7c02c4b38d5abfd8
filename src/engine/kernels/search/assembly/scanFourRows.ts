// Computes the upper bounds of four rows at a time, for rows of up to 128 codes.
import { add16, offset } from './dot.ts';

// Codes, statistics and query of the current scan. An instance has one thread, so globals are safe.
let codes: usize = 0;
let stride: i32 = 0;
let query: usize = 0;
let statistics: usize = 0;
let norms: usize = 0;
let scale: f64 = 0;
let errorFactor: f64 = 0;
let fourthFactor: f64 = 0;
let bothFactor: f64 = 0;
let knownNorm: f64 = 0;
let isEuclidean: bool = false;
let querySquare: f64 = 0;

/**
 * Sets the rows and the terms of their upper bounds. Rows have `stride` codes and follow each other; each has 16 bytes of
 * statistics (scale, sum of the codes, error, and a fourth number). A row's inner product with the query is at most
 *   queryScale * (row's scale) * (product of the codes)
 *     + byError * (row's error) + byFourth * (row's fourth) + byBoth * (its norm + its error)
 */
export function setFourRowTerms(
  rowCodes: usize,
  rowStride: i32,
  rowStatistics: usize,
  queryCodes: usize,
  queryScale: f64,
  byError: f64,
  byFourth: f64,
  byBoth: f64,
): void {
  codes = rowCodes;
  stride = rowStride;
  statistics = rowStatistics;
  query = queryCodes;
  scale = queryScale;
  errorFactor = byError;
  fourthFactor = byFourth;
  bothFactor = byBoth;
}

/** Sets the metric. A row's norm is the last of its 16 bytes at `rowNorms`, or `norm` if that is not 0. */
export function setFourRowMetric(
  rowNorms: usize,
  norm: f64,
  isMetricEuclidean: bool,
  square: f64,
): void {
  norms = rowNorms;
  knownNorm = norm;
  isEuclidean = isMetricEuclidean;
  querySquare = square;
}

/**
 * The bits of the rows whose upper bound reaches the threshold, of the 64 rows from `first` on that `bits` selects. For
 * short rows the terms of the bound cost more than the products: here four rows share them.
 */
export function rowsReaching(first: i32, bits: u64, threshold: f32): u64 {
  const least = f32x4.splat(threshold);
  let reaching: u64 = 0;
  for (let at = 0; at < 64; at += 4) {
    const four = <i32>((bits >> at) & 15);
    if (four == 0) continue;
    // A bound that is NaN reaches the threshold.
    const missing = i32x4.bitmask(f32x4.lt(upperBoundsOf(first + at), least));
    reaching |= (<u64>(four & ~missing)) << at;
  }
  return reaching;
}

/** Writes the float32 upper bounds of 64 rows; -Infinity for rows without a bit and for bounds that are NaN. */
export function writeUpperBounds(first: i32, bits: u64, into: usize): void {
  const lowest = f32x4.splat(-Infinity);
  for (let at = 0; at < 64; at += 4)
    v128.store(into + (at << 2), f32x4.pmax(lowest, upperBoundsOf(first + at)));
  for (let missing = ~bits; missing != 0; missing &= missing - 1)
    store<f32>(into + ((<usize>ctz(missing)) << 2), -Infinity);
}

/** Upper bounds of the four rows from `row` on. */
function upperBoundsOf(row: i32): v128 {
  const at = statistics + ((<usize>row) << 4);
  const a = v128.load(at);
  const b = v128.load(at, 16);
  const c = v128.load(at, 32);
  const d = v128.load(at, 48);
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const scales = i32x4.shuffle(ab, cd, 0, 1, 4, 5);
  const sums = i32x4.shuffle(ab, cd, 2, 3, 6, 7);
  const abLast = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cdLast = i32x4.shuffle(c, d, 2, 6, 3, 7);
  const errors = i32x4.shuffle(abLast, cdLast, 0, 1, 4, 5);
  const fourths = i32x4.shuffle(abLast, cdLast, 2, 3, 6, 7);
  const product = i32x4.sub(productsOf(row), i32x4.mul(sums, i32x4.splat(offset)));
  const lengths = knownNorm > 0 ? f32x4.splat(<f32>knownNorm) : normsOf(row);
  const low = upperBoundsOfTwo(product, scales, errors, fourths, lengths);
  const high = upperBoundsOfTwo(
    upper(product),
    upper(scales),
    upper(errors),
    upper(fourths),
    upper(lengths),
  );
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** Moves the upper two of four lanes to the lower two. */
function upper(lanes: v128): v128 {
  return i64x2.shuffle(lanes, lanes, 1, 1);
}

/** Upper bounds of the lower two lanes, in float64. */
function upperBoundsOfTwo(
  product: v128,
  scales: v128,
  errors: v128,
  fourths: v128,
  lengths: v128,
): v128 {
  const error = f64x2.promote_low_f32x4(errors);
  const norm = f64x2.promote_low_f32x4(lengths);
  const estimate = f64x2.mul(
    f64x2.mul(f64x2.splat(scale), f64x2.promote_low_f32x4(scales)),
    f64x2.convert_low_i32x4_s(product),
  );
  const slack = f64x2.add(
    f64x2.add(
      f64x2.mul(f64x2.splat(errorFactor), error),
      f64x2.mul(f64x2.splat(fourthFactor), f64x2.promote_low_f32x4(fourths)),
    ),
    f64x2.mul(f64x2.splat(bothFactor), f64x2.add(norm, error)),
  );
  const bound = f64x2.add(estimate, slack);
  if (!isEuclidean) return bound;
  // |q - x|^2 = |q|^2 + |x|^2 - 2 q.x, with the slack of scan.ts.
  const square = f64x2.mul(norm, norm);
  const twice = f64x2.sub(f64x2.add(bound, bound), square);
  const spare = 1e-11 * querySquare + 1e-60 - querySquare;
  return f64x2.add(f64x2.add(twice, f64x2.splat(spare)), f64x2.mul(f64x2.splat(1e-6), square));
}

/** Norms of the four rows from `row` on. */
function normsOf(row: i32): v128 {
  const at = norms + ((<usize>row) << 4);
  const one = v128.load32_zero(at, 12);
  const two = v128.load32_lane(at, one, 1, 28);
  const three = v128.load32_lane(at, two, 2, 44);
  return v128.load32_lane(at, three, 3, 60);
}

/** Exact products of the codes of four rows and of the query. */
function productsOf(row: i32): v128 {
  const first = codes + <usize>row * stride;
  const second = first + stride;
  const third = second + stride;
  const fourth = third + stride;
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  for (let at: usize = 0; at < <usize>stride; at += 16) {
    const queryCodes = query + at;
    a = add16(first + at, queryCodes, a);
    b = add16(second + at, queryCodes, b);
    c = add16(third + at, queryCodes, c);
    d = add16(fourth + at, queryCodes, d);
  }
  const ab = i32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7));
  return i32x4.add(i32x4.shuffle(ab, cd, 0, 1, 4, 5), i32x4.shuffle(ab, cd, 2, 3, 6, 7));
}
