import { Failure } from '../../common/failure.ts';
import type { Filter } from '../../model/filter/filter.ts';
import { filterTest } from '../../model/filter/matchesFilter.ts';
import type { Metadata } from '../../model/record.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import { hasAllTerms } from '../textSearch/terms.ts';
import type { QueryVectors, RequiredTerms } from './calls/recordCalls.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';
import { bestRows } from '../structures/bestRows.ts';
import type { FilteredRows } from './filters/filteredRows.ts';
import { hybridHits, type Hit } from './hybridHits.ts';
import type { ReadyNamespace } from './readyNamespace.ts';
import type { SparseVector } from '../sparseSearch/sparseVector.ts';
import type { SearchMode } from './consistentSearch.ts';

/**
 * The best hits first, those of equal score by id; none for an unknown id. Undefined if a hit was written meanwhile, or the
 * namespace was dropped from memory.
 */
export async function searchVectors(
  searched: Searched,
  { required, ...options }: SearchOptions,
  mode: SearchMode,
): Promise<Hits | undefined> {
  const query = 'id' in options.by ? vectorsOf(searched, options.by.id) : options.by;
  if (query === undefined) return [];
  if (query.vector !== undefined) checkLength(searched.index, query.vector);
  const searchTo = (topK: number): Promise<Hits | undefined> =>
    search(searched, { ...options, query, topK }, mode);
  if (required === undefined) return searchTo(options.topK);
  const passes = ({ pk }: Hit): boolean => {
    const metadata = searched.metadata(pk);
    return metadata !== undefined && hasAllTerms(metadata, required);
  };
  return deepen(options.topK, searchTo, passes, mode);
}

/** A namespace with the vectors that the query needs in memory. */
export type Searched = {
  readonly index: StoredIndex;
  readonly ready: ReadyNamespace;
  /** Undefined for a record that is gone. */
  readonly metadata: (pk: number) => Metadata | undefined;
};

export type SearchOptions = {
  readonly by: QueryVectors;
  readonly topK: number;
  readonly filter?: Filter;
  /** The rows that pass the filter, if the index has dense vectors. */
  readonly among: FilteredRows | undefined;
  readonly required?: RequiredTerms;
};

type Hits = readonly Hit[];

/** The best hits that pass. Searches with a larger topK until enough hits pass. */
export async function deepen(
  topK: number,
  searchTo: (depth: number) => Promise<Hits | undefined>,
  passes: (hit: Hit) => boolean,
  mode: SearchMode,
): Promise<Hits | undefined> {
  for (let depth = 4 * topK; ; depth *= 4) {
    const hits = await searchTo(depth);
    if (hits === undefined) return undefined;
    const passing = await mode.run(firstPassing(hits, topK, passes));
    if (passing.length === topK || hits.length < depth) return passing;
  }
}

function* firstPassing(
  hits: Hits,
  count: number,
  passes: (hit: Hit) => boolean,
): CooperativeTask<Hit[]> {
  const passing: Hit[] = [];
  for (const hit of hits) {
    if (passing.length === count) break;
    if (passes(hit)) passing.push(hit);
    yield;
  }
  return passing;
}

type Query = { readonly vector?: Float32Array; readonly sparse?: SparseVector };

type QueryOptions = Omit<SearchOptions, 'by' | 'required'> & { readonly query: Query };

async function search(
  searched: Searched,
  options: QueryOptions,
  mode: SearchMode,
): Promise<Hits | undefined> {
  const { query, topK, among } = options;
  const { vector, sparse } = query;
  if (searched.index.vectorType === 'sparse')
    return sparse === undefined ? [] : mode.run(searchSparse(searched, sparse, options));
  if (vector === undefined) return [];
  if (sparse === undefined) return mode.searchDense(searched.ready.dense, { vector, topK, among });
  return searchHybrid(searched, { vector, sparse }, options, mode);
}

function vectorsOf({ index, ready }: Searched, id: string): Query | undefined {
  if (index.vectorType === 'sparse') {
    const sparse = ready.sparse.vector(id);
    return sparse && { sparse };
  }
  const vector = ready.dense.values(id);
  if (vector === undefined) return undefined;
  const sparse = index.metric === 'dotproduct' ? ready.sparse.vector(id) : undefined;
  return sparse === undefined ? { vector } : { vector, sparse };
}

function* searchSparse(
  searched: Searched,
  query: SparseVector,
  { topK, filter }: QueryOptions,
): CooperativeTask<Hit[]> {
  const { records, ...scored } = yield* searched.ready.sparse.score(query);
  const passes = filter && filterTest(filter);
  const accepts =
    passes &&
    ((row: number): boolean => {
      const metadata = searched.metadata(records[row]!.pk);
      return metadata !== undefined && passes(metadata);
    });
  const isBefore = (row: number, other: number): boolean => records[row]!.id < records[other]!.id;
  const hits = yield* bestRows(scored, { topK, isBefore, accepts });
  return hits.map(({ row, score }) => ({ pk: records[row]!.pk, id: records[row]!.id, score }));
}

async function searchHybrid(
  searched: Searched,
  query: { readonly vector: Float32Array; readonly sparse: SparseVector },
  { topK, among }: QueryOptions,
  mode: SearchMode,
): Promise<Hits | undefined> {
  const { dense } = searched.ready;
  const { vector } = query;
  const sparse = await mode.run(searched.ready.sparse.score(query.sparse));
  return hybridHits(
    {
      sparse,
      searchDense: (depth) => mode.searchDense(dense, { vector, topK: depth, among }),
      scoreDense: (ids) => mode.scoreDense(dense, { vector, ids, among }),
    },
    topK,
  );
}

/** Throws `badInput` if the vector's length is not the dimension of the index. */
export function checkLength({ dimension }: StoredIndex, { length }: Float32Array): void {
  if (length === dimension) return;
  const message = `Vector dimension ${length} does not match the dimension of the index ${dimension}`;
  throw new Failure('badInput', message);
}
