import type { FoundNeighbours } from './findNeighbours.ts';

/** The nearest records of each point of a map in the full space, point after point, the nearest first. */
export type KnnGraph = {
  readonly perPoint: number;
  readonly indices: Int32Array;
  readonly distances: Float32Array;
};

/** The graph of a search, by the rows that were given. `unit` is what a distance of 1 between prepared vectors is in the index. */
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

/** The graph of a single vector, which has no neighbours, but room for one: records that share it have each other. */
export function knnGraphOfOne(): KnnGraph {
  return { perPoint: 1, indices: new Int32Array(1), distances: new Float32Array(1).fill(Infinity) };
}

export type OutlierScores = {
  /** The mean distance of each point to its neighbours: how much room there is around it. */
  readonly distance: Float32Array;
  /** That distance by those of its neighbours: 1 amid others of its kind, 2 where they are twice as close to theirs. */
  readonly factor: Float32Array;
};

/** Points that are as far from everything as duplicates are from each other have no scale of their own. */
const leastDistance = 1e-9;

/**
 * Groups of points that are joined by steps of at most `maxDistance`, each in growing order, the largest group first.
 * Steps between points that have more than `perPoint` others nearer to both are not known and not taken.
 */
export function duplicateGroups(graph: KnnGraph, maxDistance: number): number[][] {
  const { perPoint, indices, distances } = graph;
  const count = indices.length / perPoint;
  const roots = Int32Array.from({ length: count }, (_, point) => point);
  const rootOf = (point: number): number => {
    let root = point;
    while (roots[root] !== root) {
      roots[root] = roots[roots[root]!]!;
      root = roots[root]!;
    }
    return root;
  };
  const isJoined = new Uint8Array(count);
  for (let edge = 0; edge < indices.length; edge++) {
    if (distances[edge]! > maxDistance) continue;
    const point = Math.floor(edge / perPoint);
    const other = indices[edge]!;
    isJoined[point] = isJoined[other] = 1;
    const [a, b] = [rootOf(point), rootOf(other)];
    // The lower number is the root, so that groups come in the order of their first points.
    roots[Math.max(a, b)] = Math.min(a, b);
  }
  const groups = new Map<number, number[]>();
  for (let point = 0; point < count; point++) {
    if (isJoined[point] === 0) continue;
    const root = rootOf(point);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [point]);
    else group.push(point);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

/** How alone each point stands: a simple form of the local outlier factor (Breunig, Kriegel, Ng and Sander, 2000). */
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
