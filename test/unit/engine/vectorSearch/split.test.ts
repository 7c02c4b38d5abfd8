import { describe, expect, it } from 'vitest';
import { codeLayout } from '../../../../src/engine/vectorSearch/quantize/codeSegment.ts';
import { kernelFiles, readKernel } from '../../../../src/engine/kernels/kernelFile.ts';
import { basisOf, learnDirections } from '../../../../src/engine/vectorSearch/prefix/learnBasis.ts';
import type { PrefixBasis } from '../../../../src/engine/vectorSearch/quantize/prefixBasis.ts';
import { metrics, type Metric } from '../../../../src/model/vectorIndex.ts';
import { seededRandom } from '../../../support/random.ts';
import { lowRank } from './lowRank.ts';
import { exactScore } from './oracle.ts';
import { ruledOut, scannedRows, tooHigh } from './ruledOut.ts';
import { families } from './vectorFamilies.ts';

const forms = ['split', 'split codes'] as const;
/** The longest takes long, and is no other for rows that are known by codes. */
const dimensions = { split: [64, 100, 768, 20_000], 'split codes': [100, 768] };

describe.each(kernelFiles)('rows that %s has split', (file) => {
  const module = readKernel([file]);
  for (const metric of metrics) {
    for (const [family, make] of Object.entries(families)) {
      it(`are not ruled out where they reach the threshold, nor thought better than they are: ${metric}, ${family}`, () => {
        const random = seededRandom(24);
        for (const form of forms) {
          for (const dimension of dimensions[form]) {
            const rows = Array.from({ length: 12 }, () => make(dimension, random));
            const queries = [
              make(dimension, random),
              rows[0]!,
              families['normally distributed']!(dimension, random),
            ];
            const basis = basisFor(rows, dimension);
            expect(ruledOut(module, metric, rows, queries, basis, form)).toEqual([]);
            for (const query of queries)
              expect(tooHigh(module, metric, rows, query, basis, form)).toEqual([]);
          }
        }
      });
    }
  }
});

describe('rows that are split', () => {
  it.each(metrics)('rule out no better row, whatever is asked for (%s)', (metric) => {
    // Rests are longer than that by 56, and than the codes of the query by 48.
    const next = lowRank(200, 20, 25);
    const rows = Array.from({ length: 3000 }, next);
    const scan = scannedRows(readKernel(), metric, rows, basisFor(rows, 200), 'split');
    for (const topK of [1, 10, 100]) {
      const query = next();
      const best = bestRows(rows, metric, query, topK);
      const kept = new Set(scan(query, -Infinity, undefined, topK).rows);
      expect(best.filter((row) => !kept.has(row))).toEqual([]);
      // Nothing would be gained by rows that are nearly all kept.
      expect(kept.size).toBeLessThan(topK + 600);
    }
  });

  it('are as good as rows of codes where few directions hold the energy, and by their codes alone not much worse', () => {
    const next = lowRank(768, 40, 26);
    const rows = Array.from({ length: 3000 }, next);
    const query = next();
    const scores = rows.map((row) => exactScore('cosine', row, query)).sort((a, b) => b - a);
    const keptOf = (form: 'prefixes' | (typeof forms)[number]): number =>
      scannedRows(readKernel(), 'cosine', rows, basisFor(rows, 768), form)(query, scores[9]!).rows
        .length;
    expect(keptOf('split')).toBeLessThan(2 * keptOf('prefixes'));
    expect(keptOf('split codes')).toBeLessThan(4 * keptOf('prefixes'));
  });
});

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

/** Of the rows as far as they fit into a sample. */
function basisFor(rows: readonly Float32Array[], dimension: number): PrefixBasis {
  const sample = rows.slice(0, 500);
  const values = new Float32Array(sample.length * dimension);
  const largest = Math.max(...sample.map((row) => Math.max(...row.map(Math.abs))));
  sample.forEach((row, at) =>
    values.set(
      row.map((value) => value / (largest || 1)),
      at * dimension,
    ),
  );
  const directions = learnDirections({ values, count: sample.length, dimension }, 32, 1);
  return basisOf(directions, 32, codeLayout(dimension).stride);
}
