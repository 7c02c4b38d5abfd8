/** One result of a search: the record's primary key, its id and its score. */
export type Hit = { readonly pk: number; readonly id: string; readonly score: number };

/** A record whose sparse vector shares an index with the query's, with both of its scores. */
export type Overlap = {
  readonly pk: number;
  readonly id: string;
  readonly sparseScore: number;
  readonly denseScore: number;
};

/**
 * The number of hits that the dense search must return for an exact hybrid result: an overlap with a negative score moves
 * its record down, and another record takes its place.
 */
export function denseDepth(topK: number, overlaps: Iterable<{ sparseScore: number }>): number {
  let depth = topK;
  for (const { sparseScore } of overlaps) if (sparseScore < 0) depth++;
  return depth;
}

/**
 * The best hits by the sum of both inner products. Exact if `denseHits` are the `denseDepth` best by dense vectors alone:
 * a record that is neither among them nor among the overlaps has `topK` records before it.
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
