import { UMAP } from 'umap-js';
import { describe, expect, it } from 'vitest';
import { fuzzyGraph, type Graph } from '../../../../src/engine/map/layout/fuzzyGraph.ts';
import type { NeighbourLists } from '../../../../src/engine/map/neighbours/neighbourLists.ts';
import { allPairs } from './allPairs.ts';
import { randomVectors } from './mapInput.ts';

type Edge = readonly [from: number, to: number, weight: number];

function edgesOf({ offsets, targets, weights }: Graph): Edge[] {
  return Array.from({ length: offsets.length - 1 }, (_, node) =>
    Array.from(targets.subarray(offsets[node], offsets[node + 1]), (target, at): Edge => [
      node,
      target,
      weights[offsets[node]! + at]!,
    ]),
  ).flat();
}

/** Returns the graph that umap-js makes of the same neighbours. */
function referenceOf({ perRow, indices, distances }: NeighbourLists): Edge[] {
  const rows = (values: ArrayLike<number>): number[][] =>
    Array.from({ length: values.length / perRow }, (_, row) =>
      Array.from({ length: perRow }, (_, place) => values[row * perRow + place]!),
    );
  const umap = new UMAP({ nNeighbors: perRow });
  umap.setPrecomputedKNN(rows(indices), rows(distances));
  umap.initializeFit(rows(indices));
  // Its graph is private. Edges too weak to be sampled remain in it with weight 0.
  const { graph } = umap as unknown as {
    graph: { getAll(): { row: number; col: number; value: number }[] };
  };
  return graph
    .getAll()
    .filter(({ value }) => value > 0)
    .map(({ row, col, value }) => [row, col, value]);
}

const neighboursOf = (count: number, dimension: number, perRow: number): NeighbourLists =>
  allPairs(randomVectors(count, dimension, 11), 'euclidean', perRow);

describe('the fuzzy graph', () => {
  it.each([
    [300, 8, 15],
    [60, 3, 5],
  ])('equals that of umap-js for %i records of dimension %i', (count, dimension, perRow) => {
    const neighbours = neighboursOf(count, dimension, perRow);
    const expected = new Map(referenceOf(neighbours).map(([i, j, w]) => [`${i} ${j}`, w]));
    const edges = edgesOf(fuzzyGraph(neighbours));
    const own = new Map(edges.map(([i, j, w]) => [`${i} ${j}`, w]));
    const gaps = Array.from(expected, ([key, w]) => Math.abs(w - (own.get(key) ?? 0)));
    expect(expected.size).toBeGreaterThan(count * 4);
    expect(Math.max(...gaps)).toBeLessThan(1e-4);
    // Missing edges are too weak to be sampled in 500 epochs.
    const extra = edges.filter(([i, j]) => !expected.has(`${i} ${j}`));
    expect(Math.max(0, ...extra.map(([, , weight]) => weight))).toBeLessThan(1 / 500);
  });

  it('is symmetric, has no self-loops, and sorts the targets of each node', () => {
    const edges = edgesOf(fuzzyGraph(neighboursOf(200, 5, 10)));
    const turned = edges
      .map(([i, j, w]): Edge => [j, i, w])
      .toSorted(([a, b], [c, d]) => a - c || b - d);
    expect(turned).toEqual(edges);
    expect(edges.every(([i, j, w]) => i !== j && w > 0 && w <= 1)).toBe(true);
  });

  it('gives edges between duplicates weight 1', () => {
    const indices = Int32Array.from([0, 1, 2, 1, 0, 2, 2, 0, 1]);
    const distances = Float64Array.from([0, 0, 1, 0, 0, 1, 0, 1, 1]);
    const edges = edgesOf(fuzzyGraph({ perRow: 3, indices, distances }));
    expect(edges.find(([i, j]) => i === 0 && j === 1)?.[2]).toBe(1);
    expect(edges.every(([, , w]) => Number.isFinite(w))).toBe(true);
  });
});
