import type { KnnGraph } from '../neighbours/knnGraph.ts';

/**
 * Returns groups of points that are connected by edges of at most `maxDistance`, each in rising order, largest
 * group first. Edges that are not in the graph, because both points have `perPoint` nearer neighbours, are not
 * considered.
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
    // The lower number becomes the root, so that groups are in the order of their first points.
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
