import { afterAll, describe, expect, it } from 'vitest';
import { BitSet } from '../../../../src/engine/structures/bitSet.ts';
import { VectorRows } from '../../../../src/engine/vectorSearch/rows/vectorRows.ts';
import { VectorMemoryBudget } from '../../../../src/engine/vectorSearch/rows/vectorMemoryBudget.ts';
import { kernelFiles, readKernel } from '../../../../src/engine/kernels/kernelFile.ts';
import { ScanPool } from '../../../../src/engine/vectorSearch/scan/scanPool.ts';
import { Searcher } from '../../../../src/engine/vectorSearch/searcher.ts';
import { metrics, type Metric } from '../../../../src/model/vectorIndex.ts';
import { seededRandom } from '../../../support/random.ts';
import { listed, oracle } from './oracle.ts';
import { families } from './vectorFamilies.ts';

const never = (): never => {
  throw new Error('Everything is in memory');
};

describe.each(kernelFiles)('Searcher with %s', (file) => {
  const module = readKernel([file]);
  const searcher = new Searcher(module);
  afterAll(() => searcher.dispose());

  for (const metric of metrics) {
    it(`returns the rows and scores of a plain float64 search (${metric})`, () => {
      const random = seededRandom(7);
      for (const dimension of [1, 2, 3, 4, 5, 16, 17, 101]) {
        const make = families['normally distributed']!;
        const rows = Array.from({ length: 1500 }, () => make(dimension, random));
        const query = make(dimension, random);
        for (const topK of [1, 10, 300, 1499, 1500, 20_000]) {
          const hits = search(searcher, rows, metric, query, topK);
          expect(hits).toEqual(oracle(rows, metric, query, topK));
        }
      }
    });

    for (const [family, make] of Object.entries(families)) {
      it(`is exact on vectors that are ${family} (${metric})`, () => {
        const random = seededRandom(8);
        for (const dimension of [1, 33, 256]) {
          const rows = Array.from({ length: 1200 }, () => make(dimension, random));
          const query = random() < 0.5 ? rows[77]! : make(dimension, random);
          expect(differing(searcher, rows, metric, query, 10)).toEqual([]);
        }
      });
    }
  }

  it('returns allowed rows only, whether they are many or few', () => {
    const random = seededRandom(9);
    const make = families['normally distributed']!;
    const rows = Array.from({ length: 3000 }, () => make(32, random));
    for (const share of [0.001, 0.01, 0.5, 0.99]) {
      const allowed = new BitSet();
      rows.forEach((_, row) => allowed.set(row, random() < share));
      const query = make(32, random);
      const hits = search(searcher, rows, 'cosine', query, 25, allowed);
      expect(hits).toEqual(oracle(rows, 'cosine', query, 25, (row) => allowed.has(row)));
    }
  });

  it('orders rows of equal score by isBefore', () => {
    const rows = Array.from({ length: 2000 }, () => Float32Array.of(1, 2));
    const hits = search(
      searcher,
      rows,
      'cosine',
      Float32Array.of(1, 2),
      5,
      undefined,
      (one, other) => one > other,
    );
    expect(hits?.map((hit) => hit.row)).toEqual([1999, 1998, 1997, 1996, 1995]);
  });

  it('finds nothing in an empty namespace', () => {
    expect(search(searcher, [], 'dotproduct', Float32Array.of(1), 5)).toEqual([]);
  });

  it('keeps scores that float32 cannot hold', () => {
    const large = Float32Array.of(3e38, 3e38);
    const hits = search(searcher, [large], 'dotproduct', large, 1);
    expect(hits?.[0]?.score).toBeCloseTo(1.8e77, -74);
  });
});

