import type { Hit } from '../../../src/model/hit.ts';
import { fieldOf, type MetadataValue } from '../../../src/model/record.ts';
import type { Metric } from '../../../src/model/vectorIndex.ts';
import type { HitSort } from '../state/notebookView.ts';
import { metadataPrefix } from './columns.ts';
import { compareValues } from '../../shared/grid/compareValues.ts';

/** Returns the hits by their score, the best first. The service may answer a filtered query in another order. */
export function rankHits(hits: readonly Hit[], metric: Metric): RankedHits {
  const sign = metric === 'euclidean' ? 1 : -1;
  const isReordered = hits.some((hit, at) => {
    const before = hits[at - 1];
    return before !== undefined && sign * (before.score - hit.score) > 0;
  });
  const ordered = isReordered
    ? hits.toSorted((one, other) => sign * (one.score - other.score))
    : hits;
  return { hits: ordered.map((hit, at) => ({ ...hit, rank: at + 1 })), isReordered };
}

/** A hit with its rank by score, from 1. */
export type RankedHit = Hit & { readonly rank: number };

export type RankedHits = {
  readonly hits: readonly RankedHit[];
  /** Whether the service answered in another order than by score. */
  readonly isReordered: boolean;
};

/** Returns the hits as shown: the pinned ones first, then by the column, those without a value last. */
export function arrangeHits(
  ranked: readonly RankedHit[],
  sort: HitSort | undefined,
  pinned: readonly string[],
): readonly RankedHit[] {
  const sorted = sort ? sortHits(ranked, sort) : ranked;
  if (pinned.length === 0) return sorted;
  const first = new Set(pinned);
  return [
    ...sorted.filter(({ id }) => first.has(id)),
    ...sorted.filter(({ id }) => !first.has(id)),
  ];
}

/**
 * Returns the sort after a press on a column's header: ascending, descending, by score again. The score, by which hits
 * are sorted already, begins with the worst.
 */
export function nextHitSort(
  sort: HitSort | undefined,
  key: string,
  metric: Metric,
): HitSort | undefined {
  const isScore = key === 'score' || key === 'rank';
  if (sort?.key !== key)
    return { key, isDescending: isScore && (key === 'rank' || metric === 'euclidean') };
  return isScore || sort.isDescending ? undefined : { key, isDescending: true };
}

function sortHits(hits: readonly RankedHit[], { key, isDescending }: HitSort): RankedHit[] {
  const sign = isDescending ? -1 : 1;
  const keyed = hits.map((hit) => ({ hit, value: valueOf(hit, key) }));
  keyed.sort((one, other) => {
    const [left, right] = [one.value, other.value];
    if (left === undefined || right === undefined)
      return Number(left === undefined) - Number(right === undefined);
    return sign * compareValues(left, right);
  });
  return keyed.map(({ hit }) => hit);
}

function valueOf(hit: RankedHit, key: string): MetadataValue | undefined {
  if (key.startsWith(metadataPrefix))
    return fieldOf(hit.metadata, key.slice(metadataPrefix.length));
  if (key === 'id') return hit.id;
  if (key === 'namespace') return hit.namespace;
  return key === 'score' ? hit.score : hit.rank;
}
