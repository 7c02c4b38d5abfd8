import type { KnnGraph } from '../neighbours/knnGraph.ts';

/**
 * Returns the outlier scores of each point: a simple form of the local outlier factor (Breunig, Kriegel, Ng and
 * Sander, 2000).
 */
export function outlierScores({ perPoint, indices, distances }: KnnGraph): OutlierScores {
  const count = indices.length / perPoint;
  const distance = new Float32Array(count);
  for (let point = 0; point < count; point++) {
    let sum = 0;
    for (let at = point * perPoint; at < (point + 1) * perPoint; at++) sum += distances[at]!;
    distance[point] = sum / perPoint;
  }
  const factor = distance.map((own, point) => {
    let sum = 0;
    for (let at = point * perPoint; at < (point + 1) * perPoint; at++) {
      sum += distance[indices[at]!]!;
    }
    return (own + leastDistance) / (sum / perPoint + leastDistance);
  });
  return { distance, factor };
}

/** How far each point is from its neighbours, in point order: absolutely and relative to theirs. */
export type OutlierScores = {
  /** Mean distance of each point to its neighbours. */
  readonly distance: Float32Array;
  /**
   * That distance divided by the mean of its neighbours’: about 1 inside a cluster, 2 when its neighbours are
   * twice as close to theirs.
   */
  readonly factor: Float32Array;
};

/** Added to distances, so that the factor among exact duplicates is 1. */
const leastDistance = 1e-9;