describe('Searcher', () => {
  const module = readKernel();

  it.each([
    { name: 'with threads that help', inlineBytes: Infinity },
    { name: 'in threads', inlineBytes: 0 },
  ])(
    'returns to $name what it returns alone, over several segments and with removed rows',
    async ({ inlineBytes }) => {
      const random = seededRandom(10);
      const make = families['normally distributed']!;
      const searcher = new Searcher(module, { pool: new ScanPool(module, 3), inlineBytes });
      const vectors = rowsIn(
        searcher,
        Array.from({ length: 40_000 }, () => make(512, random)),
        'cosine',
      );
      expect(vectors.quantizedSegments.length).toBeGreaterThan(1);
      for (let row = 0; row < vectors.count; row += 3) vectors.remove(row);
      for (const topK of [1, 10, 1000, 10_000]) {
        const options = {
          vectors,
          metric: 'cosine',
          query: make(512, random),
          topK,
          isBefore,
          readVector: never,
        } as const;
        const here = searcher.searchSync(options);
        expect(await searcher.search(options)).toEqual(here);
        expect(here.rows.every((row) => row % 3 !== 0)).toBe(true);
        expect(here.rows.length).toBe(topK);
      }
      searcher.dispose();
    },
  );

  it('reads vectors that exceed the memory budget from disk', async () => {
    const random = seededRandom(11);
    const make = families['normally distributed']!;
    const rows = Array.from({ length: 5000 }, () => make(24, random));
    for (const room of [0, 100_000, 10_000_000]) {
      const searcher = new Searcher(module, { budget: new VectorMemoryBudget(room, room) });
      const vectors = rowsIn(searcher, rows, 'euclidean');
      const query = make(24, random);
      const options = {
        vectors,
        metric: 'euclidean',
        query,
        topK: 50,
        isBefore,
        readVector: (row: number) => rows[row]!,
      } as const;
      const hits = await searcher.search(options);
      expect(hits && listed(hits)).toEqual(oracle(rows, 'euclidean', query, 50));
      searcher.dispose();
    }
  });

  it('returns undefined when a hit is removed meanwhile, and never returns a row with another vector', async () => {
    const random = seededRandom(12);
    const make = families['normally distributed']!;
    const searcher = new Searcher(module, { pool: new ScanPool(module, 2), inlineBytes: 0 });
    const rows = Array.from({ length: 20_000 }, () => make(512, random));
    const vectors = rowsIn(searcher, rows, 'cosine');
    const query = rows[5]!;
    const options = {
      vectors,
      metric: 'cosine',
      query,
      topK: 3,
      isBefore,
      readVector: never,
    } as const;
    const running = searcher.search(options);
    vectors.remove(5);
    expect(vectors.add(make(512, random))).toBe(20_000);
    expect(await running).toBeUndefined();
    expect(vectors.add(make(512, random))).toBe(5);
    const again = await searcher.search(options);
    expect(again?.rows).toHaveLength(3);
    expect(again?.rows).not.toContain(5);
    searcher.dispose();
  });

  it('stops when its signal aborts', async () => {
    const random = seededRandom(13);
    const make = families['normally distributed']!;
    const searcher = new Searcher(module, { pool: new ScanPool(module, 1), inlineBytes: 0 });
    const vectors = rowsIn(
      searcher,
      Array.from({ length: 10_000 }, () => make(512, random)),
      'cosine',
    );
    const stop = new AbortController();
    const options = {
      vectors,
      metric: 'cosine',
      query: make(512, random),
      topK: 3,
      isBefore,
      readVector: never,
      signal: stop.signal,
    } as const;
    const running = searcher.search(options);
    stop.abort();
    await expect(running).rejects.toMatchObject({ kind: 'cancelled' });
    searcher.dispose();
  });
});

type Hits = { row: number; score: number }[];

const isBefore = (one: number, other: number): boolean => one < other;

function rowsIn(searcher: Searcher, rows: readonly Float32Array[], metric: Metric): VectorRows {
  const vectors = new VectorRows(searcher.context, rows[0]?.length ?? 1, metric === 'cosine');
  for (const values of rows) vectors.add(values);
  return vectors;
}

function search(
  searcher: Searcher,
  rows: readonly Float32Array[],
  metric: Metric,
  query: Float32Array,
  topK: number,
  allowed?: BitSet,
  before = isBefore,
): Hits {
  const vectors = rowsIn(searcher, rows, metric);
  const selection = allowed === undefined ? {} : { allowedRows: allowed.words };
  const options = {
    vectors,
    metric,
    query,
    topK,
    isBefore: before,
    readVector: never,
    ...selection,
  };
  const hits = listed(searcher.searchSync(options));
  vectors.dispose();
  return hits;
}

/**
 * Hits that differ from the textbook's. Both sum in float64, in another order: next to a boundary of float32 they may
 * round to neighbours, which then may change places.
 */
function differing(
  searcher: Searcher,
  rows: readonly Float32Array[],
  metric: Metric,
  query: Float32Array,
  topK: number,
): unknown[] {
  const hits = search(searcher, rows, metric, query, topK);
  const expected = oracle(rows, metric, query, topK);
  expect(hits.length).toBe(expected.length);
  return hits.filter(({ score }, at) => {
    const other = expected[at]!.score;
    return Math.abs(score - other) > 1.2e-7 * Math.max(Math.abs(score), Math.abs(other)) + 3e-45;
  });
}
