import { describe, expect, it } from 'vitest';
import { maskBytes } from '../../../../src/engine/structures/bitSet.ts';
import {
  quantizedLayout,
  QuantizedSegment,
} from '../../../../src/engine/vectorSearch/quantize/quantizedSegment.ts';
import { quantizeQuery } from '../../../../src/engine/vectorSearch/quantize/quantizedQuery.ts';
import { QuantizedScan } from '../../../../src/engine/vectorSearch/scan/quantizedScan.ts';
import { kernelFiles, readKernel } from '../../../../src/engine/kernels/kernelFile.ts';
import { ScanControl } from '../../../../src/engine/vectorSearch/scan/scanControl.ts';
import { metrics, type Metric } from '../../../../src/model/vectorIndex.ts';
import { seededRandom } from '../../../support/random.ts';
import { exactScore } from '../vectorSearch/oracle.ts';
import { ruledOut } from '../vectorSearch/ruledOut.ts';
import { families } from '../vectorSearch/vectorFamilies.ts';

const dimensions = [1, 2, 3, 15, 16, 17, 100, 768, 20_000];

describe.each(kernelFiles)('bounds of %s', (file) => {
  const module = readKernel([file]);
  for (const metric of metrics) {
    for (const [family, make] of Object.entries(families)) {
      it(`hold the exact score between them: ${metric}, ${family}`, () => {
        const random = seededRandom(11);
        for (const dimension of dimensions) {
          const rows = Array.from({ length: 4 }, () => make(dimension, random));
          const queries = [
            make(dimension, random),
            rows[0]!,
            families['normally distributed']!(dimension, random),
          ];
          expect(broken(module, metric, rows, queries)).toEqual([]);
        }
      });
    }
  }

  for (const metric of metrics) {
    for (const [family, make] of Object.entries(families)) {
      it(`of four rows at a time rule out none that reaches the threshold: ${metric}, ${family}`, () => {
        const random = seededRandom(13);
        for (const dimension of dimensions.filter((one) => one <= 100)) {
          const rows = Array.from({ length: 12 }, () => make(dimension, random));
          const queries = [
            make(dimension, random),
            rows[0]!,
            families['normally distributed']!(dimension, random),
          ];
          expect(ruledOut(module, metric, rows, queries)).toEqual([]);
        }
      });
    }
  }

  it('are near the exact score, so that few rows are left', () => {
    const random = seededRandom(12);
    const make = families['normally distributed']!;
    const rows = Array.from({ length: 20 }, () => make(768, random));
    const widths = bounds(module, 'cosine', rows, make(768, random)).map(
      ({ upper, lower }) => upper - lower,
    );
    expect(Math.max(...widths)).toBeLessThan(0.06);
  });
});

type Bounds = { readonly upper: number; readonly lower: number };

/** Every row on its own is the best of its mask: it is kept, with both bounds. */
function bounds(
  module: WebAssembly.Module,
  metric: Metric,
  rows: readonly Float32Array[],
  query: Float32Array,
): Bounds[] {
  const dimension = query.length;
  const layout = quantizedLayout(dimension);
  const segment = new QuantizedSegment(1, module, layout);
  rows.forEach((values, row) => segment.encode(row, values, metric === 'cosine'));
  const firstPass = new QuantizedScan(module, 0);
  return rows.map((_, row) => {
    const mask = new SharedArrayBuffer(maskBytes(rows.length));
    new Uint8Array(mask)[row >> 3] = 1 << (row & 7);
    const plan = {
      dimension,
      segments: [{ id: 1, memory: segment.memory }],
      rowCount: rows.length,
      mask: new Uint32Array(mask),
      query: quantizeQuery(query, metric, layout.stride),
      isEuclidean: metric === 'euclidean',
      topK: 1,
    };
    const kept = firstPass.run(plan, new ScanControl());
    expect([...kept.rows]).toEqual([row]);
    return { upper: kept.upperBounds[0]!, lower: kept.lowerBounds[0]! };
  });
}

/** What is outside of its bounds, once it is rounded as they are. */
function broken(
  module: WebAssembly.Module,
  metric: Metric,
  rows: readonly Float32Array[],
  queries: readonly Float32Array[],
): unknown[] {
  return queries.flatMap((query) =>
    bounds(module, metric, rows, query).flatMap(({ upper, lower }, row) => {
      const rank = Math.fround(
        (metric === 'euclidean' ? -1 : 1) * exactScore(metric, rows[row]!, query),
      );
      const isHeld = !(rank < lower) && !(rank > upper);
      return isHeld ? [] : [{ row, dimension: query.length, rank, upper, lower }];
    }),
  );
}
