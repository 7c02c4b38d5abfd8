import path from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Layout, LayoutInput } from '../../../../src/engine/map/layout/layout.ts';
import type { MapDetail } from '../../../../src/model/map/map.ts';
import { createRandom } from '../../../../src/common/random.ts';
import { startUmap } from '../../../../src/engine/map/layout/umap.ts';
import { startUmapJs } from '../../../../src/engine/map/layout/umapJs.ts';
import { readSample, readSampleCatalog } from '../../../../src/engine/samples/sampleCatalog.ts';
import type { Vectors } from '../../../../src/engine/map/workers/vectors.ts';
import { trustworthiness } from './trustworthiness.ts';
import { allPairs } from './allPairs.ts';
import { blobs, randomVectors } from './mapInput.ts';

vi.setConfig({ testTimeout: 30_000 });

const vectors = blobs({ count: 600, dimension: 12, clusters: 6, seed: 4 });

function inputOf(seed: number, of = vectors): LayoutInput {
  const random = createRandom(seed);
  return {
    neighbours: allPairs(of, 'euclidean', 15),
    start: Float64Array.from({ length: of.count * 2 }, () => random.normal() * 5),
    minDistance: 0.1,
    random,
  };
}

async function finish(layout: Layout): Promise<Float32Array> {
  while (!layout.isDone) await layout.step();
  return layout.positions();
}

/** The sample of documentation texts, as unit vectors. */
async function vectorsOfTexts(): Promise<Vectors> {
  const folder = path.resolve('media/samples');
  const catalog = await readSampleCatalog(folder);
  const { values } = await readSample(
    folder,
    catalog.find(({ name }) => name === 'fiori-docs')!,
  );
  return { values, dimension: 384, count: values.length / 384 };
}

describe('the built-in UMAP', () => {
  let map: Float32Array;
  beforeAll(async () => {
    map = await finish(startUmap(inputOf(1)));
  });

  it('returns the same layout for the same seed and another for another seed', async () => {
    expect(await finish(startUmap(inputOf(1)))).toEqual(map);
    expect(await finish(startUmap(inputOf(2)))).not.toEqual(map);
  });

  it('preserves neighbourhoods as well as umap-js', async () => {
    const trust = (xy: Float32Array): number => trustworthiness(vectors, xy, 15);
    const own = [map, await finish(startUmap(inputOf(2)))].map(trust);
    const references = [1, 2].map((seed) => finish(startUmapJs(inputOf(seed))));
    const reference = (await Promise.all(references)).map(trust);
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value) / values.length;
    expect(mean(own)).toBeGreaterThan(mean(reference) - 0.01);
  });

  it('is more trustworthy with fine detail on texts', async () => {
    const texts = await vectorsOfTexts();
    const input = inputOf(1, texts);
    const trustOf = async (detail: MapDetail): Promise<number> => {
      const { random } = inputOf(1);
      return trustworthiness(texts, await finish(startUmap({ ...input, random, detail })), 15);
    };
    expect(await trustOf('fine')).toBeGreaterThan((await trustOf('standard')) + 0.005);
  });

  it('returns the same fine layout for the same seed, and standard ones by default', async () => {
    const fine = (): Promise<Float32Array> => finish(startUmap({ ...inputOf(1), detail: 'fine' }));
    expect(await fine()).toEqual(await fine());
    expect(await fine()).not.toEqual(map);
    expect(await finish(startUmap({ ...inputOf(1), detail: 'standard' }))).toEqual(map);
  });

  it('separates clusters', () => {
    const middle = (cluster: number): [number, number] => {
      const own = Array.from({ length: 100 }, (_, at) => at * 6 + cluster);
      const mean = (axis: number): number =>
        own.reduce((sum, row) => sum + map[row * 2 + axis]!, 0) / own.length;
      return [mean(0), mean(1)];
    };
    const middles = Array.from({ length: 6 }, (_, cluster) => middle(cluster));
    const nearest = Array.from({ length: vectors.count }, (_, row) => {
      const gaps = middles.map(([x, y]) => Math.hypot(map[row * 2]! - x, map[row * 2 + 1]! - y));
      return gaps.indexOf(Math.min(...gaps));
    });
    const misplaced = nearest.filter((cluster, row) => cluster !== row % 6);
    expect(misplaced.length).toBeLessThan(vectors.count * 0.02);
  });

  it('runs 650 epochs below 10,000 records and 350 from there on, for fine detail 1,050 and 550', () => {
    const epochsOf = (count: number, detail?: MapDetail): number => {
      const of = randomVectors(count, 2, 1);
      const indices = Int32Array.from({ length: count * 2 }, (_, at) =>
        at % 2 === 0 ? at >> 1 : ((at >> 1) + 1) % count,
      );
      const distances = Float64Array.from({ length: count * 2 }, (_, at) => at % 2);
      const neighbours = { perRow: 2, indices, distances };
      const start = Float64Array.from(of.values);
      return startUmap({
        neighbours,
        start,
        minDistance: 0.1,
        random: createRandom(1),
        ...(detail && { detail }),
      }).epochs;
    };
    expect([epochsOf(9999), epochsOf(10_000)]).toEqual([650, 350]);
    expect([epochsOf(9999, 'fine'), epochsOf(10_000, 'fine')]).toEqual([1050, 550]);
  });

  it('returns positions that later epochs do not modify', async () => {
    const layout = startUmap(inputOf(1));
    // No edge is due before the second epoch.
    await layout.step();
    const before = layout.positions();
    const copy = before.slice();
    await layout.step();
    expect(before).toEqual(copy);
    expect(layout.positions()).not.toEqual(copy);
  });
});
