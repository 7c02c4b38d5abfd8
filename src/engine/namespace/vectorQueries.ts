import type { Filter } from '../../model/filter/filter.ts';
import { ResponseSize } from '../rules/responseSize.ts';
import type { CooperativeTask } from '../workers/cooperativeTasks.ts';
import type { NamespaceState } from '../storage/indexDatabase.ts';
import type { ReadState } from '../storage/storedRecord.ts';
import type { RecordCalls } from './calls/recordCalls.ts';
import type { StoredHit } from './calls/storedHits.ts';
import type { IndexContext } from './indexContext.ts';
import type { FilteredRows } from './filters/filteredRows.ts';
import type { Hit } from './hybridHits.ts';
import { searchConsistently, type SearchMode } from './consistentSearch.ts';
import type { MemoryPart, ReadyNamespace } from './readyNamespace.ts';
import { searchVectors } from './searchVectors.ts';
import type { WriteTracker } from './writeTracker.ts';

type Params = Omit<RecordCalls['records.query']['params'], 'index'>;
type Result = ReadState & { readonly matches: readonly StoredHit[] };

/** Runs queries of one index by dense vectors, by sparse vectors, or by both. */
export class VectorQueries {
  readonly #context: IndexContext;

  constructor(context: IndexContext) {
    this.#context = context;
  }

  /**
   * The best hits first, all as they were at one moment between call and response. Throws `badInput` if the response would
   * be too long, and `cancelled` if the signal aborts.
   */
  async query(params: Params, signal?: AbortSignal): Promise<Result> {
    const { aliases, checkOpen, filters } = this.#context;
    checkOpen();
    const namespace = aliases.target(params.namespace);
    if (params.filter !== undefined) filters.check(namespace, params.filter);
    return searchConsistently(this.#context, {
      namespace,
      signal,
      needs: this.#needs(params),
      attempt: async (ready, mode, tracker) => {
        const among = await this.#filter(ready, params.filter, signal);
        try {
          if (!ready.isCurrent) return undefined;
          return await this.#search(ready, params, { mode, tracker, among });
        } finally {
          among?.release();
        }
      },
    });
  }

  /** The vectors that the query reads. A query by id of a hybrid index reads both kinds. */
  #needs({ by, filter }: Params): readonly MemoryPart[] {
    const { index } = this.#context;
    if (index.vectorType === 'sparse') return ['sparse'];
    const isHybrid = 'id' in by ? index.metric === 'dotproduct' : by.sparse !== undefined;
    const dense: MemoryPart[] = filter === undefined ? ['dense'] : ['dense', 'columns'];
    return isHybrid ? [...dense, 'sparse'] : dense;
  }

  async #filter(
    ready: ReadyNamespace,
    filter: Filter | undefined,
    signal: AbortSignal | undefined,
  ): Promise<FilteredRows | undefined> {
    const { index, run } = this.#context;
    if (filter === undefined || index.dimension === undefined) return undefined;
    return run(ready.dense.filter(filter), signal);
  }

  async #search(
    ready: ReadyNamespace,
    params: Params,
    {
      mode,
      tracker,
      among,
    }: { mode: SearchMode; tracker: WriteTracker; among: FilteredRows | undefined },
  ): Promise<readonly StoredHit[] | undefined> {
    const { index, reader } = this.#context;
    if (params.includeValues && index.dimension !== undefined) {
      const count = among === undefined ? ready.dense.count : ready.dense.countAmong(among);
      new ResponseSize().add({ values: index.dimension }, Math.min(params.topK, count));
    }
    tracker.clear();
    const searched = { index, ready, metadata: (pk: number) => reader.metadata(pk) };
    const hits = await searchVectors(searched, { ...params, among }, mode);
    if (hits === undefined) return undefined;
    if (params.includeValues || params.includeMetadata !== false)
      return mode.run(this.#read(ready.state, hits, params));
    return hits.map(({ id, score }) => ({ id, score }));
  }

  /** Reads values and metadata of hits. Undefined if a record is gone. */
  *#read(
    state: NamespaceState,
    hits: readonly Hit[],
    { includeValues, includeMetadata }: Params,
  ): CooperativeTask<readonly StoredHit[] | undefined> {
    const { database, reader } = this.#context;
    const size = new ResponseSize();
    const matches: StoredHit[] = [];
    for (const { pk, id, score } of hits) {
      const withVectors = includeValues ? database.record(state, id) : undefined;
      const row = includeValues ? withVectors : database.findMetadata(pk);
      if (row === undefined) return undefined;
      size.add({
        ...(withVectors && reader.vectorSizes(withVectors)),
        metadataBytes: includeMetadata === true ? row.metadata.length : 0,
      });
      const vectors = withVectors && reader.vectors(withVectors);
      const metadata = includeMetadata === false ? {} : { metadata: reader.parse(row.metadata) };
      matches.push({ id, score, ...vectors, ...metadata });
      yield;
    }
    return matches;
  }
}
