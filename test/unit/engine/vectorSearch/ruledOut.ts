import { maskBytes } from '../../../../src/engine/structures/bitSet.ts';
import {
  quantizedLayout,
  QuantizedSegment,
} from '../../../../src/engine/vectorSearch/quantize/quantizedSegment.ts';
import { quantizeQuery } from '../../../../src/engine/vectorSearch/quantize/quantizedQuery.ts';
import { QuantizedScan } from '../../../../src/engine/vectorSearch/scan/quantizedScan.ts';
import {
  projectQuery,
  type PrefixBasis,
} from '../../../../src/engine/vectorSearch/quantize/prefixBasis.ts';
import { PrefixProjector } from '../../../../src/engine/vectorSearch/prefix/prefixProjector.ts';
import { ScanControl } from '../../../../src/engine/vectorSearch/scan/scanControl.ts';
import type { Metric } from '../../../../src/model/vectorIndex.ts';
import { exactScore } from './oracle.ts';

/** Some words of a mask as a whole, whose rows are looked at four at a time, and a part of one, whose are not. */
const wholeWords = 64;

export type ScannedRows = (
  query: Float32Array,
  floor: number,
  isAsked?: (row: number) => boolean,
  topK?: number,
) => { readonly rows: readonly number[]; readonly lowers: readonly number[] };

/** Scans rows, with a basis by prefixes too, for all that reach a floor: those that were kept, all or so many at least, and the lower bounds that were seen. */
export function scannedRows(
  module: WebAssembly.Module,
  metric: Metric,
  rows: readonly Float32Array[],
  basis?: PrefixBasis,
): ScannedRows {
  const dimension = rows[0]!.length;
  const layout = quantizedLayout(dimension);
  const segment = segmentOf(module, metric, rows, basis);
  const firstPass = new QuantizedScan(module, 0);
  return (query, floor, isAsked = () => true, topK = rows.length) => {
    const mask = new SharedArrayBuffer(maskBytes(rows.length));
    rows.forEach((_, row) => {
      if (isAsked(row)) new Uint8Array(mask)[row >> 3]! |= 1 << (row & 7);
    });
    const control = new ScanControl();
    control.publishThreshold(1, Math.fround(floor));
    const prefix = basis && { query: projectQuery(basis, query, metric), counts: [rows.length] };
    const kept = firstPass.run(
      {
        ...(prefix && { prefix }),
        dimension,
        segments: [segment],
        rowCount: rows.length,
        mask: new Uint32Array(mask),
        query: quantizeQuery(query, metric, layout.stride),
        isEuclidean: metric === 'euclidean',
        topK,
      },
      control,
    );
    return { rows: [...kept.rows], lowers: [...kept.lowerBounds] };
  };
}

function segmentOf(
  module: WebAssembly.Module,
  metric: Metric,
  rows: readonly Float32Array[],
  basis: PrefixBasis | undefined,
): QuantizedSegment {
  const dimension = rows[0]!.length;
  const layout = quantizedLayout(dimension);
  const isNormalised = metric === 'cosine';
  const codes = new QuantizedSegment(1, module, layout);
  rows.forEach((values, row) => codes.encode(row, values, isNormalised));
  if (basis !== undefined)
    new PrefixProjector(module, basis).project(codes.memory, layout, 0, rows.length);
  return codes;
}

/**
 * Rows that are not kept although their score, rounded as bounds are, reaches the floor, or although nobody asked for them:
 * each score is a floor once, with all rows asked for and with every second one.
 */
export function ruledOut(
  module: WebAssembly.Module,
  metric: Metric,
  vectors: readonly Float32Array[],
  queries: readonly Float32Array[],
  basis?: PrefixBasis,
): unknown[] {
  const rows = Array.from(
    { length: wholeWords + vectors.length },
    (_, at) => vectors[at % vectors.length]!,
  );
  const scan = scannedRows(module, metric, rows, basis);
  return queries.flatMap((query) => {
    const scores = vectors.map((row) =>
      Math.fround((metric === 'euclidean' ? -1 : 1) * exactScore(metric, row, query)),
    );
    return scores.flatMap((floor) =>
      [1, 2].flatMap((step) => {
        const kept = new Set(scan(query, floor, (row) => row % step === 0).rows);
        return rows.flatMap((_, row) => {
          const score = scores[row % scores.length]!;
          const isRight = row % step === 0 ? score < floor || kept.has(row) : !kept.has(row);
          return isRight ? [] : [{ dimension: query.length, row, score, floor, step }];
        });
      }),
    );
  });
}

/** Lower bounds that are above the score of as good a rank, of which there are none where each is below its row's own score. */
export function tooHigh(
  module: WebAssembly.Module,
  metric: Metric,
  rows: readonly Float32Array[],
  query: Float32Array,
  basis: PrefixBasis,
): unknown[] {
  const sign = metric === 'euclidean' ? -1 : 1;
  const scores = rows
    .map((row) => Math.fround(sign * exactScore(metric, row, query)))
    .sort((one, other) => other - one);
  const { lowers } = scannedRows(module, metric, rows, basis)(query, -Infinity);
  return lowers
    .toSorted((one, other) => other - one)
    .flatMap((lower, rank) =>
      lower > scores[rank]! ? [{ rank, lower, score: scores[rank] }] : [],
    );
}
