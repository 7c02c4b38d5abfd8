import type { WorkerPool } from '../workers/workerPool.ts';
import type { NeighbourBuffers } from '../workers/neighbourBuffers.ts';

/**
 * Finds the exact neighbours by comparing every pair of rows once. `done` is the share of the progress already
 * reported.
 */
export async function compareAllPairs(
  { buffers, workers, onShare }: NeighbourSearch,
  done = 0,
): Promise<SearchResult> {
  await workers.run({ kind: 'measure' });
  await workers.run({ kind: 'pairs' }, (share) =>
    // Later tiles are compared with fewer rows, so progress is quadratic.
    onShare(done + (0.99 - done) * (2 * share - share * share)),
  );
  if (buffers.threads > 1) await workers.run({ kind: 'merge' });
  const order = Int32Array.from({ length: buffers.count }, (_, row) => row);
  return { order, recall: 1, set: 0 };
}

/** One k-nearest-neighbour search over all rows: its buffers, workers and options. */
export type NeighbourSearch = {
  readonly buffers: NeighbourBuffers;
  readonly workers: WorkerPool;
  readonly seed: number;
  /** Neighbours per row that count. */
  readonly wanted: number;
  /** Whether the search may fall back to comparing all pairs when its recall is too low. */
  readonly allowAllPairs: boolean;
  readonly onShare: (share: number) => void;
};

export type SearchResult = {
  /** The record number of each row. */
  readonly order: Int32Array;
  readonly recall: number;
  /** Number of the list set that holds the result. */
  readonly set: number;
};
