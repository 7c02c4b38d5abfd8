// Scans quantized rows: selects those whose upper bound reaches the floor of the best scores.
import { dotCodes, offset } from './dot.ts';
import {
  prefixEstimate,
  prefixKnownNorm,
  prefixNorm,
  prefixSlack,
  setFourRowPrefixes,
} from './prefix.ts';
import * as block from '../blocks/scanBlock.ts';
import {
  rowsReaching,
  setFourRowMetric,
  setFourRowTerms,
  writeUpperBounds,
} from './scanFourRows.ts';
import { selectLargest } from './select.ts';

/** The longest rows, in codes, that are bounded four at a time: one longer row uses all registers. */
const maxFourRowStride: i32 = 128;

/** Rows at the beginning of a scan from which the most promising are scored first. */
const sampleRows: i32 = 1024;

// Parameters and state of the current scan. An instance has one thread, so globals are safe.
let codes: usize = 0;
let statistics: usize = 0;
let stride: i32 = 0;
let query: usize = 0;
let mask: usize = 0;
let lowerBounds: usize = 0;
let candidates: usize = 0;
let upperBounds: usize = 0;
let isEuclidean: bool = false;
let topK: i32 = 0;
let coarseScale: f64 = 0;
let coarseNorm: f64 = 0;
let coarseError: f64 = 0;
let fineScale: f64 = 0;
let fineNorm: f64 = 0;
let fineError: f64 = 0;
let querySquare: f64 = 0;
let lowerBoundTotal: i32 = 0;
let ownThreshold: f32 = -Infinity;
let candidateTotal: i32 = 0;
let scoredTotal: i32 = 0;

/** Begins a scan of the memory. `parameters` is the address of a block as scanBlock.ts lays it out. */
export function beginScan(parameters: usize): void {
  codes = <usize>load<f64>(parameters, block.codes);
  statistics = <usize>load<f64>(parameters, block.statistics);
  stride = <i32>load<f64>(parameters, block.stride);
  query = <usize>load<f64>(parameters, block.query);
  mask = <usize>load<f64>(parameters, block.mask);
  lowerBounds = <usize>load<f64>(parameters, block.lowerBounds);
  candidates = <usize>load<f64>(parameters, block.candidates);
  upperBounds = <usize>load<f64>(parameters, block.upperBounds);
  isEuclidean = load<f64>(parameters, block.isEuclidean) != 0;
  topK = <i32>load<f64>(parameters, block.topK);
  coarseScale = load<f64>(parameters, block.coarseScale);
  coarseNorm = load<f64>(parameters, block.coarseNorm);
  coarseError = load<f64>(parameters, block.coarseError);
  fineScale = load<f64>(parameters, block.fineScale);
  fineNorm = load<f64>(parameters, block.fineNorm);
  fineError = load<f64>(parameters, block.fineError);
  querySquare = load<f64>(parameters, block.squaredNorm);
  lowerBoundTotal = <i32>load<f64>(parameters, block.knownLowerBounds);
  ownThreshold = -Infinity;
  candidateTotal = 0;
  scoredTotal = 0;
}

/** How many lower bounds are stored. The `topK` largest of the scan are among them. */
export function lowerBoundCount(): i32 {
  return lowerBoundTotal;
}

/** A number that at least `topK` lower bounds reach; -Infinity before it is first computed. */
export function threshold(): f32 {
  return ownThreshold;
}

/** How many rows the last call of `scanRows` scored in full. */
export function scoredRowCount(): i32 {
  return scoredTotal;
}

/** How many candidates were found since `beginScan`. */
export function candidateCount(): i32 {
  return candidateTotal;
}

/**
 * Scans the rows from `first` to below `end` whose bit of the mask is set. `first` is a multiple of 64; bits from `end` on
 * are not set. Adds a row to the candidates if its upper bound reaches both `shared`, the other threads' threshold, and the
 * `topK` largest lower bounds. Rows below `prefixed` have prefixes (see prefix.ts), whose bounds are checked first.
 *
 * With x = s c + r, |r| <= e and q = t v + p, |p| <= f, where c and v are the codes:
 *   q.x - s t (c.v) = p.x + t v.r, so that |q.x - s t (c.v)| <= f |x| + |t v| e        (Cauchy-Schwarz)
 * and |q - x|^2 = |q|^2 + |x|^2 - 2 q.x. Rows that pass are bounded again, while they are in the cache, with
 * q = t v + t' v' + p', whose |p'| is a hundredth of |p|. All bounds are computed in float64. The query's error includes
 * the rounding of float64 sums of 20,000 products and of the norm; `1e-6` covers a norm that is stored as float32. Bounds
 * are rounded to float32 as scores are, which keeps their order. Comparisons keep a row whose bound is NaN, as values near
 * the largest float32 can give.
 */
