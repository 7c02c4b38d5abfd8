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

/** Where `isExact` is absent, all pairs are compared also where all else finds too little. */
export type NeighbourOptions = NeighbourSearchNeeds & {
  readonly distance: MapDistance;
  readonly seed: number;
  /** Started before; they end with the search. Absent: started for it, where it is worth any. */
  readonly poolThreads?: PoolThreads;
};

export type FoundNeighbours = Disposable & {
  /** By rows of the space. */
  readonly neighbours: NeighbourLists;
  /** Which of the given rows each row is now: those that are near each other in the full space stand near each other here. */
  readonly order: Int32Array;
  /** The share of the true neighbours that were found, measured on a sample; 1 where all pairs were compared. */
  readonly recall: number;
  readonly buffers: NeighbourBuffers;
  readonly workers: WorkerPool;
};

/**
 * The nearest records of each, by comparing all pairs where that pays, else by random projection trees and neighbour
 * descent until a sample's recall is good. The same for any number of threads. The rows are prepared for the
 * distance; they may change their places. Whoever gets the result disposes of it.
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
      // For vectors of length 1 the squared gap is 2 - 2 cos.
      distances[row * perRow + rank] = distance === 'cosine' ? gap / 2 : Math.sqrt(gap);
    }
  }
  return { perRow, indices, distances };
}
