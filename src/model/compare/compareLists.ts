import { rankBiasedOverlap } from '../evaluation/measures/rankBiasedOverlap.ts';
import type { Hit } from '../hit.ts';

/** Compares the ranks and scores of a list with those of a baseline. */
export function compareLists(baseline: readonly Ranked[], list: readonly Ranked[]): ListComparison {
  const depth = Math.min(baseline.length, list.length);
  const before = new Map(baseline.map(({ id, score }, at) => [id, { rank: at + 1, score }]));
  const ids = new Set(list.map(({ id }) => id));
  const common = list.flatMap(({ id, score }) => {
    const old = before.get(id);
    return old ? [{ id, rank: old.rank, shift: score - old.score }] : [];
  });
  const first = new Set(baseline.slice(0, depth).map(({ id }) => id));
  const shared = list.slice(0, depth).filter(({ id }) => first.has(id)).length;
  const isSame = baseline.length === list.length && depth === 0;
  const shift = common.reduce((sum, one) => sum + one.shift, 0) / common.length;
  return {
    depth,
    overlap: depth === 0 ? Number(isSame) : shared / depth,
    rbo: rankBiasedOverlap(
      baseline.map(({ id }) => id),
      list.map(({ id }) => id),
    ),
    lost: baseline.filter(({ id }) => !ids.has(id)).map(({ id }) => id),
    gained: list.filter(({ id }) => !before.has(id)).map(({ id }) => id),
    ranksBefore: new Map(common.map(({ id, rank }) => [id, rank])),
    ...(common.length > 0 && { scoreShift: shift }),
  };
}

type Ranked = Pick<Hit, 'id' | 'score'>;

/** How one result list differs from another, the baseline. Ranks count from 1. */
export type ListComparison = {
  /** Length of the shorter list: the overlap is taken at this depth. */
  readonly depth: number;
  /** Share of the first `depth` hits that both lists have; 1 if both are empty. */
  readonly overlap: number;
  /** Rank-biased overlap with persistence 0.9. */
  readonly rbo: number;
  /** Hits of the baseline that the list lacks, in the baseline's order. */
  readonly lost: readonly string[];
  /** Hits of the list that the baseline lacks, in order. */
  readonly gained: readonly string[];
  /** Rank in the baseline of each common hit, by id. */
  readonly ranksBefore: ReadonlyMap<string, number>;
  /** Mean of the score less that of the baseline over common hits; absent without any. */
  readonly scoreShift?: number;
};
