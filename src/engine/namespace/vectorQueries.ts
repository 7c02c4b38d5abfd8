import type { Filter } from '../../model/filter/filter.ts';
import { ResponseSize } from '../rules/responseSize.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { NamespaceState } from '../storage/indexDatabase.ts';
import type { RecordCalls, StoredHit } from './calls/recordCalls.ts';
import type { IndexContext } from './indexContext.ts';
import type { FilteredRows } from './filters/filteredRows.ts';
import type { Hit } from './hybridHits.ts';
import { searchConsistently, type SearchMode } from './consistentSearch.ts';
import { searchVectors } from './searchVectors.ts';
import type { WriteTracker } from './writeTracker.ts';

type Params = Omit<RecordCalls['records.query']['params'], 'index'>;
type Result = RecordCalls['records.query']['result'];

/** Answers queries of one index by dense, sparse or both vectors. */
export class VectorQueries {
  readonly #context: IndexContext;

  constructor(context: IndexContext) {
    this.#context = context;
  }

  /**
   * The best records, the best first. They are those of a moment between call and answer. Throws `badInput` for an answer
   * that has to be too long, `cancelled` when the signal aborts.
   */
  async query(params: Params, signal?: AbortSignal): Promise<Result> {
    const { aliases, checkOpen, filters } = this.#context;
    checkOpen();
    const namespace = aliases.target(params.namespace);
    if (params.filter !== undefined) filters.check(namespace, params.filter);
    return searchConsistently(this.#context, {
      namespace,
      signal,
      reading: (state) => this.#reading(state, params),
      attempt: async (state, mode, watch) => {
        const among = await this.#filtered(state, params.filter, signal);
        try {
          return await this.#matches(state, params, { mode, watch, among });
        } finally {
          among?.release();
        }
      },
    });
  }

  /** Where vectors have yet to be read: resolves when it is time to look at the namespace anew. */
  #reading(state: NamespaceState, { by }: Params): Promise<void> | undefined {
    const { index, loaded, loading } = this.#context;
    const isHybrid = 'id' in by ? index.metric === 'dotproduct' : by.sparse !== undefined;
    return (
      loading(state) ??
      (index.vectorType === 'sparse' || isHybrid ? loaded.reading(state, 'sparse') : undefined)
    );
  }

  async #filtered(
    state: NamespaceState,
    filter: Filter | undefined,
    signal: AbortSignal | undefined,
  ): Promise<FilteredRows | undefined> {
    const { index, loaded, run } = this.#context;
    if (filter === undefined || index.dimension === undefined) return undefined;
    return run(loaded.dense(state).filter(filter), signal);
  }

  async #matches(
    state: NamespaceState,
    params: Params,
    {
      mode,
      watch,
      among,
    }: { mode: SearchMode; watch: WriteTracker; among: FilteredRows | undefined },
  ): Promise<readonly StoredHit[] | undefined> {
    const { index, loaded, reader } = this.#context;
    if (params.includeValues && index.dimension !== undefined) {
      const dense = loaded.dense(state);
      const count = among === undefined ? dense.count : dense.countAmong(among);
      new ResponseSize().add({ values: index.dimension }, Math.min(params.topK, count));
    }
    watch.clear();
    const searched = {
      dense: () => loaded.dense(state),
      sparse: () => loaded.sparse(state),
      metadata: (pk: number) => reader.metadata(pk),
    };
    const hits = await searchVectors(index, searched, { ...params, among }, mode);
    if (hits === undefined) return undefined;
    if (params.includeValues || params.includeMetadata !== false)
      return mode.run(this.#read(state, hits, params));
    return hits.map(({ id, score }) => ({ id, score }));
  }

  /** Reads what is answered beside the scores; undefined where a record is gone. */
  *#read(
    state: NamespaceState,
    hits: readonly Hit[],
    { includeValues, includeMetadata }: Params,
  ): CooperativeTask<readonly StoredHit[] | undefined> {
    const { database, reader } = this.#context;
    const size = new ResponseSize();
    const matches: StoredHit[] = [];
    for (const { id, score } of hits) {
      const row = database.record(state, id);
      if (row === undefined) return undefined;
      size.add({
        ...(includeValues ? reader.vectorSizes(row) : {}),
        metadataBytes: includeMetadata === true ? row.metadata.length : 0,
      });
      const vectors = includeValues ? reader.vectors(row) : {};
      const metadata = includeMetadata === false ? {} : { metadata: reader.parse(row.metadata) };
      matches.push({ id, score, ...vectors, ...metadata });
      yield;
    }
    return matches;
  }
}
