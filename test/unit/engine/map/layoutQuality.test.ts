import { describe, expect, it } from 'vitest';
import {
  measureLayoutQuality,
  type LayoutQuality,
} from '../../../../src/engine/map/analysis/layoutQuality.ts';
import { findNeighbours } from '../../../../src/engine/map/neighbours/findNeighbours.ts';
import { createRandom } from '../../../../src/common/random.ts';
import type { Vectors } from '../../../../src/engine/map/workers/vectors.ts';
import { randomVectors, rowsOf } from './mapInput.ts';
import { trustworthiness } from './trustworthiness.ts';

async function measure(
  vectors: Vectors,
  xy: Float32Array,
  options: { perRow?: number; isExact?: boolean } = {},
): Promise<LayoutQuality | undefined> {
  const { perRow = 16, isExact = true } = options;
  const search = { distance: 'euclidean', perRow, seed: 3, isExact } as const;
  const found = await findNeighbours(rowsOf(vectors), search, () => undefined);
  try {
    const rows = xy.map((_, at) => xy[found.order[at >> 1]! * 2 + (at & 1)]!);
    return await measureLayoutQuality(found, rows, 1);
  } finally {
    found.dispose();
  }
}

/** Measures the layout given by the first two dimensions of the vectors. */
const flattened = ({ values, count, dimension }: Vectors): Float32Array =>
  Float32Array.from({ length: count * 2 }, (_, at) => values[(at >> 1) * dimension + (at & 1)]!);

describe('layout quality', () => {
  it('is 1 when the layout is the original space', async () => {
    const vectors = randomVectors(240, 2, 1);
    const measured = await measure(vectors, flattened(vectors));
    expect(measured?.quality).toEqual({
      neighbours: 15,
      sampled: 240,
      recall: 1,
      trustworthiness: 1,
      continuity: 1,
      neighbourPreservation: 1,
    });
    expect(new Set(measured?.rowAccuracies)).toEqual(new Set([1]));
  });

  it('follows the definition when all rows are sampled', async () => {
    const vectors = randomVectors(250, 6, 2);
    const xy = flattened(vectors);
    const plane: Vectors = { values: xy, count: 250, dimension: 2 };
    const measured = await measure(vectors, xy);
    expect(measured?.quality.trustworthiness).toBeCloseTo(
      trustworthiness(vectors, xy, 15, 'euclidean'),
      4,
    );
    // Continuity is trustworthiness with the layout and the original space swapped.
    expect(measured?.quality.continuity).toBeCloseTo(
      trustworthiness(plane, vectors.values, 15, 'euclidean', 6),
      4,
    );
  });

  it('is close to the definition on a sample with approximate neighbours', async () => {
    const vectors = randomVectors(1500, 5, 4);
    const xy = flattened(vectors);
    const measured = await measure(vectors, xy, { isExact: false });
    expect(measured?.quality.sampled).toBeLessThan(1500);
    const truth = trustworthiness(vectors, xy, 15, 'euclidean');
    expect(Math.abs(measured!.quality.trustworthiness - truth)).toBeLessThan(0.02);
  });

  it('is near 0 for random positions, per point', async () => {
    const vectors = randomVectors(400, 4, 5);
    const random = createRandom(9);
    const measured = await measure(
      vectors,
      Float32Array.from({ length: 800 }, () => random.next()),
    );
    expect(measured!.quality.trustworthiness).toBeLessThan(0.6);
    expect(measured!.quality.neighbourPreservation).toBeLessThan(0.1);
    const mean = measured!.rowAccuracies.reduce((sum, share) => sum + share, 0) / 400;
    expect(mean).toBeCloseTo(measured!.quality.neighbourPreservation, 6);
  });

  it('is undefined for three records, and uses fewer neighbours for few records', async () => {
    const few = (count: number, perRow: number): Promise<LayoutQuality | undefined> => {
      const vectors = randomVectors(count, 2, 1);
      return measure(vectors, flattened(vectors), { perRow });
    };
    expect(await few(3, 3)).toBeUndefined();
    expect((await few(10, 9))?.quality.neighbours).toBe(3);
  });
});
