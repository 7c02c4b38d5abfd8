import { describe, expect, it } from 'vitest';
import { exactScan, type ScanHit } from '../../../../src/engine/scan/exactScan.ts';
import { VectorRows } from '../../../../src/engine/scan/vectorRows.ts';
import { metrics, type Metric } from '../../../../src/model/vectorIndex.ts';
import { randomVector, seededRandom } from '../random.ts';

type Row = { readonly values: readonly number[] };

describe('exactScan', () => {
  for (const metric of metrics) {
    it(`gives the rows and scores of a plain float64 search (${metric})`, () => {
      const random = seededRandom(7);
      for (const dimension of [1, 2, 3, 4, 5, 8, 101]) {
        const rows = Array.from({ length: 300 }, () => row(randomVector(dimension, random)));
        const query = row(randomVector(dimension, random));
        for (const topK of [1, 10, 299, 300, 1000]) {
          expect(scan(rows, metric, query, topK)).toEqual(oracle(rows, metric, query, topK));
        }
      }
    });
  }

  it('looks at every row where there are several blocks', () => {
    const random = seededRandom(8);
    const dimension = 20_000;
    const rows = Array.from({ length: 120 }, () => row(randomVector(dimension, random)));
    expect(rowsOf(rows).blocks.length).toBeGreaterThan(2);
    const query = rows[119]!;
    expect(scan(rows, 'cosine', query, 3)).toEqual(oracle(rows, 'cosine', query, 3));
  });

  it('orders rows of equal score as told', () => {
    const rows = Array.from({ length: 50 }, () => row([1, 2]));
    const hits = exactScan({
      vectors: rowsOf(rows),
      metric: 'cosine',
      query: Float32Array.of(1, 2),
      topK: 5,
      isBefore: (one, other) => one > other,
    });
    expect(hits.map((hit) => hit.row)).toEqual([49, 48, 47, 46, 45]);
  });

  it('looks at the selected rows only', () => {
    const rows = [row([1, 0]), row([0.9, 0.1]), row([0, 1]), row([0.8, 0.2])];
    const hits = exactScan({
      vectors: rowsOf(rows),
      metric: 'cosine',
      query: Float32Array.of(1, 0),
      topK: 10,
      selected: Uint32Array.of(1, 2),
      isBefore: () => false,
    });
    expect(hits.map((hit) => hit.row)).toEqual([1, 2]);
  });

  it('finds nothing where nothing is', () => {
    expect(scan([], 'dotproduct', row([1]), 5)).toEqual([]);
  });

  it('keeps scores that float32 cannot hold', () => {
    const large = row([3e38, 3e38]);
    expect(scan([large], 'dotproduct', large, 1)[0]?.score).toBeCloseTo(1.8e77, -74);
  });
});

describe('VectorRows', () => {
  it('keep what was set through any order of changes', () => {
    const random = seededRandom(9);
    const dimension = 20_000;
    const vectors = new VectorRows(dimension);
    const expected: number[] = [];
    for (let step = 0; step < 500; step++) {
      const at = Math.floor(random() * (expected.length + 1));
      if (random() < 0.35 && at < expected.length) {
        vectors.removeBySwap(at);
        expected[at] = expected[expected.length - 1]!;
        expected.length--;
      } else {
        vectors.set(at, new Float32Array(dimension).fill(step + 1));
        expected[at] = step + 1;
      }
    }
    expect(vectors.count).toBe(expected.length);
    expect(expected.map((_, at) => vectors.at(at)[dimension - 1])).toEqual(expected);
    const norms = expected.map((value) => value * Math.sqrt(dimension));
    const kept = expected.map(
      (_, at) =>
        vectors.norms[Math.floor(at / vectors.rowsPerBlock)]![at % vectors.rowsPerBlock]! /
        norms[at]!,
    );
    expect(Math.max(...kept.map((ratio) => Math.abs(ratio - 1)))).toBeLessThan(1e-12);
  });
});

function row(values: readonly number[]): Row {
  return { values: values.map(Math.fround) };
}

function rowsOf(rows: readonly Row[]): VectorRows {
  const vectors = new VectorRows(rows[0]?.values.length ?? 1);
  rows.forEach(({ values }, at) => vectors.set(at, Float32Array.from(values)));
  return vectors;
}

function scan(rows: readonly Row[], metric: Metric, query: Row, topK: number): ScanHit[] {
  return exactScan({
    vectors: rowsOf(rows),
    metric,
    query: Float32Array.from(query.values),
    topK,
    isBefore: (one, other) => one < other,
  });
}

/** Scores by the textbook, in float64; then float32, as they are answered. */
function oracle(rows: readonly Row[], metric: Metric, query: Row, topK: number): ScanHit[] {
  const dot = (one: readonly number[], other: readonly number[]): number =>
    one.reduce((sum, value, at) => sum + value * other[at]!, 0);
  const scoreOf = ({ values }: Row): number => {
    if (metric === 'dotproduct') return dot(values, query.values);
    if (metric === 'euclidean')
      return values.reduce((sum, value, at) => sum + (value - query.values[at]!) ** 2, 0);
    const lengths = Math.sqrt(dot(values, values)) * Math.sqrt(dot(query.values, query.values));
    return dot(values, query.values) / lengths;
  };
  const sign = metric === 'euclidean' ? 1 : -1;
  return rows
    .map((one, at) => ({ row: at, score: Math.fround(scoreOf(one)) }))
    .sort((one, other) => sign * (one.score - other.score) || one.row - other.row)
    .slice(0, topK);
}
