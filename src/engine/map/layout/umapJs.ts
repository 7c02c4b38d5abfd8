import { UMAP } from 'umap-js';
import type { Layout, LayoutInput } from './layout.ts';
import type { NeighbourLists } from '../neighbours/neighbourLists.ts';

/**
 * Starts a UMAP layout by umap-js, which the user can choose to compare with. It gets exact neighbours, with the record
 * itself in column 0 at distance 0 (without it, edge weights silently rise), and no vectors: with given
 * neighbours it only counts them. It starts from the positions of a previous map, but cannot keep points in place: it
 * has its own learning rate. One instance makes one map: a second fit reuses old neighbours or hangs, as does
 * `transform`.
 */
export function startUmapJs({ neighbours, start, minDistance, random }: LayoutInput): Layout {
  const umap = new UMAP({
    nComponents: 2,
    nNeighbors: neighbours.perRow,
    minDist: minDistance,
    random: () => random.next(),
  });
  const rows = neighbours.indices.length / neighbours.perRow;
  umap.setPrecomputedKNN(
    toRows(neighbours.indices, neighbours),
    toRows(neighbours.distances, neighbours),
  );
  const epochs = umap.initializeFit(Array.from({ length: rows }, () => []));
  // umap-js starts at random positions. It returns its own arrays, so the start can be written into them before
  // the first step.
  const embedding = umap.getEmbedding();
  embedding.forEach((point, row) => {
    point[0] = start[row * 2]!;
    point[1] = start[row * 2 + 1]!;
  });
  let epoch = 0;
  return {
    epochs,
    get epoch() {
      return epoch;
    },
    get isDone() {
      return epoch >= epochs;
    },
    step: () => {
      epoch = umap.step();
      return Promise.resolve();
    },
    positions: () => {
      const xy = new Float32Array(rows * 2);
      embedding.forEach((point, row) => {
        xy[row * 2] = point[0]!;
        xy[row * 2 + 1] = point[1]!;
      });
      return xy;
    },
  };
}

function toRows(
  values: ArrayLike<number> & Iterable<number>,
  { perRow }: NeighbourLists,
): number[][] {
  const flat = [...values];
  return Array.from({ length: flat.length / perRow }, (_, row) =>
    flat.slice(row * perRow, (row + 1) * perRow),
  );
}
