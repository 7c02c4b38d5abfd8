import type { MapDistance } from '../../../../src/model/map/map.ts';
import type { Vectors } from '../../../../src/engine/map/workers/vectors.ts';
import { allPairs } from './allPairs.ts';

/**
 * Returns the trustworthiness over all ranks (Venna and Kaski, 2001): 1 when all neighbours in the layout are
 * neighbours in the original space. `dimension` is that of the layout.
 */
export function trustworthiness(
  vectors: Vectors,
  xy: Float32Array,
  k: number,
  distance: MapDistance = 'cosine',
  dimension = 2,
): number {
  const { count } = vectors;
  const plane: Vectors = { values: xy, count, dimension };
  const full = allPairs(vectors, distance, count);
  const shown = allPairs(plane, 'euclidean', k + 1);
  let penalty = 0;
  for (let row = 0; row < count; row++) {
    const ranks = new Map(
      [...full.indices.subarray(row * count, (row + 1) * count)].map((other, rank) => [
        other,
        rank,
      ]),
    );
    for (let place = 1; place <= k; place++) {
      penalty += Math.max(0, ranks.get(shown.indices[row * (k + 1) + place]!)! - k);
    }
  }
  return 1 - (2 * penalty) / (count * k * (2 * count - 3 * k - 1));
}
