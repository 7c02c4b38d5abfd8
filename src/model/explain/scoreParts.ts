import type { SparseValues, VectorRecord } from '../record.ts';

/** Returns the parts of a record's score by a query with sparse values. `terms` names the query's indices in order. */
export function scoreParts(
  query: {
    readonly vector: readonly number[];
    readonly sparse: SparseValues;
    readonly terms?: readonly string[];
  },
  { values, sparseValues }: Pick<VectorRecord, 'values' | 'sparseValues'>,
): ScoreParts {
  const own = new Map(
    sparseValues?.indices.map((index, at) => [index, sparseValues.values[at] ?? 0]),
  );
  const shared = query.sparse.indices.flatMap((index, at) => {
    const value = own.get(index);
    if (value === undefined) return [];
    const name = query.terms?.[at] ?? String(index);
    return [{ name, product: value * (query.sparse.values[at] ?? 0) }];
  });
  const dense = query.vector.reduce((sum, value, at) => sum + value * (values[at] ?? 0), 0);
  const sparse = shared.reduce((sum, { product }) => sum + product, 0);
  const terms = shared.toSorted((one, other) => Math.abs(other.product) - Math.abs(one.product));
  return { dense, sparse, terms: terms.slice(0, mostTerms) };
}

/** A term that the sparse values of a query and of a record share, and what it adds to the score. */
export type SparseTerm = {
  /** The word, if the model told it; else its index among the sparse values. */
  readonly name: string;
  readonly product: number;
};

/** What the dense and the sparse part add to a score by dot product. */
export type ScoreParts = {
  readonly dense: number;
  readonly sparse: number;
  /** The shared indices that add most, largest first. */
  readonly terms: readonly SparseTerm[];
};

const mostTerms = 5;
