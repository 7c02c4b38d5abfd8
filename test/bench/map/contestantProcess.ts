// Entry point of a contestant process. Each map runs in its own process, so that its memory is measured alone.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { UMAP } from 'umap-js';
import { createRandom } from '../../../src/common/random.ts';
import type { MapInput } from '../../../src/engine/map/mapThreadCalls.ts';
import { makeMap } from '../../../src/engine/map/makeMap.ts';
import { vectorsOf } from '../../../src/engine/map/workers/sharedVectors.ts';
import { allocateVectors } from '../../../src/engine/map/neighbours/neighbourSearchPlan.ts';
import { minWorkForThreads } from '../../../src/engine/map/workers/workerPool.ts';
import { startUmap } from '../../../src/engine/map/layout/umap.ts';
import { startUmapJs } from '../../../src/engine/map/layout/umapJs.ts';
import { defaultMapParameters, type MapDetail } from '../../../src/model/map/map.ts';
import { readRows, readRowsInto } from '../data/rowFile.ts';
import {
  minDistance,
  neighbours,
  type ContestantName,
  type MapCost,
  type MapTask,
} from './contestant.ts';

type Made = {
  readonly positions: Float32Array;
  readonly firstPictureMs?: number;
  readonly lastPictureMs?: number;
  readonly recall?: number;
};

type Start = (task: MapTask) => Promise<() => Promise<Made>>;

/** Each contestant converts the rows first, which is not measured, and returns the function to measure. */
const contestants: Readonly<Record<Exclude<ContestantName, 'umap-learn'>, Start>> = {
  vectorscope: (task) => startOurs(task, 'standard'),
  'vectorscope, fine': (task) => startOurs(task, 'fine'),
  'umap-js': async (task) => {
    const { count, dimension, seed, epochs } = task;
    const values = readRows(task);
    const rows = Array.from({ length: count }, (_, row) =>
      Array.from(values.subarray(row * dimension, (row + 1) * dimension)),
    );
    const random = createRandom(seed);
    const umap = new UMAP({
      nComponents: 2,
      nNeighbors: neighbours,
      minDist: minDistance,
      nEpochs: epochs,
      random: () => random.next(),
      distanceFn: cosineDistance,
    });
    return async () => ({ positions: Float32Array.from(umap.fit(rows).flat()) });
  },
  'embedding-atlas': async (task) => {
    const { count, dimension, seed, epochs, peer } = task;
    const atlas = (await import(pathToFileURL(peer!).href)) as AtlasModule;
    const values = readRows(task);
    return async () => {
      const umap = await atlas.createUMAP(count, dimension, 2, values, {
        metric: 'cosine',
        nNeighbors: neighbours,
        minDist: minDistance,
        nEpochs: epochs,
        seed,
      });
      await umap.run();
      return { positions: umap.embedding.slice() };
    };
  },
};

async function startOurs(task: MapTask, detail: MapDetail): Promise<() => Promise<Made>> {
  const { count, dimension, seed, earlier } = task;
  // The engine keeps one core free, which on two cores would halve its threads beside those of the others.
  const threads = (count * count * dimension) / 2 < minWorkForThreads ? 1 : task.threads;
  const ids = Array.from({ length: count }, (_, row) => String(row));
  // Copied into shared memory, as the engine reads them from its store.
  const rows = allocateVectors(count, dimension, { perRow: neighbours, threads });
  readRowsInto(task, vectorsOf(rows).values);
  const input: Omit<MapInput, 'startedAtMs'> = {
    ids,
    rows,
    metadata: ids.map(() => ({})),
    total: count,
    metric: 'cosine',
    parameters: { ...defaultMapParameters, neighbours, minDistance, detail, seed, sample: count },
    ...(earlier && {
      previous: {
        ids: ids.slice(0, earlier.count),
        positions: readRows({ ...earlier, dimension: 2 }).buffer,
      },
    }),
  };
  return async () => {
    const begin = performance.now();
    let firstPictureMs: number | undefined;
    let lastPictureMs = 0;
    let positions = new Float32Array();
    let recall: number | undefined;
    await makeMap(
      { ...input, startedAtMs: begin },
      (frame) => {
        if (frame.type === 'done') recall = frame.quality?.recall;
        if (frame.type !== 'positions') return;
        lastPictureMs = performance.now() - begin;
        firstPictureMs ??= lastPictureMs;
        positions = Float32Array.from(new Float32Array(frame.data));
      },
      {
        layouts: { umap: startUmap, 'umap-js': startUmapJs },
        now: () => performance.now(),
        threads,
      },
    );
    return {
      positions,
      firstPictureMs: firstPictureMs!,
      lastPictureMs,
      ...(recall !== undefined && { recall }),
    };
  };
}

type AtlasModule = {
  createUMAP(
    count: number,
    inputDim: number,
    outputDim: number,
    data: Float32Array,
    options: object,
  ): Promise<{ readonly embedding: Float32Array; run(): Promise<void> }>;
};

function cosineDistance(a: readonly number[], b: readonly number[]): number {
  let [product, squaresA, squaresB] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    product += a[at]! * b[at]!;
    squaresA += a[at]! ** 2;
    squaresB += b[at]! ** 2;
  }
  return 1 - product / Math.sqrt(squaresA * squaresB);
}

const task = JSON.parse(process.argv[2]!) as MapTask;
if (task.contestant === 'umap-learn') throw new Error('umap-learn runs in Python');
const make = await contestants[task.contestant](task);
const begin = performance.now();
const { positions, firstPictureMs, lastPictureMs, recall } = await make();
const doneSeconds = (performance.now() - begin) / 1000;
writeFileSync(task.output, positions);
const cost: MapCost = {
  seconds: lastPictureMs === undefined ? doneSeconds : lastPictureMs / 1000,
  ...(lastPictureMs !== undefined && { doneSeconds }),
  ...(firstPictureMs !== undefined && { firstPictureSeconds: firstPictureMs / 1000 }),
  peakBytes: process.resourceUsage().maxRSS * 1024,
  ...(recall !== undefined && { recall }),
};
console.log(JSON.stringify(cost));
