import { add16, offset } from './dot.ts';

// What is asked of rows, four at a time. An instance has one thread, so that these are its own.
let codes: usize = 0;
let stride: i32 = 0;
let query: usize = 0;
let statistics: usize = 0;
let norms: usize = 0;
let scale: f64 = 0;
let byError: f64 = 0;
let byFourth: f64 = 0;
let byBoth: f64 = 0;
let knownNorm: f64 = 0;
let isEuclidean: bool = false;
let querySquare: f64 = 0;

/**
 * Bounds of rows of `stride` codes, which lie one behind the other. With statistics beside each (scale, sum of the codes,
 * error, and a fourth number) a row's inner product with the query is at most
 *   scale * (row's scale) * (product of the codes)
 *     + byError * (row's error) + byFourth * (row's fourth) + byBoth * (its norm + its error)
 * Norms are the last of 16 bytes at `norms`, or all `norm` where that is not 0.
 */
export function askFours(
  rowCodes: usize,
  rowStride: i32,
  rowStatistics: usize,
  queryCodes: usize,
  queryScale: f64,
  errorFactor: f64,
  fourthFactor: f64,
  bothFactor: f64,
): void {
  codes = rowCodes;
  stride = rowStride;
  statistics = rowStatistics;
  query = queryCodes;
  scale = queryScale;
  byError = errorFactor;
  byFourth = fourthFactor;
  byBoth = bothFactor;
}

/** What the metric makes of a bound. */
export function askFoursOf(rowNorms: usize, norm: f64, isMetricEuclidean: bool, square: f64): void {
  norms = rowNorms;
  knownNorm = norm;
  isEuclidean = isMetricEuclidean;
  querySquare = square;
}

/**
 * Those of the 64 rows from `first` on, of which `bits` has a bit each, whose bound reaches the threshold. For short rows
 * all that follows the products takes longer than they do: here four rows share it.
 */
export function reachingOf(first: i32, bits: u64, threshold: f32): u64 {
  const least = f32x4.splat(threshold);
  let reaching: u64 = 0;
  for (let at = 0; at < 64; at += 4) {
    const four = <i32>((bits >> at) & 15);
    if (four == 0) continue;
    // Written so that a bound that is no number reaches it.
    const missing = i32x4.bitmask(f32x4.lt(boundsOf(first + at), least));
    reaching |= (<u64>(four & ~missing)) << at;
  }
  return reaching;
}

/** Writes the bounds of 64 rows, float32; -Infinity for those without a bit, or whose bound is no number. */
export function writeBounds(first: i32, bits: u64, into: usize): void {
  const lowest = f32x4.splat(-Infinity);
  for (let at = 0; at < 64; at += 4)
    v128.store(into + (at << 2), f32x4.pmax(lowest, boundsOf(first + at)));
  for (let missing = ~bits; missing != 0; missing &= missing - 1)
    store<f32>(into + ((<usize>ctz(missing)) << 2), -Infinity);
}

/** Of the rows from `row` on. */
function boundsOf(row: i32): v128 {
  const at = statistics + ((<usize>row) << 4);
  const a = v128.load(at);
  const b = v128.load(at, 16);
  const c = v128.load(at, 32);
  const d = v128.load(at, 48);
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const scales = i32x4.shuffle(ab, cd, 0, 1, 4, 5);
  const sums = i32x4.shuffle(ab, cd, 2, 3, 6, 7);
  const abRest = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cdRest = i32x4.shuffle(c, d, 2, 6, 3, 7);
  const errors = i32x4.shuffle(abRest, cdRest, 0, 1, 4, 5);
  const fourths = i32x4.shuffle(abRest, cdRest, 2, 3, 6, 7);
  const product = i32x4.sub(productsOf(row), i32x4.mul(sums, i32x4.splat(offset)));
  const lengths = knownNorm > 0 ? f32x4.splat(<f32>knownNorm) : normsOf(row);
  const low = boundsOfTwo(product, scales, errors, fourths, lengths);
  const high = boundsOfTwo(
    upper(product),
    upper(scales),
    upper(errors),
    upper(fourths),
    upper(lengths),
  );
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** The upper two of four lanes, as the lower ones. */
function upper(lanes: v128): v128 {
  return i64x2.shuffle(lanes, lanes, 1, 1);
}

/** Of the lower two lanes, in float64. */
function boundsOfTwo(
  product: v128,
  scales: v128,
  errors: v128,
  fourths: v128,
  lengths: v128,
): v128 {
  const error = f64x2.promote_low_f32x4(errors);
  const norm = f64x2.promote_low_f32x4(lengths);
  const middle = f64x2.mul(
    f64x2.mul(f64x2.splat(scale), f64x2.promote_low_f32x4(scales)),
    f64x2.convert_low_i32x4_s(product),
  );
  const slack = f64x2.add(
    f64x2.add(
      f64x2.mul(f64x2.splat(byError), error),
      f64x2.mul(f64x2.splat(byFourth), f64x2.promote_low_f32x4(fourths)),
    ),
    f64x2.mul(f64x2.splat(byBoth), f64x2.add(norm, error)),
  );
  const bound = f64x2.add(middle, slack);
  if (!isEuclidean) return bound;
  // |q - x|^2 = |q|^2 + |x|^2 - 2 q.x, with the slack that scan.ts tells of.
  const square = f64x2.mul(norm, norm);
  const twice = f64x2.sub(f64x2.add(bound, bound), square);
  const spare = 1e-11 * querySquare + 1e-60 - querySquare;
  return f64x2.add(f64x2.add(twice, f64x2.splat(spare)), f64x2.mul(f64x2.splat(1e-6), square));
}

function normsOf(row: i32): v128 {
  const at = norms + ((<usize>row) << 4);
  const one = v128.load32_zero(at, 12);
  const two = v128.load32_lane(at, one, 1, 28);
  const three = v128.load32_lane(at, two, 2, 44);
  return v128.load32_lane(at, three, 3, 60);
}

/** Products of the codes of four rows with those of the query, exact. */
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
    const asked = query + at;
    a = add16(first + at, asked, a);
    b = add16(second + at, asked, b);
    c = add16(third + at, asked, c);
    d = add16(fourth + at, asked, d);
  }
  const ab = i32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7));
  return i32x4.add(i32x4.shuffle(ab, cd, 0, 1, 4, 5), i32x4.shuffle(ab, cd, 2, 3, 6, 7));
}
