import { dotCodes, offset } from './dot.ts';
import { askFours, askFoursOf, reachingOf, writeBounds } from './scanFourRows.ts';
import { askPrefixes, prefixKnownNorm, prefixMiddle, prefixNorm, prefixSlack } from './prefix.ts';
import { selectLargest } from './select.ts';

/** Codes of a row: more are looked at row by row, each with all registers. */
const longestFoured: i32 = 128;

/** Rows among which the most promising are looked for at the beginning of a scan. */
const sampleRows: i32 = 1024;

// Where things lie, and how far the scan is. An instance has one thread, so that these are its own.
let codes: usize = 0;
let statistics: usize = 0;
let stride: i32 = 0;
let query: usize = 0;
let mask: usize = 0;
let lowers: usize = 0;
let candidates: usize = 0;
let uppers: usize = 0;
let isEuclidean: bool = false;
let capacity: i32 = 0;
let coarseScale: f64 = 0;
let coarseNorm: f64 = 0;
let coarseError: f64 = 0;
let fineScale: f64 = 0;
let fineNorm: f64 = 0;
let fineError: f64 = 0;
let querySquare: f64 = 0;
let size: i32 = 0;
let reached: f32 = -Infinity;
let count: i32 = 0;
let passed: i32 = 0;

/**
 * Begins with `known` lower bounds of rows seen elsewhere; there is room for twice `topK` and 16 more. Of the query there are two rows of codes, one
 * behind the other.
 */
export function beginScan(
  codesAt: usize,
  statisticsAt: usize,
  codeStride: i32,
  queryAt: usize,
  maskAt: usize,
  lowersAt: usize,
  candidatesAt: usize,
  uppersAt: usize,
  isMetricEuclidean: bool,
  topK: i32,
  known: i32,
  scale: f64,
  norm: f64,
  error: f64,
  secondScale: f64,
  secondNorm: f64,
  secondError: f64,
  square: f64,
): void {
  codes = codesAt;
  statistics = statisticsAt;
  stride = codeStride;
  query = queryAt;
  mask = maskAt;
  lowers = lowersAt;
  candidates = candidatesAt;
  uppers = uppersAt;
  isEuclidean = isMetricEuclidean;
  capacity = topK;
  size = known;
  reached = -Infinity;
  count = 0;
  passed = 0;
  coarseScale = scale;
  coarseNorm = norm;
  coarseError = error;
  fineScale = secondScale;
  fineNorm = secondNorm;
  fineError = secondError;
  querySquare = square;
}

/** How many lower bounds there are: the `topK` largest are among them. */
export function lowerCount(): i32 {
  return size;
}

/** What the `topK` largest of the lower bounds reach, as far as that was looked for. */
export function lowest(): f32 {
  return reached;
}

/** How many rows of the last call were looked at in full. */
export function passedCount(): i32 {
  return passed;
}

/** How many rows were kept since the beginning. */
export function candidateCount(): i32 {
  return count;
}

/**
 * Looks at the rows from `first` to below `end` whose bit of the mask is set (`first` is a multiple of 64; bits from
 * `end` on are not set). Keeps those that can be among the best: whose upper bound reaches the `topK` largest lower
 * bounds, and `floor`. Rows below `prefixed` have prefixes (see prefix.ts), which are asked first.
 *
 * With x = s c + r, |r| <= e and q = t v + p, |p| <= f, where c and v are the codes:
 *   q.x - s t (c.v) = p.x + t v.r, so that |q.x - s t (c.v)| <= f |x| + |t v| e        (Cauchy-Schwarz)
 * and |q - x|^2 = |q|^2 + |x|^2 - 2 q.x. Rows that pass are looked at again, while they are in the cache, with
 * q = t v + t' v' + p', whose |p'| is a hundredth of |p|. All is computed in float64. The query's error includes what
 * float64 sums of 20,000 products and the norm's rounding can be off by; `1e-6` pays for a norm that is stored as
 * float32. The bounds are rounded to float32 as scores are, which keeps their order. Comparisons are written so that a
 * bound that is no number, from values near the largest, keeps the row.
 */
export function scanRows(first: i32, end: i32, floor: f32, prefixed: i32): void {
  passed = 0;
  const foured = askAhead(prefixed);
  if (max(floor, reached) == -Infinity)
    begin(first, min(min(end & ~63, foured), first + sampleRows));
  let threshold = max(floor, reached);
  for (let start = first; start < end; start += 64) {
    let bits = load<u64>(mask + (start >> 3));
    // Rows that are few are looked at one by one.
    const isAhead = start + 64 <= foured && popcnt(bits) >= 16;
    if (isAhead) bits = reachingOf(start, bits, threshold);
    while (bits != 0) {
      const row = start + <i32>ctz(bits);
      bits &= bits - 1;
      if (row < prefixed && !isAhead && prefixPromise(row) < threshold) continue;
      if (look(row, threshold)) threshold = max(floor, reached);
    }
  }
}

