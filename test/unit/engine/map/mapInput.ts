import { createRandom } from '../../../../src/common/random.ts';
import type { MapInput } from '../../../../src/engine/map/mapThreadCalls.ts';
import { vectorsOf, type SharedVectors } from '../../../../src/engine/map/workers/sharedVectors.ts';
import { allocateVectors } from '../../../../src/engine/map/neighbours/neighbourSearchPlan.ts';
import type { Vectors } from '../../../../src/engine/map/workers/vectors.ts';
import { readSample, readSampleCatalog } from '../../../../src/engine/samples/sampleCatalog.ts';
import { defaultMapParameters } from '../../../../src/model/map/map.ts';
import { samplesFolder } from '../samples/openEngine.ts';

/** Returns the records of a bundled sample as map input. */
export async function sampleInput(name: string): Promise<MapInput> {
  const catalog = await readSampleCatalog(samplesFolder);
  const about = catalog.find((sample) => sample.name === name)!;
  const { ids, metadata, values } = await readSample(samplesFolder, about);
  return {
    ids,
    metadata,
    rows: rowsOf({ values, count: about.recordCount, dimension: about.dimension }),
    total: about.recordCount,
    metric: about.metric,
    parameters: defaultMapParameters,
    startedAtMs: 0,
  };
}

/** Returns the map input of the first records only. */
export function firstOf(input: MapInput, count: number): MapInput {
  return {
    ...input,
    ids: input.ids.slice(0, count),
    metadata: input.metadata.slice(0, count),
    rows: rowsOf({ ...vectorsOf(input.rows), count }),
  };
}

/** Returns rows as map input, with ids 0, 1, 2, … and no metadata. */
export function inputOf(rows: readonly (readonly number[])[]): MapInput {
  return {
    ids: rows.map((_, at) => String(at)),
    metadata: rows.map(() => ({})),
    rows: rowsOf({
      values: Float32Array.from(rows.flat()),
      count: rows.length,
      dimension: rows[0]?.length ?? 1,
    }),
    total: rows.length,
    metric: 'euclidean',
    parameters: defaultMapParameters,
    startedAtMs: 0,
  };
}

/** Copies vectors into shared memory. */
export function rowsOf({ values, count, dimension, stride = dimension }: Vectors): SharedVectors {
  const rows = allocateVectors(count, dimension, { perRow: 100 });
  const into = vectorsOf(rows);
  for (let row = 0; row < count; row++) {
    const vector = values.subarray(row * stride, row * stride + dimension);
    into.values.set(vector, row * into.stride);
  }
  return rows;
}

export function randomVectors(count: number, dimension: number, seed: number): Vectors {
  const random = createRandom(seed);
  const values = Float32Array.from({ length: count * dimension }, () => random.normal());
  return { values, count, dimension };
}

/** Returns Gaussian clusters; record i belongs to cluster i modulo `clusters`. */
export function blobs(options: {
  readonly count: number;
  readonly dimension: number;
  readonly clusters: number;
  readonly seed: number;
}): Vectors {
  const { count, dimension, clusters, seed } = options;
  const random = createRandom(seed);
  const middles = Float32Array.from({ length: clusters * dimension }, () => random.normal() * 2);
  const values = Float32Array.from({ length: count * dimension }, (_, at) => {
    const cluster = Math.floor(at / dimension) % clusters;
    return middles[cluster * dimension + (at % dimension)]! + random.normal() * 0.5;
  });
  return { values, count, dimension };
}
