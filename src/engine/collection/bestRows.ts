/** Rows with a score each, in no order. */
export type ScoredRows = { readonly rows: Uint32Array; readonly scores: Float64Array };

export type ScoredRow = { readonly row: number; readonly score: number };

export type Choice = {
  readonly topK: number;
  /** Orders rows of equal score. */
  readonly isBefore: (row: number, other: number) => boolean;
  /** Asked from the best row on, until there are enough. */
  readonly accepts?: (row: number) => boolean;
};

/** The rows of the highest scores, the best first. Scores are rounded to the float32 numbers that are answered. */
export function bestRows(candidates: ScoredRows, { topK, isBefore, accepts }: Choice): ScoredRow[] {
  const { rows } = candidates;
  const scores = Float32Array.from(candidates.scores);
  const order = accepts === undefined ? promising(scores, topK) : everyPlace(scores.length);
  order.sort((a, b) => scores[b]! - scores[a]! || (isBefore(rows[a]!, rows[b]!) ? -1 : 1));
  const best: ScoredRow[] = [];
  for (const place of order) {
    if (best.length === topK) break;
    const row = rows[place]!;
    if (accepts?.(row) ?? true) best.push({ row, score: scores[place]! });
  }
  return best;
}

/** Places of the scores that are not below the one of rank `topK`: sorting numbers is cheaper than comparing rows. */
function promising(scores: Float32Array, topK: number): Uint32Array {
  if (scores.length <= topK) return everyPlace(scores.length);
  const threshold = scores.toSorted()[scores.length - topK]!;
  return everyPlace(scores.length).filter((place) => scores[place]! >= threshold);
}

function everyPlace(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, place) => place);
}
