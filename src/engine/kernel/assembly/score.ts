import { sumOfFloats } from './dot.ts';

const cosine: i32 = 0;
const dotProduct: i32 = 1;

/**
 * Exact scores in float64 of the rows whose numbers lie at `rows`: the cosine, the inner product, or the squared
 * Euclidean distance. `length` is a multiple of 4, with zeros at the end; `query` points to float64 numbers.
 */
export function scoreRows(
  floats: usize,
  length: i32,
  query: usize,
  queryNorm: f64,
  metric: i32,
  rows: usize,
  scores: usize,
  count: i32,
): void {
  for (let at = 0; at < count; at++) {
    const values = floats + <usize>load<i32>(rows + (at << 2)) * ((<usize>length) << 2);
    store<f64>(scores + (at << 3), scoreOf(values, length, query, queryNorm, metric));
  }
}

function scoreOf(values: usize, length: i32, query: usize, queryNorm: f64, metric: i32): f64 {
  if (metric == dotProduct) return dotOf(values, length, query);
  if (metric != cosine) return squaredDistanceOf(values, length, query);
  return cosineOf(values, length, query, queryNorm);
}

function dotOf(values: usize, length: i32, query: usize): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  for (let at = 0; at < length; at += 4) {
    const asked = query + (at << 3);
    a = f64x2.add(a, f64x2.mul(pairAt(values + (at << 2)), v128.load(asked)));
    b = f64x2.add(b, f64x2.mul(pairAt(values + (at << 2) + 8), v128.load(asked, 16)));
  }
  return sumOfFloats(f64x2.add(a, b));
}

function cosineOf(values: usize, length: i32, query: usize, queryNorm: f64): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  for (let at = 0; at < length; at += 4) {
    const asked = query + (at << 3);
    const one = pairAt(values + (at << 2));
    const other = pairAt(values + (at << 2) + 8);
    a = f64x2.add(a, f64x2.mul(one, v128.load(asked)));
    b = f64x2.add(b, f64x2.mul(other, v128.load(asked, 16)));
    c = f64x2.add(c, f64x2.mul(one, one));
    d = f64x2.add(d, f64x2.mul(other, other));
  }
  const norms = Math.sqrt(sumOfFloats(f64x2.add(c, d))) * queryNorm;
  // A vector without a direction is like no other.
  return norms > 0 ? sumOfFloats(f64x2.add(a, b)) / norms : 0;
}

function squaredDistanceOf(values: usize, length: i32, query: usize): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  for (let at = 0; at < length; at += 4) {
    const asked = query + (at << 3);
    const one = f64x2.sub(pairAt(values + (at << 2)), v128.load(asked));
    const other = f64x2.sub(pairAt(values + (at << 2) + 8), v128.load(asked, 16));
    a = f64x2.add(a, f64x2.mul(one, one));
    b = f64x2.add(b, f64x2.mul(other, other));
  }
  return sumOfFloats(f64x2.add(a, b));
}

function pairAt(values: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(values));
}
