import { afterAll, describe, expect, it } from 'vitest';
import { BitSet, maskBytes } from '../../../../src/engine/structures/bitSet.ts';
import { choosePrefix } from '../../../../src/engine/vectorSearch/prefix/choosePrefix.ts';
import { readKernel } from '../../../../src/engine/kernels/kernelFile.ts';
import { Searcher } from '../../../../src/engine/vectorSearch/searcher.ts';
import { VectorRows } from '../../../../src/engine/vectorSearch/rows/vectorRows.ts';
import { metrics, type Metric } from '../../../../src/model/vectorIndex.ts';
import { randomVector, seededRandom } from '../../../support/random.ts';
import { lowRank } from './lowRank.ts';
import { listed, oracle } from './oracle.ts';

const dimension = 96;

describe('Prefixes of a namespace', () => {
  const searcher = new Searcher(readKernel());
  afterAll(() => searcher.dispose());

  it.each(metrics)(
    'change no hit while rows are added, removed and reused (%s)',
    async (metric) => {
      const next = lowRank(dimension, 20, 31);
      const vectors = new VectorRows(searcher.context, dimension, metric === 'cosine');
      const rows: (Float32Array | undefined)[] = [];
      const add = (): void => {
        const values = next();
        rows[vectors.add(values)] = values;
      };
      const expectExact = (): void => {
        for (const topK of [1, 10, 200]) {
          const query = next();
          expect(search(searcher, vectors, metric, query, topK)).toEqual(
            found(rows, metric, query, topK),
          );
        }
      };
      for (let row = 0; row < 17_000; row++) add();
      await searcher.buildPrefixes(vectors, metric);
      expect(vectors.prefixes.countOf(0)).toBe(17_000);
      expectExact();
      for (let row = 0; row < 17_000; row += 3) {
        vectors.remove(row);
        rows[row] = undefined;
      }
      expectExact();
      for (let row = 0; row < 12_000; row++) add();
      expectExact();
      await searcher.buildPrefixes(vectors, metric);
      expect(vectors.prefixes.countOf(0)).toBe(vectors.count);
      expectExact();
      vectors.dispose();
    },
  );

  it('change no hit of a filter that few or many rows pass', async () => {
    const next = lowRank(dimension, 20, 36);
    const vectors = new VectorRows(searcher.context, dimension, true);
    const rows = Array.from({ length: 17_000 }, next);
    for (const values of rows) vectors.add(values);
    await searcher.buildPrefixes(vectors, 'cosine');
    for (const count of [11, 127, 128, 129, 1024, 2047, 2048, 2049, 5000]) {
      const step = Math.floor(rows.length / count);
      const isAllowed = (row: number): boolean => row % step === 0 && row < count * step;
      const allowed = new BitSet(new Uint32Array(maskBytes(rows.length) / 4));
      rows.forEach((_, row) => allowed.set(row, isAllowed(row)));
      const query = next();
      const hits = search(searcher, vectors, 'cosine', query, 10, allowed.words);
      expect(hits).toEqual(oracle(rows, 'cosine', query, 10, isAllowed));
    }
    vectors.dispose();
  });

  it('are not used after computing them has failed', () => {
    const vectors = new VectorRows(searcher.context, dimension, true);
    const query = lowRank(dimension, 20, 35)();
    const basis = { width: 32, stride: 96, directions: new Float32Array(32 * 96), spread: 0 };
    vectors.prefixes.setBasis(17_000, basis);
    vectors.prefixes.setCount(0, 17_000);
    expect(vectors.prefixes.planFor(query, 'cosine')?.counts).toEqual([17_000]);
    vectors.prefixes.setBasis(17_000, undefined);
    vectors.prefixes.setBasis(70_000, { ...basis });
    expect(vectors.prefixes.planFor(query, 'cosine')).toBeUndefined();
    vectors.dispose();
  });

  it('are not computed if they would rule out too few rows', () => {
    const random = seededRandom(33);
    const values = Float32Array.from(randomVector(1500 * dimension, random));
    const sample = { values, count: 1500, dimension };
    expect(choosePrefix(sample, dimension, false)).toBeUndefined();
  });

  it('are as wide as the data needs', () => {
    const next = lowRank(dimension, 20, 34);
    const values = new Float32Array(1500 * dimension);
    for (let row = 0; row < 1500; row++) values.set(next(), row * dimension);
    expect(choosePrefix({ values, count: 1500, dimension }, dimension, false)?.width).toBe(32);
  });
});

type Hits = readonly { row: number; score: number }[];

function search(
  searcher: Searcher,
  vectors: VectorRows,
  metric: Metric,
  query: Float32Array,
  topK: number,
  allowedRows?: Uint32Array,
): Hits {
  const hits = searcher.searchSync({
    vectors,
    metric,
    query,
    topK,
    ...(allowedRows && { allowedRows }),
    isBefore: (one, other) => one < other,
    readVector: () => {
      throw new Error('Everything is in memory');
    },
  });
  return listed(hits);
}

function found(
  rows: readonly (Float32Array | undefined)[],
  metric: Metric,
  query: Float32Array,
  topK: number,
): Hits {
  const zeros = new Float32Array(dimension);
  const all = rows.map((row) => row ?? zeros);
  return oracle(all, metric, query, topK, (row) => rows[row] !== undefined);
}
