import { compareLists } from './compareLists.ts';
import type { Hit } from '../hit.ts';

/** Returns how the result of a query changes with alpha. `lists` and `alphas` have the same order. */
export function sweepCurve(lists: readonly SweptList[], alphas: readonly number[]): SweepCurve {
  const swept = lists
    .map((list, at) => ({ list, alpha: alphas[at] ?? 0 }))
    .sort((one, other) => one.alpha - other.alpha);
  const expected = lists[0]?.expected ?? [];
  if (expected.length === 0) {
    const last = swept.at(-1)?.list.hits ?? [];
    const points = swept.map(({ alpha, list }) => ({
      alpha,
      value: compareLists(last, list.hits).overlap,
    }));
    return { measure: 'overlap', points };
  }
  const points = swept.map(({ alpha, list }) => {
    const ids = new Set(list.hits.map(({ id }) => id));
    return { alpha, value: expected.filter((id) => ids.has(id)).length / expected.length };
  });
  return { measure: 'recall', points };
}

/** A point of a sweep: a value of alpha, and the quality of its result, 0 to 1. */
export type SweepPoint = { readonly alpha: number; readonly value: number };

/** How the result of a hybrid query changes with alpha. */
export type SweepCurve = {
  /** `recall`: share of the expected records that are found. `overlap`: with the result of the largest alpha. */
  readonly measure: 'recall' | 'overlap';
  /** By rising alpha. */
  readonly points: readonly SweepPoint[];
};

type SweptList = {
  readonly hits: readonly Pick<Hit, 'id' | 'score'>[];
  readonly expected: readonly string[];
};