export function scanRows(first: i32, end: i32, shared: f32, prefixed: i32): void {
  scoredTotal = 0;
  const fourRowEnd = prepareFourRows(prefixed);
  if (max(shared, ownThreshold) == -Infinity)
    scoreMostPromising(first, min(min(end & ~63, fourRowEnd), first + sampleRows));
  let least = max(shared, ownThreshold);
  for (let start = first; start < end; start += 64) {
    let bits = load<u64>(mask + (start >> 3));
    // Few rows are bounded one by one.
    const isBounded = start + 64 <= fourRowEnd && popcnt(bits) >= 16;
    if (isBounded) bits = rowsReaching(start, bits, least);
    while (bits != 0) {
      const row = start + <i32>ctz(bits);
      bits &= bits - 1;
      if (row < prefixed && !isBounded && prefixUpperBound(row) < least) continue;
      if (scoreRow(row, least)) least = max(shared, ownThreshold);
    }
  }
}

/**
 * Scores the most promising of the first rows and clears their bits of the mask. Without a threshold hundreds of rows would
 * pass before enough good ones are found.
 */
function scoreMostPromising(first: i32, end: i32): void {
  const wanted = 2 * topK + 16;
  const length = end - first;
  if (candidateTotal > 0 || length < 4 * wanted) return;
  // There are no candidates yet: the room for them holds the bounds, and a candidate overwrites only bounds already read.
  for (let start = first; start < end; start += 64)
    writeUpperBounds(start, load<u64>(mask + (start >> 3)), upperBounds + ((start - first) << 2));
  memory.copy(candidates, upperBounds, length << 2);
  selectLargest(candidates, length, wanted);
  const least = max(load<f32>(candidates), -f32.MAX_VALUE);
  for (let row = first; row < end; row++) {
    if (load<f32>(upperBounds + ((row - first) << 2)) < least) continue;
    const word = mask + ((row >> 6) << 3);
    store<u64>(word, load<u64>(word) & ~((<u64>1) << (row & 63)));
    scoreRow(row, -Infinity);
  }
  if (lowerBoundTotal >= topK) raiseThreshold();
}

/** Bounds a row by all of its codes and adds it to the candidates if it can reach `least`. True if the threshold rose. */
function scoreRow(row: i32, least: f32): bool {
  scoredTotal++;
  const at = statistics + ((<usize>row) << 4);
  const from = codes + <usize>row * stride;
  const norm = <f64>load<f32>(at, 12);
  const error = <f64>load<f32>(at, 8);
  const shift = offset * load<i32>(at, 4);
  const scale = <f64>load<f32>(at);
  const coarse = coarseScale * <f64>(dotCodes(from, query, stride) - shift);
  const coarseSlack = coarseError * norm + coarseNorm * error;
  const bound = estimateOf(scale * coarse, norm) + slackOf(coarseSlack, norm);
  if (<f32>bound < least) return false;
  const fine = fineScale * <f64>(dotCodes(from, query + stride, stride) - shift);
  const estimate = estimateOf(scale * (coarse + fine), norm);
  const slack = slackOf(fineError * norm + fineNorm * error, norm);
  const upper = <f32>(estimate + slack);
  if (upper < least) return false;
  addCandidate(row, upper);
  return addLowerBound(<f32>(estimate - slack));
}

/** Prepares bounds of four rows at a time, by prefixes or for short rows. Returns the row below which they can be used. */
function prepareFourRows(prefixed: i32): i32 {
  if (prefixed > 0) {
    setFourRowPrefixes();
    setFourRowMetric(statistics, prefixKnownNorm(), isEuclidean, querySquare);
    return prefixed;
  }
  if (stride > maxFourRowStride) return 0;
  setFourRowTerms(codes, stride, statistics, query, coarseScale, coarseNorm, coarseError, 0);
  setFourRowMetric(statistics, 0, isEuclidean, querySquare);
  return i32.MAX_VALUE;
}

function prefixUpperBound(row: i32): f32 {
  const norm = prefixNorm(statistics + ((<usize>row) << 4));
  return <f32>(estimateOf(prefixEstimate(row), norm) + slackOf(prefixSlack(row, norm), norm));
}

/** The estimate of a score, from that of the inner product. */
function estimateOf(product: f64, norm: f64): f64 {
  return isEuclidean ? 2 * product - norm * norm - querySquare : product;
}

/** How far a score can be from its estimate. */
function slackOf(slack: f64, norm: f64): f64 {
  return isEuclidean ? 2 * slack + 1e-6 * norm * norm + 1e-11 * querySquare + 1e-60 : slack;
}

function addCandidate(row: i32, upper: f32): void {
  store<i32>(candidates + ((<usize>candidateTotal) << 2), row);
  store<f32>(upperBounds + ((<usize>candidateTotal) << 2), upper);
  candidateTotal++;
}

/**
 * Stores a lower bound. Returns true if the threshold rose: it is recomputed when the room for bounds is full, which costs a
 * few steps a row.
 */
function addLowerBound(lower: f32): bool {
  // A bound below the others, or NaN, cannot raise the threshold.
  if (!(lower > ownThreshold)) return false;
  store<f32>(lowerBounds + ((<usize>lowerBoundTotal) << 2), lower);
  lowerBoundTotal++;
  if (lowerBoundTotal < 2 * topK + 16) return false;
  raiseThreshold();
  return true;
}

/** Keeps the `topK` largest lower bounds; the smallest of them is the threshold. */
function raiseThreshold(): void {
  selectLargest(lowerBounds, lowerBoundTotal, topK);
  lowerBoundTotal = topK;
  ownThreshold = load<f32>(lowerBounds);
}
