import type { NeighbourLists } from '../neighbours/neighbourLists.ts';

/**
 * Returns the fuzzy union of the neighbourhoods (McInnes, Healy and Melville, UMAP, arXiv 1802.03426,
 * algorithms 2 and 3): a symmetric graph with weights up to 1. Column 0 of `neighbours` is the record itself.
 */
export function fuzzyGraph(neighbours: NeighbourLists): Graph {
  const weights = membershipsOf(neighbours);
  return uniteWithTranspose(rowsByTarget(neighbours, weights));
}

/**
 * A weighted graph in CSR form: the edges of a node are at `offsets[node]` to `offsets[node + 1]` (exclusive),
 * in a fixed order.
 */
export type Graph = {
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  readonly weights: Float32Array;
};

/** Tolerance and maximum iterations for the width of a row, as in umap-learn. */
const tolerance = 1e-5;
const maxSteps = 64;

/**
 * Minimum width of a row as a share of its mean distance. Without it, a record among duplicates would have
 * width 0.
 */
const minWidthShare = 1e-3;

/**
 * Returns the membership strength of each neighbour: 1 up to the nearest distance above 0, then falling
 * exponentially.
 */
function membershipsOf({ perRow, distances }: NeighbourLists): Float32Array {
  const weights = new Float32Array(distances.length);
  const meanDistance = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  for (let start = 0; start < distances.length; start += perRow) {
    const row = distances.subarray(start, start + perRow);
    const nearest = row.find((distance) => distance > 0) ?? 0;
    const mean = row.reduce((sum, distance) => sum + distance, 0) / perRow;
    const floor = minWidthShare * (nearest > 0 ? mean : meanDistance);
    const width = Math.max(widthOf(row, nearest), floor);
    for (let place = 1; place < perRow; place++) {
      const beyond = row[place]! - nearest;
      weights[start + place] = beyond <= 0 || width === 0 ? 1 : Math.exp(-beyond / width);
    }
  }
  return weights;
}

/**
 * Returns the width at which the memberships of a row sum to log2 of its length. Uses Newton’s method and falls
 * back to bisection outside the known bounds.
 */
function widthOf(row: Float64Array, nearest: number): number {
  const goal = Math.log2(row.length);
  let low = 0;
  let high = Infinity;
  let width = beyondOf(row, nearest) || 1;
  for (let round = 0; round < maxSteps; round++) {
    let sum = 0;
    let slope = 0;
    for (let place = 1; place < row.length; place++) {
      const beyond = row[place]! - nearest;
      const membership = beyond > 0 ? Math.exp(-beyond / width) : 1;
      sum += membership;
      if (beyond > 0) slope += (membership * beyond) / (width * width);
    }
    if (Math.abs(sum - goal) < tolerance) break;
    if (sum > goal) high = width;
    else low = width;
    const next = width - (sum - goal) / slope;
    if (next > low && next < high) width = next;
    else width = high === Infinity ? width * 2 : (low + high) / 2;
  }
  return width;
}

/** Returns the mean distance beyond the nearest neighbour. */
function beyondOf(row: Float64Array, nearest: number): number {
  let sum = 0;
  for (let place = 1; place < row.length; place++) sum += Math.max(0, row[place]! - nearest);
  return sum / (row.length - 1);
}

/** Returns the neighbours as a graph with rising targets per row, without self-loops and edges of weight 0. */
function rowsByTarget({ perRow, indices }: NeighbourLists, weights: Float32Array): Graph {
  const nodes = indices.length / perRow;
  const directed: Graph = {
    offsets: Int32Array.from({ length: nodes + 1 }, (_, node) => node * perRow),
    targets: indices,
    weights,
  };
  // Transposing twice sorts the targets of each row.
  return transpose(transpose(directed));
}

/** Returns the graph with reversed edges, targets rising per row. Edges of weight 0 are left out. */
function transpose({ offsets, targets, weights }: Graph): Graph {
  const nodes = offsets.length - 1;
  const turned = new Int32Array(nodes + 1);
  for (let edge = 0; edge < targets.length; edge++) {
    if (weights[edge]! > 0) turned[targets[edge]! + 1]!++;
  }
  for (let node = 0; node < nodes; node++) turned[node + 1]! += turned[node]!;
  const next = turned.slice();
  const sources = new Int32Array(turned[nodes]!);
  const turnedWeights = new Float32Array(turned[nodes]!);
  for (let node = 0; node < nodes; node++) {
    for (let edge = offsets[node]!; edge < offsets[node + 1]!; edge++) {
      if (weights[edge]! <= 0) continue;
      const at = next[targets[edge]!]!++;
      sources[at] = node;
      turnedWeights[at] = weights[edge]!;
    }
  }
  return { offsets: turned, targets: sources, weights: turnedWeights };
}

/**
 * Combines each edge with its reverse edge to weight a + b - a b, by merging each row with the same row of the
 * transpose.
 */
function uniteWithTranspose(one: Graph): Graph {
  const other = transpose(one);
  const nodes = one.offsets.length - 1;
  const offsets = new Int32Array(nodes + 1);
  const targets = new Int32Array(2 * one.targets.length);
  const weights = new Float32Array(2 * one.targets.length);
  let at = 0;
  for (let node = 0; node < nodes; node++) {
    let i = one.offsets[node]!;
    let j = other.offsets[node]!;
    const iEnd = one.offsets[node + 1]!;
    const jEnd = other.offsets[node + 1]!;
    while (i < iEnd || j < jEnd) {
      const left = i < iEnd ? one.targets[i]! : Infinity;
      const right = j < jEnd ? other.targets[j]! : Infinity;
      const a = left <= right ? one.weights[i++]! : 0;
      const b = right <= left ? other.weights[j++]! : 0;
      targets[at] = Math.min(left, right);
      weights[at++] = a + b - a * b;
    }
    offsets[node + 1] = at;
  }
  return { offsets, targets: targets.slice(0, at), weights: weights.slice(0, at) };
}
