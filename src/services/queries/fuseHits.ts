import type { Hit, HitOrigin } from '../../model/hit.ts';
import type { Metric } from '../../model/vectorIndex.ts';

/** Merges lists of comparable scores, from near to far. */
export function mergeByScore(lists: readonly HitList[], metric: Metric): readonly Hit[] {
  const sign = metric === 'euclidean' ? 1 : -1;
  return lists
    .flatMap(({ namespace, hits }) =>
      namespace === undefined ? hits : hits.map((hit) => ({ ...hit, namespace })),
    )
    .toSorted((one, other) => sign * (one.score - other.score));
}

/** The hits of one request, and where they come from. Index and namespace are absent if all lists have the same. */
export type HitList = {
  readonly index?: string;
  readonly namespace?: string;
  readonly hits: readonly Hit[];
};

/** Softens the weight of the first ranks: 60, as in the paper on reciprocal rank fusion and in most engines. */
const rankConstant = 60;

/**
 * Merges lists by reciprocal rank fusion: a hit scores the sum of 1 / (60 + rank) over the lists that have it. A record
 * with the same id and namespace in two indexes is one hit. Hits tell their place in each list; the first list that has
 * a hit says what its metadata is.
 */
export function fuseByRank(lists: readonly HitList[]): readonly Hit[] {
  const fused = new Map<string, Hit>();
  for (const { hits, ...place } of lists)
    for (const [at, hit] of hits.entries()) {
      const key = JSON.stringify([place.namespace ?? '', hit.id]);
      const origin: HitOrigin = { ...place, rank: at + 1, score: hit.score };
      const known = fused.get(key) ?? { ...hit, ...place, score: 0, origins: [] };
      const score = known.score + scoreOfRank(origin.rank);
      fused.set(key, { ...known, score, origins: [...(known.origins ?? []), origin] });
    }
  return [...fused.values()].toSorted((one, other) => other.score - one.score);
}

/** Returns what a rank from 1 in one list adds to the score of reciprocal rank fusion. */
export function scoreOfRank(rank: number): number {
  return 1 / (rankConstant + rank);
}
