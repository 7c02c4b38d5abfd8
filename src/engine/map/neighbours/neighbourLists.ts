/**
 * The nearest neighbours of each row, nearest first, as flat lists. Column 0 is the row itself at distance 0.
 */
export type NeighbourLists = {
  readonly perRow: number;
  readonly indices: Int32Array;
  readonly distances: Float64Array;
};
