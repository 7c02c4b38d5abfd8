import type { Crew } from '../workers/crew.ts';
import type { RowSpace } from '../workers/rowSpace.ts';

/** A search for the neighbours of all rows of a space. */
export type NeighbourSearch = {
  readonly space: RowSpace;
  readonly crew: Crew;
  readonly seed: number;
  /** Neighbours of each row that count. */
  readonly wanted: number;
  /** Whether comparing all pairs may be the end of a search that finds too little otherwise. */
  readonly mayCompareAll: boolean;
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
export async function compareAll(
  { space, crew, onShare }: NeighbourSearch,
  done = 0,
): Promise<SearchResult> {
  await crew.run({ kind: 'measure' });
  await crew.run({ kind: 'pairs' }, (share) =>
    // Tile by tile there are fewer rows behind it.
    onShare(done + (0.99 - done) * (2 * share - share * share)),
  );
  if (space.threads > 1) await crew.run({ kind: 'merge' });
  const order = Int32Array.from({ length: space.count }, (_, row) => row);
  return { order, recall: 1, set: 0 };
}
