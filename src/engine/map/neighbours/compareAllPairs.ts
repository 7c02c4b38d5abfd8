import type { WorkerPool } from '../workers/workerPool.ts';
import type { NeighbourBuffers } from '../workers/neighbourBuffers.ts';

/** A search for the neighbours of all rows of a space. */
export type NeighbourSearch = {
  readonly buffers: NeighbourBuffers;
  readonly workers: WorkerPool;
  readonly seed: number;
  /** NeighbourLists of each row that count. */
  readonly wanted: number;
  /** Whether comparing all pairs may be the end of a search that finds too little otherwise. */
  readonly allowAllPairs: boolean;
  readonly onShare: (share: number) => void;
};

export type SearchResult = {
  /** The record of each row. */
  readonly order: Int32Array;
  readonly recall: number;
  /** The set of lists that holds what was found. */
  readonly set: number;
};

/** Compares every pair of rows, once. `done` is the share of the work that went before. */
export async function compareAllPairs(
  { buffers, workers, onShare }: NeighbourSearch,
  done = 0,
): Promise<SearchResult> {
  await workers.run({ kind: 'measure' });
  await workers.run({ kind: 'pairs' }, (share) =>
    // Tile by tile there are fewer rows behind it.
    onShare(done + (0.99 - done) * (2 * share - share * share)),
  );
  if (buffers.threads > 1) await workers.run({ kind: 'merge' });
  const order = Int32Array.from({ length: buffers.count }, (_, row) => row);
  return { order, recall: 1, set: 0 };
}
