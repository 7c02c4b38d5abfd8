import type { Metric } from '../../model/vectorIndex.ts';
import { dotAt, squaredDistanceAt } from './kernels.ts';
import { TopK } from './topK.ts';
import { normOf, type VectorRows } from './vectorRows.ts';

export type ScanRequest = {
  readonly vectors: VectorRows;
  readonly metric: Metric;
  readonly query: Float32Array;
  readonly topK: number;
  /** The rows to look at; all where it is absent. */
  readonly selected?: Uint32Array;
  /** Orders rows of equal score. */
  readonly isBefore: (row: number, other: number) => boolean;
};

export type ScanHit = { readonly row: number; readonly score: number };

type Score = (block: Float32Array, offset: number, norm: number) => number;

/**
 * The best rows, the best first, found by scoring every one. Scores are float32 numbers computed in float64: the cosine,
 * the inner product, or the squared Euclidean distance, of which the smallest is best.
 */
export function exactScan({
  vectors,
  metric,
  query,
  topK,
  selected,
  isBefore,
}: ScanRequest): ScanHit[] {
  const best = new TopK(Math.min(topK, selected?.length ?? vectors.count), isBefore);
  const sign = metric === 'euclidean' ? -1 : 1;
  const score = scorer(metric, Float64Array.from(query));
  if (selected === undefined) scanAll(vectors, score, sign, best);
  else scanSelected(vectors, selected, score, sign, best);
  const { rows, ranks } = best.take();
  // The sum turns -0 into 0.
  return Array.from(rows, (row, at) => ({ row, score: sign * ranks[at]! + 0 }));
}

function scanAll(vectors: VectorRows, score: Score, sign: number, best: TopK): void {
  for (let first = 0; first < vectors.count; first += vectors.rowsPerBlock) {
    scanBlock(vectors, first, score, sign, best);
  }
}

/** A call for each block: V8 does not replace a frame that is running its first, slow code. */
function scanBlock(
  vectors: VectorRows,
  first: number,
  score: Score,
  sign: number,
  best: TopK,
): void {
  const { dimension, rowsPerBlock } = vectors;
  const block = vectors.blocks[first / rowsPerBlock]!;
  const norms = vectors.norms[first / rowsPerBlock]!;
  const count = Math.min(rowsPerBlock, vectors.count - first);
  for (let at = 0; at < count; at++) {
    best.offer(first + at, sign * toFloat32(score(block, at * dimension, norms[at]!)));
  }
}

function scanSelected(
  vectors: VectorRows,
  selected: Uint32Array,
  score: Score,
  sign: number,
  best: TopK,
): void {
  const { dimension, rowsPerBlock, blocks, norms } = vectors;
  for (const row of selected) {
    const block = Math.floor(row / rowsPerBlock);
    const at = row % rowsPerBlock;
    const value = score(blocks[block]!, at * dimension, norms[block]![at]!);
    best.offer(row, sign * toFloat32(value));
  }
}

function scorer(metric: Metric, query: Float64Array): Score {
  switch (metric) {
    case 'cosine': {
      const queryNorm = normOf(query);
      return (block, offset, norm) => dotAt(block, offset, query) / (norm * queryNorm);
    }
    case 'dotproduct':
      return (block, offset) => dotAt(block, offset, query);
    case 'euclidean':
      return (block, offset) => squaredDistanceAt(block, offset, query);
    default:
      return metric satisfies never;
  }
}

/** What is printed also orders, so that equal scores are ordered by id; what float32 cannot hold stays as it is. */
function toFloat32(score: number): number {
  const rounded = Math.fround(score);
  return Number.isFinite(rounded) ? rounded : score;
}
