import { statisticsBytes } from '../../kernels/search/kernel.ts';
import { toPrefixBasis, dot, principalDirections, type RowSample } from './principalDirections.ts';
import { prefixWidths, type PrefixBasis } from '../quantize/prefixBasis.ts';

/**
 * The basis whose prefixes leave the fewest bytes to read for a query; undefined if none saves enough. Measured by searching
 * the sample for rows of the sample: the number of rows that pass depends on the data alone.
 */
export function choosePrefix(
  sample: RowSample,
  stride: number,
  isEuclidean: boolean,
): PrefixBasis | undefined {
  const widths = prefixWidths.filter((width) => 2 * width <= sample.dimension);
  const widest = widths.at(-1);
  if (widest === undefined || sample.count < probes * nearest) return undefined;
  const directions = principalDirections(sample, widest, seed);
  const rowBytes = stride + statisticsBytes;
  const measured = widths.map((width): Measure => {
    const passing = passingShare(sample, directions.slice(0, width), isEuclidean);
    const bytes = width + statisticsBytes + scatteredCost * passing * rowBytes;
    return { basis: toPrefixBasis(directions, width, stride), bytes };
  });
  const best = measured.reduce((one, other) => (other.bytes < one.bytes ? other : one));
  return best.bytes < maxByteShare * rowBytes ? best.basis : undefined;
}

/** Rows of the sample used as queries. */
const probes = 24;
const nearest = 10;

/** What quantization adds to a bound, as a share of both norms. Measured on 64 to 1,536 dimensions. */
const codeSlack = 0.015;

/** Prefixes are used if they reduce the bytes read to at most this share. */
const maxByteShare = 0.7;

/** Cost of reading a scattered row, relative to a sequential one: 0.12 µs and 0.03 µs for 784 bytes, measured. */
const scatteredCost = 4;

const seed = 20_250_101;

type Measure = { readonly basis: PrefixBasis; readonly bytes: number };

/** The share of rows whose bound reaches the score of a probe's tenth neighbour. */
function passingShare(
  sample: RowSample,
  directions: readonly Float64Array[],
  isEuclidean: boolean,
): number {
  const { values, count, dimension } = sample;
  const rows = Array.from({ length: count }, (_, row) =>
    Float64Array.from(values.subarray(row * dimension, (row + 1) * dimension)),
  );
  const prefixes = rows.map((row) => Float64Array.from(directions, (one) => dot(row, 0, one)));
  const squares = rows.map((row) => dot(row, 0, row));
  const residuals = prefixes.map((one, row) =>
    Math.sqrt(Math.max(0, squares[row]! - dot(one, 0, one))),
  );
  let passing = 0;
  for (let probe = 0; probe < probes; probe++) {
    const query = Math.floor((probe * count) / probes);
    // |q - x|^2 follows from q.x and both norms.
    const scoreOf = (product: number, row: number): number =>
      isEuclidean ? 2 * product - squares[row]! : product;
    const scores = rows.map((row, at) => scoreOf(dot(row, 0, rows[query]!), at));
    scores[query] = -Infinity;
    const least = scores.toSorted((one, other) => other - one)[nearest - 1]!;
    prefixes.forEach((prefix, at) => {
      const slack = codeSlack * Math.sqrt(squares[query]! * squares[at]!);
      const bound = dot(prefix, 0, prefixes[query]!) + residuals[query]! * residuals[at]! + slack;
      if (scoreOf(bound, at) >= least) passing++;
    });
  }
  return passing / (probes * count);
}
