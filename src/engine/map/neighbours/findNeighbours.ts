import type { Disposable } from '../../../common/disposables.ts';
import type { MapDistance } from '../../../model/map/map.ts';
import { startCrew, type Crew, type CrewThreads } from '../workers/crew.ts';
import { compareAll } from './compareAll.ts';
import { descend } from './nnDescent.ts';
import type { MapRows } from '../workers/mapRows.ts';
import type { Neighbours } from './neighbours.ts';
import { listsAt, openSpace, type RowSpace } from '../workers/rowSpace.ts';
import { planSpace, type SpaceWishes } from './spacePlan.ts';

/** Where `isExact` is absent, all pairs are compared also where all else finds too little. */
export type NeighbourOptions = SpaceWishes & {
  readonly distance: MapDistance;
  readonly seed: number;
  /** Started before; they end with the search. Absent: started for it, where it is worth any. */
  readonly crewThreads?: CrewThreads;
};

export type FoundNeighbours = Disposable & {
  /** By rows of the space. */
  readonly neighbours: Neighbours;
  /** Which of the given rows each row is now: those that are near each other in the full space stand near each other here. */
  readonly order: Int32Array;
  /** The share of the true neighbours that were found, measured on a sample; 1 where all pairs were compared. */
  readonly recall: number;
  readonly space: RowSpace;
  readonly crew: Crew;
};

/**
 * The nearest records of each, by comparing all pairs where that pays, else by random projection trees and neighbour
 * descent until a sample's recall is good. The same for any number of threads. The rows are prepared for the
 * distance; they may change their places. Whoever gets the result disposes of it.
 */
export async function findNeighbours(
  rows: MapRows,
  options: NeighbourOptions,
  onShare: (share: number) => void,
): Promise<FoundNeighbours> {
  const { perRow, distance, seed, crewThreads } = options;
  const plan = planSpace(rows.count, rows.dimension, options);
  const space = openSpace(rows, plan);
  const crew = startCrew(space, crewThreads);
  try {
    const mayCompareAll = options.isExact === undefined;
    const search = { space, crew, seed, wanted: perRow - 1, mayCompareAll, onShare };
    const { order, recall, set } = await (plan.isExact ? compareAll(search) : descend(search));
    await crew.run({ kind: 'refine', set });
    onShare(1);
    const neighbours = readNeighbours(space, set, perRow, distance);
    return { neighbours, order, recall, space, crew, dispose: () => crew.dispose() };
  } catch (error) {
    crew.dispose();
    throw error;
  }
}

function readNeighbours(
  space: RowSpace,
  set: number,
  perRow: number,
  distance: MapDistance,
): Neighbours {
  const { memory, count, pool } = space;
  const lists = listsAt(space, set);
  const keys = new Float32Array(memory.buffer, lists.keys, count * pool);
  const others = new Int32Array(memory.buffer, lists.others, count * pool);
  const indices = new Int32Array(count * perRow);
  const distances = new Float64Array(count * perRow);
  for (let row = 0; row < count; row++) {
    indices[row * perRow] = row;
    for (let place = 1; place < perRow; place++) {
      const gap = keys[row * pool + place - 1]!;
      indices[row * perRow + place] = others[row * pool + place - 1]!;
      // For vectors of length 1 the squared gap is 2 - 2 cos.
      distances[row * perRow + place] = distance === 'cosine' ? gap / 2 : Math.sqrt(gap);
    }
  }
  return { perRow, indices, distances };
}
