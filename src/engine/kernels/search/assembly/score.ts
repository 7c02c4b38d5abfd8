import { sumOfFloats } from './dot.ts';
import { addSquare, normOf, pairAt } from './encode.ts';
import { fetch } from './prefetch.ts';

const cosine: i32 = 0;
const dotProduct: i32 = 1;

/**
 * Exact scores in float64 of the rows whose numbers lie at `rows`, that of the memory's first being `firstRow`: the
 * cosine, the inner product, or the squared Euclidean distance. `length` is a multiple of 8, with zeros at the end; `query` points to float64 numbers. `norms` has
 * a float64 number a row: its norm if it was needed before, else 0.
 */
export function scoreRows(
  floats: usize,
  norms: usize,
  length: i32,
  query: usize,
  queryNorm: f64,
  metric: i32,
  rows: usize,
  firstRow: i32,
  scores: usize,
  count: i32,
): void {
  const rowBytes = (<usize>length) << 2;
  for (let at = 0; at < count; at++) {
    const row = <usize>(load<i32>(rows + (at << 2)) - firstRow);
    const values = floats + row * rowBytes;
    const next = <usize>(load<i32>(rows + (min(at + 1, count - 1) << 2)) - firstRow);
    if (next > row + 1) fetch(floats + next * rowBytes, rowBytes);
    let score: f64;
    if (metric == dotProduct) score = dotOf(values, length, query);
    else if (metric == cosine)
      score = cosineOf(
        values,
        length,
        query,
        queryNorm * normAt(norms + (row << 3), values, length),
      );
    else score = squaredDistanceOf(values, length, query);
    store<f64>(scores + (at << 3), score);
  }
}

function normAt(at: usize, values: usize, length: i32): f64 {
  const known = load<f64>(at);
  if (known > 0) return known;
  const norm = normOf(values, length);
  store<f64>(at, norm);
  return norm;
}

/** A vector without a direction is like no other. */
function cosineOf(values: usize, length: i32, query: usize, norms: f64): f64 {
  return norms > 0 ? dotOf(values, length, query) / norms : 0;
}

/** Four sums hide the latency of the additions. */
function dotOf(values: usize, length: i32, query: usize): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  for (let at = 0; at < length; at += 8) {
    const asked = query + (at << 3);
    const from = values + (at << 2);
    a = f64x2.add(a, f64x2.mul(pairAt(from), v128.load(asked)));
    b = f64x2.add(b, f64x2.mul(pairAt(from + 8), v128.load(asked, 16)));
    c = f64x2.add(c, f64x2.mul(pairAt(from + 16), v128.load(asked, 32)));
    d = f64x2.add(d, f64x2.mul(pairAt(from + 24), v128.load(asked, 48)));
  }
  return sumOfFloats(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)));
}

function squaredDistanceOf(values: usize, length: i32, query: usize): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  for (let at = 0; at < length; at += 8) {
    const asked = query + (at << 3);
    const from = values + (at << 2);
    a = addSquare(a, f64x2.sub(pairAt(from), v128.load(asked)));
    b = addSquare(b, f64x2.sub(pairAt(from + 8), v128.load(asked, 16)));
    c = addSquare(c, f64x2.sub(pairAt(from + 16), v128.load(asked, 32)));
    d = addSquare(d, f64x2.sub(pairAt(from + 24), v128.load(asked, 48)));
  }
  return sumOfFloats(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)));
}
