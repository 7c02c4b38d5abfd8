import type { Metric } from '../../../../src/model/vectorIndex.ts';
import { readRows } from '../../data/rowFile.ts';
import { always, bucketCount, bucketOf, type Kind } from './contestant.ts';

/** What a programmer writes first: a loop over one array, and a sort. */
export const plainLoop: Kind = {
  name: 'a plain TypeScript loop',
  isExact: true,
  canFilter: true,
  keepsFiles: false,
  leftOut: always,
  create: ({ rows, metric }) => {
    let values: Float32Array = new Float32Array(0);
    return {
      load: async () => void (values = readRows(rows)),
      search: ({ query, topK, below = bucketCount }) => {
        const ranks = new Float32Array(rows.count);
        const found: number[] = [];
        for (let row = 0; row < rows.count; row++) {
          if (bucketOf(row) >= below) continue;
          ranks[row] = rankOf(metric, values, row * rows.dimension, query);
          found.push(row);
        }
        return found.sort((one, other) => ranks[other]! - ranks[one]!).slice(0, topK);
      },
      close: () => undefined,
    };
  },
};

function rankOf(metric: Metric, values: Float32Array, from: number, query: Float32Array): number {
  let dot = 0;
  let square = 0;
  let querySquare = 0;
  for (let at = 0; at < query.length; at++) {
    const value = values[from + at]!;
    const asked = query[at]!;
    dot += value * asked;
    square += value * value;
    querySquare += asked * asked;
  }
  if (metric === 'dotproduct') return dot;
  if (metric === 'euclidean') return 2 * dot - square;
  // Without a direction nothing is alike.
  return square === 0 ? 0 : dot / Math.sqrt(square * querySquare);
}
