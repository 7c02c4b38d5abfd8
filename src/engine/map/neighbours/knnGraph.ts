import type { FoundNeighbours } from './findNeighbours.ts';

/**
 * The k-nearest-neighbour graph of a map in the original space: `perPoint` neighbours per point, nearest first.
 */
export type KnnGraph = {
  readonly perPoint: number;
  readonly indices: Int32Array;
  readonly distances: Float32Array;
};

/**
 * Returns the graph of a search in the given row order. `unit` is the index distance that corresponds to 1
 * between normalized vectors.
 */
export function knnGraphOf({ neighbours, order }: FoundNeighbours, unit: number): KnnGraph {
  const { perRow } = neighbours;
  const perPoint = perRow - 1;
  const indices = new Int32Array(order.length * perPoint);
  const distances = new Float32Array(order.length * perPoint);
  order.forEach((record, row) => {
    for (let rank = 0; rank < perPoint; rank++) {
      const from = row * perRow + rank + 1;
      indices[record * perPoint + rank] = order[neighbours.indices[from]!]!;
      distances[record * perPoint + rank] = unit * neighbours.distances[from]!;
    }
  });
  return { perPoint, indices, distances };
}

/** Returns the graph of a single distinct vector: no neighbours, but room for one, which its duplicates use. */
export function knnGraphOfOne(): KnnGraph {
  return { perPoint: 1, indices: new Int32Array(1), distances: new Float32Array(1).fill(Infinity) };
}
