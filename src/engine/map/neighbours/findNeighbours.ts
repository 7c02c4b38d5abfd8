import type { Disposable } from '../../../common/disposables.ts';
import type { MapDistance } from '../../../model/map/map.ts';
import { openWorkerPool, type WorkerPool, type PoolThreads } from '../workers/workerPool.ts';
import { compareAllPairs } from './compareAllPairs.ts';
import { nnDescent } from './nnDescent.ts';
import type { SharedVectors } from '../workers/sharedVectors.ts';
import type { NeighbourLists } from './neighbourLists.ts';
import {
  listsAt,
  allocateNeighbourBuffers,
  type NeighbourBuffers,
} from '../workers/neighbourBuffers.ts';
import { planNeighbourSearch, type NeighbourSearchNeeds } from './neighbourSearchPlan.ts';

/**
 * Finds the nearest neighbours of every row: by comparing all pairs when that is fast, else by random
 * projection trees and NN-descent until the recall on a sample is sufficient. The result is the same for any
 * number of threads. The vectors must be prepared for the distance; the rows are reordered. The caller disposes
 * of the result.
 */
export async function findNeighbours(
  rows: SharedVectors,
  options: NeighbourOptions,
  onShare: (share: number) => void,
): Promise<FoundNeighbours> {
  const { perRow, distance, seed, poolThreads } = options;
  const plan = planNeighbourSearch(rows.count, rows.dimension, options);
  const buffers = allocateNeighbourBuffers(rows, plan);
  const workers = openWorkerPool(buffers, poolThreads);
  try {
    const allowAllPairs = options.isExact === undefined;
    const search = { buffers, workers, seed, wanted: perRow - 1, allowAllPairs, onShare };
    const { order, recall, set } = await (plan.isExact
      ? compareAllPairs(search)
      : nnDescent(search));
    await workers.run({ kind: 'refine', set });
    onShare(1);
    const neighbours = readNeighbours(buffers, set, perRow, distance);
    return { neighbours, order, recall, buffers, workers, dispose: () => workers.dispose() };
  } catch (error) {
    workers.dispose();
    throw error;
  }
}

/** Options of a neighbour search. When `isExact` is absent, the search may fall back to comparing all pairs. */
export type NeighbourOptions = NeighbourSearchNeeds & {
  readonly distance: MapDistance;
  readonly seed: number;
  /**
   * Threads that are already running; disposed with the result. Default: started when the work is large enough.
   */
  readonly poolThreads?: PoolThreads;
};

export type FoundNeighbours = Disposable & {
  /** Neighbours by row number. */
  readonly neighbours: NeighbourLists;
  /** The given row number of each row. Rows that are close in the original space are close in this order. */
  readonly order: Int32Array;
  /** Share of the true neighbours that were found, measured on a sample; 1 for an exact search. */
  readonly recall: number;
  readonly buffers: NeighbourBuffers;
  readonly workers: WorkerPool;
};

function readNeighbours(
  buffers: NeighbourBuffers,
  set: number,
  perRow: number,
  distance: MapDistance,
): NeighbourLists {
  const { memory, count, listCapacity } = buffers;
  const lists = listsAt(buffers, set);
  const keys = new Float32Array(memory.buffer, lists.keys, count * listCapacity);
  const others = new Int32Array(memory.buffer, lists.others, count * listCapacity);
  const indices = new Int32Array(count * perRow);
  const distances = new Float64Array(count * perRow);
  for (let row = 0; row < count; row++) {
    indices[row * perRow] = row;
    for (let rank = 1; rank < perRow; rank++) {
      const gap = keys[row * listCapacity + rank - 1]!;
      indices[row * perRow + rank] = others[row * listCapacity + rank - 1]!;
      // For unit vectors the squared distance is 2 - 2 cos.
      distances[row * perRow + rank] = distance === 'cosine' ? gap / 2 : Math.sqrt(gap);
    }
  }
  return { perRow, indices, distances };
}
