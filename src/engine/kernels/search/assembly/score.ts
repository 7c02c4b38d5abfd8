import { sumOfFloats } from './dot.ts';
import { addSquare, normOf, pairAt } from './encode.ts';
import { prefetch } from './prefetch.ts';
import * as block from '../blocks/scoreBlock.ts';

const cosine: i32 = 0;
const dotProduct: i32 = 1;

/**
 * Writes the exact scores of rows, computed in float64: the cosine, the inner product, or the squared Euclidean distance.
 * `parameters` is the address of a block as scoreBlock.ts lays it out. Norms of rows that cosine needs are stored for
 * later calls.
 */
export function scoreRows(parameters: usize): void {
  const vectors = <usize>load<f64>(parameters, block.vectors);
  const norms = <usize>load<f64>(parameters, block.norms);
  const length = <i32>load<f64>(parameters, block.length);
  const query = <usize>load<f64>(parameters, block.query);
  const queryNorm = load<f64>(parameters, block.queryNorm);
  const metric = <i32>load<f64>(parameters, block.metric);
  const rows = <usize>load<f64>(parameters, block.rows);
  const firstRow = <i32>load<f64>(parameters, block.firstRow);
  const scores = <usize>load<f64>(parameters, block.scores);
  const count = <i32>load<f64>(parameters, block.count);
  const rowBytes = (<usize>length) << 2;
  for (let at = 0; at < count; at++) {
    const row = <usize>(load<i32>(rows + (at << 2)) - firstRow);
    const values = vectors + row * rowBytes;
    const next = <usize>(load<i32>(rows + (min(at + 1, count - 1) << 2)) - firstRow);
    if (next > row + 1) prefetch(vectors + next * rowBytes, rowBytes);
    let score: f64;
    if (metric == dotProduct) score = dotOf(values, length, query);
    else if (metric == cosine) {
      const norm = normAt(norms + (row << 3), values, length);
      score = cosineOf(values, length, query, queryNorm * norm);
    } else score = squaredDistanceOf(values, length, query);
    store<f64>(scores + (at << 3), score);
  }
}

/** The norm stored at `at`; computes and stores it first if it is 0. */
function normAt(at: usize, values: usize, length: i32): f64 {
  const known = load<f64>(at);
  if (known > 0) return known;
  const norm = normOf(values, length);
  store<f64>(at, norm);
  return norm;
}

/** The cosine; 0 if either vector is zero. */
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
    const queryAt = query + (at << 3);
    const from = values + (at << 2);
    a = f64x2.add(a, f64x2.mul(pairAt(from), v128.load(queryAt)));
    b = f64x2.add(b, f64x2.mul(pairAt(from + 8), v128.load(queryAt, 16)));
    c = f64x2.add(c, f64x2.mul(pairAt(from + 16), v128.load(queryAt, 32)));
    d = f64x2.add(d, f64x2.mul(pairAt(from + 24), v128.load(queryAt, 48)));
  }
  return sumOfFloats(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)));
}

function squaredDistanceOf(values: usize, length: i32, query: usize): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  for (let at = 0; at < length; at += 8) {
    const queryAt = query + (at << 3);
    const from = values + (at << 2);
    a = addSquare(a, f64x2.sub(pairAt(from), v128.load(queryAt)));
    b = addSquare(b, f64x2.sub(pairAt(from + 8), v128.load(queryAt, 16)));
    c = addSquare(c, f64x2.sub(pairAt(from + 16), v128.load(queryAt, 32)));
    d = addSquare(d, f64x2.sub(pairAt(from + 24), v128.load(queryAt, 48)));
  }
  return sumOfFloats(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)));
}
