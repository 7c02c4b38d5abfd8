import { describe, expect, it } from 'vitest';
import { explainedVariance, projectToAxes } from '../../../../src/engine/map/layout/pca.ts';
import { createRandom } from '../../../../src/common/random.ts';
import { vectorsOf } from '../../../../src/engine/map/workers/sharedVectors.ts';
import type { Vectors } from '../../../../src/engine/map/workers/vectors.ts';
import { sampleInput } from './mapInput.ts';

/** Returns normal vectors with falling variance per dimension, far from the origin. */
function cloud(count: number, spreads: readonly number[]): Vectors {
  const random = createRandom(11);
  const values = Array.from({ length: count }, () =>
    spreads.map((spread) => 100 + spread * random.normal()),
  );
  return { values: Float32Array.from(values.flat()), count, dimension: spreads.length };
}

describe('the PCA projection', () => {
  it('has the two directions of largest variance', () => {
    const vectors = cloud(500, [1, 9, 1, 4, 1]);
    const xy = projectToAxes(vectors, 2, createRandom(1));
    const correlation = (axis: number, dimension: number): number => {
      const a = Array.from({ length: 500 }, (_, row) => xy[row * 2 + axis]!);
      const b = Array.from({ length: 500 }, (_, row) => vectors.values[row * 5 + dimension]! - 100);
      const dot = (p: number[], q: number[]): number => p.reduce((sum, v, i) => sum + v * q[i]!, 0);
      return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    };
    expect(Math.abs(correlation(0, 1))).toBeGreaterThan(0.98);
    expect(Math.abs(correlation(1, 3))).toBeGreaterThan(0.98);
  });

  it('hardly depends on the seed for real embeddings', async () => {
    const { rows } = await sampleInput('fiori-docs');
    const vectors = vectorsOf(rows);
    const [a, b] = [1, 2].map((seed) => projectToAxes(vectors, 2, createRandom(seed))) as [
      Float64Array,
      Float64Array,
    ];
    const extent = Math.max(...a);
    expect(Math.max(...a.map((at, i) => Math.abs(at - b[i]!))) / extent).toBeLessThan(0.02);
  });

  it('from a sample of rows is close to that of all rows', () => {
    const vectors = cloud(3000, [9, 4, ...Array<number>(998).fill(0.05)]);
    const xy = projectToAxes(vectors, 2, createRandom(1));
    const truth = xy.map((_, i) => vectors.values[(i >> 1) * 1000 + (i % 2)]! - 100);
    for (const axis of [0, 1]) {
      const sign = Math.sign(xy[axis]! * truth[axis]!);
      const errors = truth
        .filter((_, i) => i % 2 === axis)
        .map((at, row) => Math.abs(at - sign * xy[row * 2 + axis]!));
      expect(errors.reduce((sum, error) => sum + error) / errors.length).toBeLessThan(0.3);
    }
  });

  it('reports the share of the variance that each axis explains', () => {
    const vectors = cloud(2000, [1, 9, 1, 4, 1]);
    const coordinates = projectToAxes(vectors, 3, createRandom(1));
    const [first, second, third] = explainedVariance(vectors, coordinates, 3);
    expect(first).toBeCloseTo(81 / 100, 1);
    expect(second).toBeCloseTo(16 / 100, 1);
    expect(third).toBeCloseTo(1 / 100, 1);
  });

  it('explains no variance when all records are equal', () => {
    const vectors: Vectors = { values: new Float32Array(12).fill(3), count: 4, dimension: 3 };
    const coordinates = projectToAxes(vectors, 3, createRandom(1));
    expect(explainedVariance(vectors, coordinates, 3)).toEqual([0, 0, 0]);
  });

  it('points the longer tail of each axis in the positive direction', () => {
    const values = Float32Array.of(0, 0, 0, 0, 0, 1, 0, -5, -30, 0, 0, 0);
    const xy = projectToAxes({ values, count: 6, dimension: 2 }, 2, createRandom(1));
    expect([Math.max(...xy) > 20, xy[7]! > 3]).toEqual([true, true]);
  });

  it('is zero on the second axis for points on a line', () => {
    const vectors: Vectors = { values: Float32Array.of(1, 2, 3, 4), count: 4, dimension: 1 };
    const xy = projectToAxes(vectors, 2, createRandom(1));
    expect([...xy].map(Math.abs)).toEqual([1.5, 0, 0.5, 0, 0.5, 0, 1.5, 0]);
  });
});
