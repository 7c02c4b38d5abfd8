/**
 * Returns the score that separates relevant from other judged hits best: the largest difference of the shares that are
 * kept (Youden's J), the strictest of equal ones. `undefined` if one of the lists is empty.
 */
export function scoreSeparation(
  relevant: readonly number[],
  others: readonly number[],
  isHigherBetter: boolean,
): ScoreSeparation | undefined {
  if (relevant.length === 0 || others.length === 0) return undefined;
  const sign = isHigherBetter ? -1 : 1;
  const hits = [
    ...relevant.map((score) => ({ score, isRelevant: true })),
    ...others.map((score) => ({ score, isRelevant: false })),
  ].sort((a, b) => sign * (a.score - b.score));
  let [kept, wrong] = [0, 0];
  let best: ScoreSeparation | undefined;
  for (const [at, { score, isRelevant }] of hits.entries()) {
    if (isRelevant) kept++;
    else wrong++;
    // Hits of the same score are kept together.
    if (hits[at + 1]?.score === score) continue;
    const shares = { kept: kept / relevant.length, wronglyKept: wrong / others.length };
    if (best === undefined || shares.kept - shares.wronglyKept > best.kept - best.wronglyKept)
      best = { cutoff: score, isHigherBetter, ...shares };
  }
  return best;
}

/** How well a limit of the score tells relevant hits from others. */
export type ScoreSeparation = {
  /** Hits on its better side are kept: at least this score, or at most, if lower scores are better. */
  readonly cutoff: number;
  readonly isHigherBetter: boolean;
  /** Share of the relevant hits that are kept. */
  readonly kept: number;
  /** Share of the other judged hits that are kept. */
  readonly wronglyKept: number;
};
