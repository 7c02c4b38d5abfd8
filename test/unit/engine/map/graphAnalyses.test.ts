import { describe, expect, it } from 'vitest';
import { duplicateGroups } from '../../../../src/engine/map/analysis/duplicateGroups.ts';
import { outlierScores } from '../../../../src/engine/map/analysis/outlierScores.ts';
import type { KnnGraph } from '../../../../src/engine/map/neighbours/knnGraph.ts';
import { allPairs } from './allPairs.ts';

/** Returns the nearest-neighbour graph of numbers on a line. */
function lineGraph(numbers: readonly number[], perPoint: number): KnnGraph {
  const vectors = { values: Float32Array.from(numbers), count: numbers.length, dimension: 1 };
  const { indices, distances } = allPairs(vectors, 'euclidean', perPoint + 1);
  const keep = (_: number, at: number): boolean => at % (perPoint + 1) !== 0;
  return {
    perPoint,
    indices: indices.filter(keep),
    distances: Float32Array.from(distances.filter(keep)),
  };
}

describe('duplicate groups', () => {
  const graph = lineGraph([5, 0, 9, 5.25, 0, 20, 5.5, 30], 2);

  it('contain points connected by small distances, largest group first', () => {
    expect(duplicateGroups(graph, 0)).toEqual([[1, 4]]);
    expect(duplicateGroups(graph, 0.25)).toEqual([
      [0, 3, 6],
      [1, 4],
    ]);
  });

  it('are empty when all distances are larger', () => {
    expect(duplicateGroups(lineGraph([0, 1, 2, 3], 2), 0.5)).toEqual([]);
  });

  it('merge into one for a large maximum distance', () => {
    expect(duplicateGroups(graph, 100)).toEqual([[0, 1, 2, 3, 4, 5, 6, 7]]);
  });
});

describe('outlier scores', () => {
  it('compare the distance to the neighbours with that of the neighbours', () => {
    const { distance, factor } = outlierScores(lineGraph([0, 1, 2, 3, 10], 2));
    expect([...distance]).toEqual([1.5, 1, 1, 1.5, 7.5]);
    expect(factor[4]).toBeCloseTo(7.5 / 1.25, 5);
    expect(Math.max(...factor.subarray(0, 4))).toBeLessThan(1.6);
  });

  it('are neutral when all points are equal', () => {
    expect([...outlierScores(lineGraph([4, 4, 4, 4], 2)).factor]).toEqual([1, 1, 1, 1]);
  });
});
