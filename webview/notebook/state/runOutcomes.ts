import type { Hit } from '../../../src/model/hit.ts';
import { parseList } from '../../../src/model/notebook/parseList.ts';
import type { Metric } from '../../../src/model/vectorIndex.ts';
import type { CellOutcome, RunState } from '../../../src/protocol/notebook.ts';

/** Returns the hits to show for a run: its own, or those of the previous run. */
export function hitsOf(run: RunState | undefined): ShownHits | undefined {
  let outcome = run?.state === 'running' ? run.previous : run?.outcome;
  let isOld = run?.state === 'running';
  while (outcome && outcome.kind !== 'hits') {
    outcome = 'previous' in outcome ? outcome.previous : undefined;
    isOld = true;
  }
  return outcome && { outcome, isOld };
}

export type HitsOutcome = Extract<CellOutcome, { kind: 'hits' }>;

/** The latest hits of a run. `isOld` is true if a later run is in progress, failed or was stopped. */
export type ShownHits = { readonly outcome: HitsOutcome; readonly isOld: boolean };

/** Counts the expected ids among the hits; undefined if no ids are expected. */
export function expectedFound(
  expected: string,
  { hits }: HitsOutcome,
): { readonly found: number; readonly of: number } | undefined {
  const ids = parseList(expected);
  if (ids.length === 0) return undefined;
  const hitIds = new Set(hits.map(({ id }) => id));
  return { found: ids.filter((id) => hitIds.has(id)).length, of: ids.length };
}

/** Returns the outcome of a run; undefined while it is in progress. */
export function endOf(run: RunState | undefined): CellOutcome | undefined {
  return run?.state === 'done' ? run.outcome : undefined;
}

/** Returns the length of a score's bar, 0.1 for the worst score of the result to 1 for the best. */
export function barShare(score: number, metric: Metric, range: ScoreRange): number {
  const spread = range.max - range.min;
  if (!(spread > 0)) return 1;
  const distance = metric === 'euclidean' ? score - range.min : range.max - score;
  return clamp(1 - (0.9 * distance) / spread);
}

/** Returns the metric by which scores compare: of reranked and fused hits, the highest is the best in any index. */
export function scoreMetric({ metric, scoredBy }: HitsOutcome): Metric {
  return scoredBy === undefined ? metric : 'dotproduct';
}

export type ScoreRange = { readonly min: number; readonly max: number };

export function scoreRange(hits: readonly Hit[]): ScoreRange {
  let min = Infinity;
  let max = -Infinity;
  for (const { score } of hits) {
    min = Math.min(min, score);
    max = Math.max(max, score);
  }
  return { min, max };
}

function clamp(share: number): number {
  return Math.max(0, Math.min(share, 1));
}
