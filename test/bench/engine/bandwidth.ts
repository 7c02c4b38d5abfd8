import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildKernels, features } from '../../../scripts/buildKernels.ts';
import { QuantizedScan } from '../../../src/engine/vectorSearch/scan/quantizedScan.ts';
import { quantizeQuery } from '../../../src/engine/vectorSearch/quantize/quantizedQuery.ts';
import type { SegmentRef } from '../../../src/engine/vectorSearch/quantize/quantizedSegment.ts';
import { readKernel } from '../../../src/engine/kernels/kernelFile.ts';
import { RowScorer } from '../../../src/engine/vectorSearch/exact/rowScorer.ts';
import { ScanControl } from '../../../src/engine/vectorSearch/scan/scanControl.ts';
import { Searcher } from '../../../src/engine/vectorSearch/searcher.ts';
import { VectorRows } from '../../../src/engine/vectorSearch/rows/vectorRows.ts';
import { normOf } from '../../../src/engine/vectorSearch/quantize/quantizedQuery.ts';
import { seededRandom } from '../../support/random.ts';
import { median, timed } from '../shared/statistics.ts';

/** Shares of what a loop of loads reads from the same memory in the same time, in one thread. */
export type Bandwidth = {
  readonly gigabytesPerSecond: number;
  readonly float32: number;
  readonly int8: number;
};

const dimension = 768;
const outFolder = path.resolve(import.meta.dirname, '../../../out/bench');

/** `rowCount` rows are far more than caches hold, in int8 as well. */
export async function measureBandwidth(rowCount: number, rounds: number): Promise<Bandwidth> {
  const readAll = await loadReader();
  const searcher = new Searcher(readKernel());
  const vectors = filledRows(searcher, rowCount);
  const codeBytes = vectors.quantizedLayout.capacity * vectors.quantizedLayout.stride;
  const floatBytes = vectors.floatLayout.capacity * vectors.floatLayout.length * 4;
  const floatSegments = vectors.floatSegments.filter((one) => one !== undefined);
  const shares = { int8: [] as number[], float32: [] as number[], speed: [] as number[] };
  const scan = firstPassOf(vectors);
  const score = scoringOf(vectors);
  for (let round = 0; round < rounds; round++) {
    const codes = timed(() => readAll(vectors.quantizedSegments, codeBytes));
    shares.int8.push(codes / timed(scan));
    const floats = timed(() => readAll(floatSegments, floatBytes));
    shares.float32.push(floats / timed(score));
    shares.speed.push((floatSegments.length * floatBytes) / floats / 1e6);
  }
  vectors.dispose();
  searcher.dispose();
  return {
    gigabytesPerSecond: median(shares.speed),
    float32: median(shares.float32),
    int8: median(shares.int8),
  };
}

/** Every segment is full, so that all contestants read the same bytes. */
function filledRows(searcher: Searcher, rowCount: number): VectorRows {
  const random = seededRandom(1);
  const vectors = new VectorRows(searcher.context, dimension, false);
  const values = new Float32Array(dimension);
  const { capacity } = vectors.quantizedLayout;
  const full = Math.ceil(rowCount / capacity) * capacity;
  for (let row = 0; row < full; row++) {
    for (let at = 0; at < dimension; at++) values[at] = random() - 0.5;
    vectors.add(values);
  }
  return vectors;
}

function firstPassOf(vectors: VectorRows): () => void {
  const firstPass = new QuantizedScan(readKernel(), 0);
  const plan = {
    dimension,
    segments: vectors.quantizedSegments.map(({ id, memory }) => ({ id, memory })),
    rowCount: vectors.count,
    mask: new Uint32Array(vectors.mask()),
    query: quantizeQuery(query(), 'dotproduct', vectors.quantizedLayout.stride),
    isEuclidean: false,
    topK: 10,
  };
  return () => void firstPass.run(plan, new ScanControl());
}

function scoringOf(vectors: VectorRows): () => void {
  const scorer = new RowScorer(readKernel(), 0);
  const values = query();
  const plan = {
    dimension,
    capacity: vectors.floatLayout.capacity,
    segments: vectors.floatSegments.map((one) => one && { id: one.id, memory: one.memory }),
    rows: Uint32Array.from({ length: vectors.count }, (_, row) => row),
    query: { metric: 'dotproduct', values, norm: normOf(values) },
  } as const;
  return () => void scorer.score(plan);
}

function query(): Float32Array {
  const random = seededRandom(2);
  return Float32Array.from({ length: dimension }, () => random() - 0.5);
}

/** What reads the first `bytes` of each memory. */
async function loadReader(): Promise<(memories: readonly SegmentRef[], bytes: number) => void> {
  const build = {
    file: 'readAll.wasm',
    sources: ['test/bench/engine/assembly'],
    entry: 'readAll.ts',
    features,
    maximumGiB: 1,
  };
  await buildKernels(outFolder, [build]);
  const module = new WebAssembly.Module(readFileSync(path.join(outFolder, build.file)));
  const bound = new Map<number, (from: number, bytes: number) => number>();
  return (memories, bytes) => {
    for (const { id, memory } of memories) {
      const read = bound.get(id) ?? bind(module, memory);
      bound.set(id, read);
      read(0, bytes);
    }
  };
}

function bind(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): (from: number, bytes: number) => number {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports['readAll'] as unknown as (from: number, bytes: number) => number;
}
