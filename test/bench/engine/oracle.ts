import { selectKthLargest } from '../../../src/engine/structures/kthLargest.ts';
import type { Metric } from '../../../src/model/vectorIndex.ts';
import { exactScore } from '../../unit/engine/vectorSearch/oracle.ts';
import { blocksOf, type RowFile } from '../data/rowFile.ts';
import { bucketCount, bucketOf } from './contestants/contestant.ts';

/**
 * The scores of all rows for each query, computed one by one in float64 and rounded to float32; the higher the better.
 * Rows of equal score are equally right.
 */
export class Oracle {
  readonly #ranks: readonly Float32Array[];

  constructor(rows: RowFile, queries: readonly Float32Array[], metric: Metric) {
    this.#ranks = queries.map(() => new Float32Array(rows.count));
    const sign = metric === 'euclidean' ? -1 : 1;
    for (const { first, rows: block } of blocksOf(rows)) {
      block.forEach((row, at) => {
        queries.forEach((query, number) => {
          this.#ranks[number]![first + at] = sign * exactScore(metric, row, query);
        });
      });
    }
  }

  /** Which share of the best rows is among those found for a query. */
  recall(query: number, found: readonly number[], topK: number, below = bucketCount): number {
    const ranks = this.#ranks[query]!;
    const eligible =
      below === bucketCount ? ranks.slice() : ranks.filter((_, row) => bucketOf(row) < below);
    const wanted = Math.min(topK, eligible.length);
    const least = selectKthLargest(eligible, wanted);
    const right = new Set(found.filter((row) => ranks[row]! >= least && bucketOf(row) < below));
    return Math.min(1, right.size / wanted);
  }
}
