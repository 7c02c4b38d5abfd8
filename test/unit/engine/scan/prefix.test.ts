import { describe, expect, it } from 'vitest';
import { maskBytes } from '../../../../src/engine/scan/bits.ts';
import { codeLayout, CodeSegment } from '../../../../src/engine/scan/codeSegment.ts';
import { codeQuery } from '../../../../src/engine/scan/codedQuery.ts';
import { FirstPass } from '../../../../src/engine/scan/firstPass.ts';
import { kernelFiles, readKernel } from '../../../../src/engine/scan/kernelFile.ts';
import { basisOf, learnDirections } from '../../../../src/engine/scan/learnBasis.ts';
import { prefixQuery, type PrefixBasis } from '../../../../src/engine/scan/prefixBasis.ts';
import { PrefixProjector } from '../../../../src/engine/scan/prefixProjector.ts';
import { ScanControl } from '../../../../src/engine/scan/scanControl.ts';
import { metrics, type Metric } from '../../../../src/model/vectorIndex.ts';
import { seededRandom } from '../random.ts';
import { exactScore } from './oracle.ts';
import { families } from './vectorFamilies.ts';

const dimensions = [64, 100, 768, 20_000];

describe.each(kernelFiles)('prefixes of %s', (file) => {
  const module = readKernel([file]);
  for (const metric of metrics) {
    for (const [family, make] of Object.entries(families)) {
      it(`rule out no row that reaches the threshold: ${metric}, ${family}`, () => {
        const random = seededRandom(21);
        for (const dimension of dimensions) {
          const rows = Array.from({ length: 12 }, () => make(dimension, random));
          const basis = basisFor(rows, dimension);
          const queries = [
            make(dimension, random),
            rows[0]!,
            families['normally distributed']!(dimension, random),
          ];
          expect(ruledOut(module, metric, rows, queries, basis)).toEqual([]);
        }
      });
    }
  }
});

describe('prefixes', () => {
  it('rule out nearly all rows that are far, where few directions hold the energy', () => {
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
    const search = scanned(readKernel(), 'cosine', rows, basisFor(rows, 256));
    // The floor is the score of the query's second neighbour.
    const scores = rows.map((row) => exactScore('cosine', row, rows[7]!)).sort((a, b) => b - a);
    expect(search(rows[7]!, scores[1]!).passed).toBeLessThan(20);
  });

  it('of rows without a direction in the basis bound nothing away', () => {
    const random = seededRandom(23);
    const make = families['normally distributed']!;
    const learned = Array.from({ length: 40 }, () => padded(make(32, random), 0));
    const others = Array.from({ length: 40 }, () => padded(make(32, random), 32));
    const basis = basisFor(learned, 64);
    expect(ruledOut(readKernel(), 'dotproduct', others, others, basis)).toEqual([]);
  });
});

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
  const directions = learnDirections({ values, count: rows.length, dimension }, 32, 1);
  return basisOf(directions, 32, codeLayout(dimension).stride);
}

/** Scans the rows with a floor: how many prefixes let pass, and which rows were kept in the end. */
function scanned(
  module: WebAssembly.Module,
  metric: Metric,
  rows: readonly Float32Array[],
  basis: PrefixBasis,
): (query: Float32Array, floor: number) => { passed: number; kept: readonly number[] } {
  const dimension = rows[0]!.length;
  const layout = codeLayout(dimension);
  const segment = new CodeSegment(1, module, layout);
  rows.forEach((values, row) => segment.encode(row, values, metric === 'cosine'));
  new PrefixProjector(module, basis).project(segment.memory, layout, 0, rows.length);
  const firstPass = new FirstPass(module, 0);
  return (query, floor) => {
    const mask = new SharedArrayBuffer(maskBytes(rows.length));
    rows.forEach((_, row) => (new Uint8Array(mask)[row >> 3]! |= 1 << (row & 7)));
    const control = new ScanControl();
    control.publish(1, Math.fround(floor));
    const kept = firstPass.run(
      {
        dimension,
        segments: [{ id: 1, memory: segment.memory }],
        rowCount: rows.length,
        mask: new Uint32Array(mask),
        query: codeQuery(query, metric, layout.stride),
        prefix: { query: prefixQuery(basis, query, metric), counts: [rows.length] },
        isEuclidean: metric === 'euclidean',
        topK: rows.length,
      },
      control,
    );
    return { passed: kept.rows.length, kept: [...kept.rows] };
  };
}

/** Rows that are not kept although their score, rounded as bounds are, reaches the floor: each score is a floor once. */
function ruledOut(
  module: WebAssembly.Module,
  metric: Metric,
  rows: readonly Float32Array[],
  queries: readonly Float32Array[],
  basis: PrefixBasis,
): unknown[] {
  const search = scanned(module, metric, rows, basis);
  return queries.flatMap((query) => {
    const ranks = rows.map((row) =>
      Math.fround((metric === 'euclidean' ? -1 : 1) * exactScore(metric, row, query)),
    );
    return ranks.flatMap((floor) => {
      const { kept } = search(query, floor);
      return ranks.flatMap((rank, row) =>
        rank < floor || kept.includes(row) ? [] : [{ dimension: query.length, row, rank, floor }],
      );
    });
  });
}