/**
 * Where nothing is known yet of what has to be reached: the most promising of the first rows are looked at before the others,
 * which else would pass by the hundred until enough good ones have been met. They are struck off the mask.
 */
function begin(first: i32, end: i32): void {
  const wanted = 2 * capacity + 16;
  const length = end - first;
  if (count > 0 || length < 4 * wanted) return;
  // Nothing was kept yet: there is room for two numbers a row, and a row is kept in the place of one that was seen.
  for (let start = first; start < end; start += 64)
    writeBounds(start, load<u64>(mask + (start >> 3)), uppers + ((start - first) << 2));
  memory.copy(candidates, uppers, length << 2);
  selectLargest(candidates, length, wanted);
  const least = max(load<f32>(candidates), -f32.MAX_VALUE);
  for (let row = first; row < end; row++) {
    if (load<f32>(uppers + ((row - first) << 2)) < least) continue;
    const word = mask + ((row >> 6) << 3);
    store<u64>(word, load<u64>(word) & ~((<u64>1) << (row & 63)));
    look(row, -Infinity);
  }
  if (size < capacity) return;
  selectLargest(lowers, size, capacity);
  size = capacity;
  reached = load<f32>(lowers);
}

/** Looks at a row in full. Whether more is known then of what has to be reached. */
function look(row: i32, threshold: f32): bool {
  passed++;
  const at = statistics + ((<usize>row) << 4);
  const from = codes + <usize>row * stride;
  const norm = <f64>load<f32>(at, 12);
  const error = <f64>load<f32>(at, 8);
  const shift = offset * load<i32>(at, 4);
  const scale = <f64>load<f32>(at);
  const coarse = coarseScale * <f64>(dotCodes(from, query, stride) - shift);
  const coarseSlack = coarseError * norm + coarseNorm * error;
  const promise = middleOf(scale * coarse, norm) + slackOf(coarseSlack, norm);
  if (<f32>promise < threshold) return false;
  const fine = fineScale * <f64>(dotCodes(from, query + stride, stride) - shift);
  const middle = middleOf(scale * (coarse + fine), norm);
  return found(row, middle, slackOf(fineError * norm + fineNorm * error, norm), threshold);
}

function found(row: i32, middle: f64, slack: f64, threshold: f32): bool {
  const upper = <f32>(middle + slack);
  if (upper < threshold) return false;
  keep(row, upper);
  return offer(<f32>(middle - slack));
}

/** Below which row bounds are computed four at a time: those of prefixes, or of rows that are as short. */
function askAhead(prefixed: i32): i32 {
  if (prefixed > 0) {
    askPrefixes();
    askFoursOf(statistics, prefixKnownNorm(), isEuclidean, querySquare);
    return prefixed;
  }
  if (stride > longestFoured) return 0;
  askFours(codes, stride, statistics, query, coarseScale, coarseNorm, coarseError, 0);
  askFoursOf(statistics, 0, isEuclidean, querySquare);
  return i32.MAX_VALUE;
}

function prefixPromise(row: i32): f32 {
  const norm = prefixNorm(statistics + ((<usize>row) << 4));
  return <f32>(middleOf(prefixMiddle(row), norm) + slackOf(prefixSlack(row, norm), norm));
}

function middleOf(product: f64, norm: f64): f64 {
  return isEuclidean ? 2 * product - norm * norm - querySquare : product;
}

function slackOf(slack: f64, norm: f64): f64 {
  return isEuclidean ? 2 * slack + 1e-6 * norm * norm + 1e-11 * querySquare + 1e-60 : slack;
}

function keep(row: i32, upper: f32): void {
  store<i32>(candidates + ((<usize>count) << 2), row);
  store<f32>(uppers + ((<usize>count) << 2), upper);
  count++;
}

/**
 * Whether more is known now of what has to be reached. Looked for whenever the room is full, it costs a few steps a row, and
 * lags behind by a few rows.
 */
function offer(lower: f32): bool {
  // What does not reach the others, and what is no number, bounds nothing.
  if (!(lower > reached)) return false;
  store<f32>(lowers + ((<usize>size) << 2), lower);
  size++;
  if (size < 2 * capacity + 16) return false;
  selectLargest(lowers, size, capacity);
  size = capacity;
  reached = load<f32>(lowers);
  return true;
}
