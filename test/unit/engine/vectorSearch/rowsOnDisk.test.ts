import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DenseVectors } from '../../../../src/engine/namespace/denseVectors.ts';
import { BitSet } from '../../../../src/engine/structures/bitSet.ts';
import { VectorMemoryBudget } from '../../../../src/engine/vectorSearch/rows/vectorMemoryBudget.ts';
import { FloatFile } from '../../../../src/engine/vectorSearch/disk/floatFile.ts';
import {
  headerBytes,
  recordBytesOf,
} from '../../../../src/engine/vectorSearch/disk/floatFileLayout.ts';
import { readKernel } from '../../../../src/engine/kernels/kernelFile.ts';
import { ScanPool } from '../../../../src/engine/vectorSearch/scan/scanPool.ts';
import { Searcher } from '../../../../src/engine/vectorSearch/searcher.ts';
import { VectorRows } from '../../../../src/engine/vectorSearch/rows/vectorRows.ts';
import { metrics } from '../../../../src/model/vectorIndex.ts';
import { randomVector, seededRandom } from '../../../support/random.ts';
import { temporaryFolder } from '../testEngine.ts';
import { listed, oracle } from './oracle.ts';

const dimension = 64;
const count = 6000;
const { signal } = new AbortController();

/** Of which a hundred vectors fit into memory, in two threads beside the caller's. */
const module = readKernel();
const budget = new VectorMemoryBudget(1000 * dimension * 4, 100 * dimension * 4);
const searcher = new Searcher(module, { budget, pool: new ScanPool(module, 2) });
afterAll(() => searcher.dispose());

const random = seededRandom(51);
/** In the order of the numbers. */
const idOf = (pk: number): string => String(pk).padStart(5, '0');
const vector = (): Float32Array => Float32Array.from(randomVector(dimension, random));

describe.each(metrics)('A namespace that exceeds the memory budget (%s)', (metric) => {
  let file: string;
  let stored: Map<number, Float32Array>;
  let readings: number;
  let namespace: DenseVectors;

  beforeEach(async () => {
    file = path.join(temporaryFolder(), 'vectors');
    stored = new Map();
    readings = 0;
    namespace = new DenseVectors({
      dimension,
      metric,
      searcher,
      readMetadata: () => [],
      readVector: (pk) => (readings++, stored.get(pk)!),
    });
    for (let pk = 0; pk < count; pk++) set(pk);
    await namespace.writeFloats(file, signal);
    readings = 0;
  });
  afterEach(() => namespace.dispose());

  it('is searched from its vector file, without the database', async () => {
    for (const topK of [1, 10, 1000, count]) expect(await misses(topK)).toEqual([]);
    expect(readings).toBe(0);
    expect(namespace.databaseOnlyCount).toBe(0);
  });

  it('stays exact when vectors change during a write of the file', async () => {
    for (let pk = 0; pk < count; pk += 3) set(pk);
    const keeping = namespace.writeFloats(file, signal);
    for (let round = 0; round < 20; round++) {
      for (let times = 0; times < 100; times++) set(Math.floor(random() * (count + 200)));
      for (let times = 0; times < 20; times++) remove(Math.floor(random() * count));
      expect(await misses(200)).toEqual([]);
    }
    await keeping;
    expect(await misses(count)).toEqual([]);
    await namespace.writeFloats(file, signal);
    readings = 0;
    expect(await misses(count)).toEqual([]);
    expect(readings).toBe(0);
  });

  it('has a vector file that does not open with an older stamp', async () => {
    const before = namespace.image().filed!.stamp;
    set(3);
    await namespace.writeFloats(file, signal);
    expect(() => FloatFile.open(file, dimension, before)).toThrow('does not match its snapshot');
    const { stamp } = namespace.image().filed!;
    FloatFile.open(file, dimension, stamp).dispose();
    await namespace.writeFloats(file, signal);
    expect(namespace.image().filed!.stamp).toBe(stamp);
  });

  it.each([1, 1000])(
    'is searched without the vector file after a row is damaged (%i)',
    async (topK) => {
      const bytes = readFileSync(file);
      for (let row = 0; row < count; row++)
        bytes[headerBytes + row * recordBytesOf(dimension) + 7]! ^= 4;
      writeFileSync(file, bytes);
      expect(await misses(topK)).toEqual([]);
      expect(namespace.databaseOnlyCount).toBe(count);
      await namespace.writeFloats(file, signal);
      readings = 0;
      expect(await misses(topK)).toEqual([]);
      expect(readings).toBe(0);
    },
  );

  function set(pk: number): void {
    const values = vector();
    stored.set(pk, values);
    namespace.set(pk, idOf(pk), values);
  }

  function remove(pk: number): void {
    stored.delete(pk);
    namespace.delete(idOf(pk));
  }

  /** What a search in threads and one in this thread alone find other than a plain search in float64. */
  async function misses(topK: number): Promise<unknown[]> {
    const query = vector();
    const pks = [...stored.keys()].sort((one, other) => one - other);
    const rows = pks.map((pk) => stored.get(pk)!);
    const expected = oracle(rows, metric, query, topK).map(({ row, score }) => {
      const pk = pks[row]!;
      return { pk, id: idOf(pk), score };
    });
    // Undefined asks for another search, as after a thread found a broken row.
    const found =
      (await namespace.search({ vector: query, topK })) ??
      (await namespace.search({ vector: query, topK }));
    const here = await namespace.search({ vector: query, topK, isExclusive: true });
    return [found, here].filter((hits) => JSON.stringify(hits) !== JSON.stringify(expected));
  }
});

it('a search finds every row when it exhausts the memory budget', () => {
  const rows = Array.from({ length: count }, vector);
  const whole = new VectorRows(searcher.context, dimension, true);
  for (const values of rows) whole.add(values);
  // Vectors of rows that were read from files come into memory one by one.
  const vectors = new VectorRows(searcher.context, dimension, true);
  const live = new BitSet();
  for (let row = 0; row < count; row++) live.set(row, true);
  vectors.allocateSegments(count).forEach((segment, at) => {
    const rowsOfIt = Math.min(
      vectors.quantizedLayout.capacity,
      count - at * vectors.quantizedLayout.capacity,
    );
    const from = whole.quantizedSegments[at]!.views(rowsOfIt, 0, 0);
    segment.views(rowsOfIt, 0, 0).forEach((part, number) => part.set(from[number]!));
  });
  vectors.restore(count, live.words);
  expect(vectors.hasRoom).toBe(true);
  const query = vector();
  for (let topK = 20; vectors.hasRoom; topK += 20) {
    const hits = searcher.searchSync({
      vectors,
      metric: 'cosine',
      query,
      topK,
      isBefore: (row, other) => row < other,
      readVector: (row) => rows[row]!,
    });
    expect(listed(hits)).toEqual(oracle(rows, 'cosine', query, topK));
  }
  whole.dispose();
  vectors.dispose();
});
