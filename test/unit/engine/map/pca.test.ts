import { describe, expect, it } from 'vitest';
import { projectToPlane } from '../../../../src/engine/map/pca.ts';
import { createRandom } from '../../../../src/engine/map/random.ts';
import type { Vectors } from '../../../../src/engine/map/vectors.ts';

/** Normal numbers, the more spread the earlier the dimension, around a middle far away. */
function cloud(count: number, spreads: readonly number[]): Vectors {
  const random = createRandom(11);
  const values = Array.from({ length: count }, () =>
    spreads.map((spread) => 100 + spread * random.normal()),
  );
  return { values: Float32Array.from(values.flat()), count, dimension: spreads.length };
}

describe('the projection to the plane', () => {
  it('shows the two directions of the largest spread', () => {
    const vectors = cloud(500, [1, 9, 1, 4, 1]);
    const xy = projectToPlane(vectors, createRandom(1));
    const correlation = (axis: number, dimension: number): number => {
      const a = Array.from({ length: 500 }, (_, row) => xy[row * 2 + axis]!);
      const b = Array.from({ length: 500 }, (_, row) => vectors.values[row * 5 + dimension]! - 100);
      const dot = (p: number[], q: number[]): number => p.reduce((sum, v, i) => sum + v * q[i]!, 0);
      return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    };
    expect(correlation(0, 1)).toBeGreaterThan(0.98);
    expect(correlation(1, 3)).toBeGreaterThan(0.98);
  });

  it('learned from a sample, is nearly that of all rows', () => {
    const vectors = cloud(9000, [1, 9, 1, 4, 1]);
    const xy = projectToPlane(vectors, createRandom(1));
    const error = xy.reduce((sum, at, i) => {
      const dimension = i % 2 === 0 ? 1 : 3;
      return sum + (at - (vectors.values[(i >> 1) * 5 + dimension]! - 100)) ** 2;
    }, 0);
    expect(Math.sqrt(error / xy.length)).toBeLessThan(0.5);
  });

  it('is the same for the same seed', () => {
    const vectors = cloud(3000, [3, 2, 1]);
    expect(projectToPlane(vectors, createRandom(4))).toEqual(
      projectToPlane(vectors, createRandom(4)),
    );
  });

  it('is all zero on the second axis of a line', () => {
    const vectors: Vectors = { values: Float32Array.of(1, 2, 3, 4), count: 4, dimension: 1 };
    const xy = projectToPlane(vectors, createRandom(1));
    expect([...xy]).toEqual([-1.5, 0, -0.5, 0, 0.5, 0, 1.5, 0]);
  });
});
