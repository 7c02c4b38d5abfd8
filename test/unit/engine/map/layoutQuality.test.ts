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

/** The first two dimensions of vectors as their picture. */
const flattened = ({ values, count, dimension }: Vectors): Float32Array =>
  Float32Array.from({ length: count * 2 }, (_, at) => values[(at >> 1) * dimension + (at & 1)]!);

describe('how faithful a map is', () => {
  it('is all of it where the picture is the full space', async () => {
    const vectors = randomVectors(240, 2, 1);
    const faith = await measure(vectors, flattened(vectors));
    expect(faith?.quality).toEqual({
      neighbours: 15,
      sampled: 240,
      recall: 1,
      trustworthiness: 1,
      continuity: 1,
      neighbourPreservation: 1,
    });
    expect(new Set(faith?.rowAccuracies)).toEqual(new Set([1]));
  });

  it('is, on all rows, what the definition says', async () => {
    const vectors = randomVectors(250, 6, 2);
    const xy = flattened(vectors);
    const plane: Vectors = { values: xy, count: 250, dimension: 2 };
    const faith = await measure(vectors, xy);
    expect(faith?.quality.trustworthiness).toBeCloseTo(
      trustworthiness(vectors, xy, 15, 'euclidean'),
      4,
    );
    // The other way round: the picture's neighbours are to be found in the full space.
    expect(faith?.quality.continuity).toBeCloseTo(
      trustworthiness(plane, vectors.values, 15, 'euclidean', 6),
      4,
    );
  });

  it('is near that on a sample, where neighbours were searched for approximately', async () => {
    const vectors = randomVectors(1500, 5, 4);
    const xy = flattened(vectors);
    const faith = await measure(vectors, xy, { isExact: false });
    expect(faith?.quality.sampled).toBeLessThan(1500);
    const truth = trustworthiness(vectors, xy, 15, 'euclidean');
    expect(Math.abs(faith!.quality.trustworthiness - truth)).toBeLessThan(0.02);
  });

  it('is next to nothing for places at random, point by point', async () => {
    const vectors = randomVectors(400, 4, 5);
    const random = createRandom(9);
    const faith = await measure(
      vectors,
      Float32Array.from({ length: 800 }, () => random.next()),
    );
    expect(faith!.quality.trustworthiness).toBeLessThan(0.6);
    expect(faith!.quality.neighbourPreservation).toBeLessThan(0.1);
    const mean = faith!.rowAccuracies.reduce((sum, share) => sum + share, 0) / 400;
    expect(mean).toBeCloseTo(faith!.quality.neighbourPreservation, 6);
  });

  it('is not spoken of among three records, and by fewer neighbours among few', async () => {
    const few = (count: number, perRow: number): Promise<LayoutQuality | undefined> => {
      const vectors = randomVectors(count, 2, 1);
      return measure(vectors, flattened(vectors), { perRow });
    };
    expect(await few(3, 3)).toBeUndefined();
    expect((await few(10, 9))?.quality.neighbours).toBe(3);
  });
});
