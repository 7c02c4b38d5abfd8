import { beforeAll, describe, expect, it } from 'vitest';
import { quantizedLayout } from '../../../../src/engine/vectorSearch/quantize/quantizedSegment.ts';
import { kernelFiles, readKernel } from '../../../../src/engine/kernels/kernelFile.ts';
import {
  toPrefixBasis,
  principalDirections,
} from '../../../../src/engine/vectorSearch/prefix/principalDirections.ts';
import type { PrefixBasis } from '../../../../src/engine/vectorSearch/quantize/prefixBasis.ts';
import { metrics, type Metric } from '../../../../src/model/vectorIndex.ts';
import { seededRandom } from '../../../support/random.ts';
import { lowRank } from './lowRank.ts';
import { exactScore } from './oracle.ts';
import { ruledOut, scannedRows, tooHigh } from './ruledOut.ts';
import { families } from './vectorFamilies.ts';

const dimensions = [64, 100, 768, 20_000];

describe.each(Object.entries(families))('prefixes of vectors, %s', (_, make) => {
  // Kernels and metrics share the vectors and the bases: a basis of long vectors takes a second.
  let samples: readonly Sample[];
  beforeAll(() => {
    samples = samplesOf(make);
  });
  for (const file of kernelFiles) {
    const module = readKernel([file]);
    it.each(metrics)(
      `rule out no row that reaches the threshold, with no lower bound above a score: %s, ${file}`,
      (metric) => {
        for (const { rows, queries, basis } of samples) {
          expect(ruledOut(module, metric, rows, queries, basis)).toEqual([]);
          for (const query of queries)
            expect(tooHigh(module, metric, rows, query, basis)).toEqual([]);
        }
      },
    );
  }
});

describe('prefixes', () => {
  it.each(metrics)('rule out no better row, for any topK (%s)', (metric) => {
    const next = lowRank(200, 20, 25);
    const rows = Array.from({ length: 3000 }, next);
    const scan = scannedRows(readKernel(), metric, rows, basisFor(rows.slice(0, 500), 200));
    for (const topK of [1, 10, 100]) {
      const query = next();
      const kept = new Set(scan(query, -Infinity, undefined, topK).rows);
      expect(bestRows(rows, metric, query, topK).filter((row) => !kept.has(row))).toEqual([]);
      // Nothing would be gained by rows that are nearly all kept.
      expect(kept.size).toBeLessThan(topK + 600);
    }
  });

  it('rule out nearly all distant rows when few directions have the energy', () => {
    const random = seededRandom(22);
    const make = families['normally distributed']!;
    const directions = Array.from({ length: 20 }, () => make(256, random));
    const rows = Array.from({ length: 2000 }, () => {
      const values = new Float32Array(256);
      for (const direction of directions) {
        const share = make(1, random)[0]!;
        direction.forEach((value, at) => (values[at]! += share * value));
      }
      return values;
    });
    const scan = scannedRows(readKernel(), 'cosine', rows, basisFor(rows, 256));
    // The floor is the score of the query's second neighbour.
    const scores = rows.map((row) => exactScore('cosine', row, rows[7]!)).sort((a, b) => b - a);
    expect(scan(rows[7]!, scores[1]!).rows.length).toBeLessThan(20);
  });

  it('rule out no row that is orthogonal to the basis', () => {
    const random = seededRandom(23);
    const make = families['normally distributed']!;
    const learned = Array.from({ length: 40 }, () => padded(make(32, random), 0));
    const others = Array.from({ length: 40 }, () => padded(make(32, random), 32));
    const basis = basisFor(learned, 64);
    expect(ruledOut(readKernel(), 'dotproduct', others, others, basis)).toEqual([]);
  });
});

type Sample = {
  readonly rows: readonly Float32Array[];
  readonly queries: readonly Float32Array[];
  readonly basis: PrefixBasis;
};

/** Returns vectors of one family, one sample for each dimension. */
function samplesOf(make: (dimension: number, random: () => number) => Float32Array): Sample[] {
  const random = seededRandom(21);
  return dimensions.map((dimension) => {
    const rows = Array.from({ length: 12 }, () => make(dimension, random));
    const basis = basisFor(rows, dimension);
    const normal = families['normally distributed']!;
    const queries = [make(dimension, random), rows[0]!, normal(dimension, random)];
    return { rows, queries, basis };
  });
}

function bestRows(
  rows: readonly Float32Array[],
  metric: Metric,
  query: Float32Array,
  topK: number,
): readonly number[] {
  const sign = metric === 'euclidean' ? -1 : 1;
  const scores = rows.map((row) => sign * exactScore(metric, row, query));
  return [...rows.keys()].sort((one, other) => scores[other]! - scores[one]!).slice(0, topK);
}

/** The values from `start` on, zeros elsewhere, 64 in all. */
function padded(values: Float32Array, start: number): Float32Array {
  const row = new Float32Array(64);
  row.set(values, start);
  return row;
}

function basisFor(rows: readonly Float32Array[], dimension: number): PrefixBasis {
  const values = new Float32Array(rows.length * dimension);
  const largest = Math.max(...rows.map((row) => Math.max(...row.map(Math.abs))));
  rows.forEach((row, at) =>
    values.set(
      row.map((value) => value / (largest || 1)),
      at * dimension,
    ),
  );
  const directions = principalDirections({ values, count: rows.length, dimension }, 32, 1);
  return toPrefixBasis(directions, 32, quantizedLayout(dimension).stride);
}
