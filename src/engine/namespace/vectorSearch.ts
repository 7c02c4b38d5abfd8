import { Failure } from '../../common/failure.ts';
import type { Filter } from '../../model/filter/filter.ts';
import { matchesFilter } from '../../model/filter/matchesFilter.ts';
import type { Metadata } from '../../model/record.ts';
import { hasAllTerms } from '../textSearch/terms.ts';
import type { QueryTarget, RequiredTerms } from '../store/storeCalls.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';
import { bestRows } from '../structures/bestRows.ts';
import { denseDepth, hybridHits, type HybridHit, type Overlap } from './hybrid.ts';
import type { LoadedNamespace } from './loadedNamespace.ts';
import type { SparseRows } from '../sparseSearch/sparseRows.ts';
import type { SparseVector } from '../sparseSearch/sparseVector.ts';

/** A namespace as a query sees it; vectors are read into memory when they are asked for. */
export type Searched = {
  readonly dense: () => LoadedNamespace;
  readonly sparse: () => SparseRows;
  readonly metadata: (pk: number) => Metadata;
};

export type SearchOptions = {
  readonly by: QueryTarget;
  readonly topK: number;
  readonly filter?: Filter;
  readonly required?: RequiredTerms;
};

/** The best records for a query, the best first, those of equal score by id; none for an id that is not there. */
export function searchVectors(
  index: StoredIndex,
  searched: Searched,
  { required, ...options }: SearchOptions,
): readonly HybridHit[] {
  if (required === undefined) return search(index, searched, options);
  return deepen(
    options.topK,
    (depth) => search(index, searched, { ...options, topK: depth }),
    (pk) => hasAllTerms(searched.metadata(pk), required),
  );
}

/** The best that pass, where the search itself cannot tell: it looks deeper until there are enough. */
export function deepen(
  topK: number,
  searchTo: (depth: number) => readonly HybridHit[],
  passes: (pk: number, id: string) => boolean,
): readonly HybridHit[] {
  for (let depth = 4 * topK; ; depth *= 4) {
    const hits = searchTo(depth);
    const passing = hits.filter(({ pk, id }) => passes(pk, id));
    if (passing.length >= topK || hits.length < depth) return passing.slice(0, topK);
  }
}

function search(
  index: StoredIndex,
  searched: Searched,
  { by, topK, filter }: Omit<SearchOptions, 'required'>,
): readonly HybridHit[] {
  const query = 'id' in by ? vectorsOf(index, searched, by.id) : by;
  if (query === undefined) return [];
  const { vector, sparse } = query;
  if (vector !== undefined) checkLength(index, vector);
  if (index.vectorType === 'sparse') {
    return sparse === undefined ? [] : searchSparse(searched, sparse, topK, filter);
  }
  if (vector === undefined) return [];
  if (sparse === undefined) return searched.dense().search(index.metric, vector, topK, filter);
  return searchHybrid(searched, { vector, sparse }, topK, filter);
}

/** The dense vector, where it alone decides what is found: such a search may run in threads. */
export function denseQuery(
  index: StoredIndex,
  searched: Searched,
  { by, required }: SearchOptions,
): Float32Array | undefined {
  if (required !== undefined || index.vectorType === 'sparse') return undefined;
  const query = 'id' in by ? vectorsOf(index, searched, by.id) : by;
  if (query?.vector === undefined || query.sparse !== undefined) return undefined;
  checkLength(index, query.vector);
  return query.vector;
}

function vectorsOf(
  index: StoredIndex,
  searched: Searched,
  id: string,
): { vector?: Float32Array; sparse?: SparseVector } | undefined {
  if (index.vectorType === 'sparse') {
    const sparse = searched.sparse().vector(id);
    return sparse && { sparse };
  }
  const vector = searched.dense().values(id);
  if (vector === undefined) return undefined;
  const sparse = index.metric === 'dotproduct' ? searched.sparse().vector(id) : undefined;
  return sparse === undefined ? { vector } : { vector, sparse };
}

function searchSparse(
  searched: Searched,
  query: SparseVector,
  topK: number,
  filter: Filter | undefined,
): HybridHit[] {
  const sparse = searched.sparse();
  const hits = bestRows(sparse.overlaps(query), {
    topK,
    isBefore: (row, other) => sparse.at(row).id < sparse.at(other).id,
    ...(filter === undefined
      ? {}
      : { accepts: (row) => matchesFilter(filter, searched.metadata(sparse.at(row).pk)) }),
  });
  return hits.map(({ row, score }) => ({ ...identityOf(sparse, row), score }));
}

function searchHybrid(
  searched: Searched,
  query: { readonly vector: Float32Array; readonly sparse: SparseVector },
  topK: number,
  filter: Filter | undefined,
): HybridHit[] {
  const dense = searched.dense();
  const sparse = searched.sparse();
  const { rows, scores } = sparse.overlaps(query.sparse);
  const overlaps: Overlap[] = [];
  rows.forEach((row, at) => {
    const { pk, id } = identityOf(sparse, row);
    const values = dense.values(id);
    if (values === undefined) return;
    if (filter !== undefined && !matchesFilter(filter, searched.metadata(pk))) return;
    const denseScore = innerProduct(query.vector, values);
    overlaps.push({ pk, id, sparseScore: scores[at]!, denseScore });
  });
  const depth = denseDepth(topK, overlaps);
  return hybridHits(dense.search('dotproduct', query.vector, depth, filter), overlaps, topK);
}

function identityOf(sparse: SparseRows, row: number): { pk: number; id: string } {
  const { pk, id } = sparse.at(row);
  return { pk, id };
}

function innerProduct(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!;
  return sum;
}

/** Throws `badInput` for a vector that is no one of the index. */
export function checkLength({ dimension }: StoredIndex, { length }: Float32Array): void {
  if (length === dimension) return;
  const message = `Vector dimension ${length} does not match the dimension of the index ${dimension}`;
  throw new Failure('badInput', message);
}
