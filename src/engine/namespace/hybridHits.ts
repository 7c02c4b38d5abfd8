/** A record found by its dense vector, by its sparse one, or by both. */
export type Hit = { readonly pk: number; readonly id: string; readonly score: number };

/** A record whose sparse vector shares an index with the query's. */
export type Overlap = {
  readonly pk: number;
  readonly id: string;
  readonly sparseScore: number;
  readonly denseScore: number;
};

/**
 * How many records the search by dense vectors has to find so that no record without an overlap is missed: those that
 * an overlap pushes down leave their places to others.
 */
export function denseDepth(topK: number, overlaps: Iterable<{ sparseScore: number }>): number {
  let depth = topK;
  for (const { sparseScore } of overlaps) if (sparseScore < 0) depth++;
  return depth;
}

/**
 * The best sums of both inner products: exact, if `denseHits` are the `denseDepth` best by dense vectors alone. Any
 * record that is neither among them nor overlaps has `topK` others before it.
 */
export function hybridHits(
  denseHits: readonly Hit[],
  overlaps: readonly Overlap[],
  topK: number,
): Hit[] {
  const overlapping = new Set(overlaps.map(({ id }) => id));
  const sums = overlaps.map(({ pk, id, denseScore, sparseScore }) => ({
    pk,
    id,
    score: Math.fround(denseScore + sparseScore),
  }));
  return [...denseHits.filter(({ id }) => !overlapping.has(id)), ...sums]
    .sort((one, other) => other.score - one.score || (one.id < other.id ? -1 : 1))
    .slice(0, topK);
}
