import type { Disposable } from '../../common/disposables.ts';
import { isCancelled } from '../../common/failure.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import { statisticsBytes } from '../kernels/search/kernel.ts';
import { countBits, rowsOf } from '../structures/bitSet.ts';
import { maxTopK } from './quantize/quantizedSegment.ts';
import { quantizeQuery } from './quantize/quantizedQuery.ts';
import { ExactScorer, type ScoreRequest } from './exactScorer.ts';
import { QuantizedScan } from './scan/quantizedScan.ts';
import type { ScanCandidates, ScanPlan } from './scan/scanPlan.ts';
import { defaultVectorBytes, VectorMemoryBudget } from './rows/vectorMemoryBudget.ts';
import { orderHits } from './exact/orderHits.ts';
import type { ScoredRows } from '../structures/bestRows.ts';
import { PrefixBuilder } from './prefix/prefixBuilder.ts';
import type { SearchContext } from './rows/searchContext.ts';
import { ScanControl } from './scan/scanControl.ts';
import { ScanPool } from './scan/scanPool.ts';
import { mergeCandidates } from './scan/mergeCandidates.ts';
import type { VectorRows } from './rows/vectorRows.ts';

/**
 * Finds the exact nearest rows of a query. A scan of 8-bit codes rules out rows that cannot be among the best; the other
 * rows are scored in float64. Large searches run in the scan pool, so that the calling thread stays free.
 */
export class Searcher implements Disposable {
  readonly context: SearchContext;
  readonly #pool: ScanPool;
  readonly #inlineBytes: number;
  readonly #localScan: QuantizedScan;
  readonly #scorer: ExactScorer;
  readonly #prefixes: PrefixBuilder;
  #isDisposed = false;

  constructor(
    module: WebAssembly.Module,
    {
      pool = new ScanPool(module),
      budget = new VectorMemoryBudget(defaultVectorBytes),
      inlineBytes = defaultInlineBytes,
    }: {
      readonly pool?: ScanPool;
      readonly budget?: VectorMemoryBudget;
      /** Largest scan, in bytes, in which the calling thread takes part. */
      readonly inlineBytes?: number;
    } = {},
  ) {
    this.#pool = pool;
    this.#inlineBytes = inlineBytes;
    this.#localScan = new QuantizedScan(module, 0);
    this.#scorer = new ExactScorer(module, pool);
    this.#prefixes = new PrefixBuilder(module);
    let lastId = 0;
    this.context = {
      module,
      budget,
      nextSegmentId: () => ++lastId,
      releaseSegments: (ids) => this.#releaseSegments(ids),
    };
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#pool.dispose();
    this.#prefixes.dispose();
  }

  /** Starts the scan pool's threads. */
  startThreads(): void {
    this.#pool.startThreads();
  }

  /** Starts the scan pool's threads if searches of these rows will use them. */
  startThreadsFor(vectors: VectorRows): void {
    if (vectors.liveCount * vectors.quantizedLayout.stride > bytesPerThread)
      this.#pool.startThreads();
  }

  /** Computes prefixes of the rows if there are enough new rows. Resolves when that is done. */
  buildPrefixes(vectors: VectorRows, metric: Metric): Promise<void> {
    return this.#prefixes.buildIfDue(vectors, metric === 'euclidean');
  }

  /** The nearest rows, best first, found synchronously by the calling thread. */
  searchSync(search: Search): ScoredRows {
    const planned = plannedSearchOf(search);
    if (planned.topK === 0) return noRows;
    const chosen =
      rowsWithoutScan(planned) ??
      mergeCandidates([this.#localScan.run(scanPlanOf(planned), new ScanControl())], planned.topK);
    return hitsOf(planned, this.#scorer.scoreSync(search, chosen));
  }

  /**
   * The nearest rows at the time of the call, best first. The calling thread takes part in short scans and stays free during
   * long ones. Undefined if a hit was removed meanwhile or a thread died: the caller then repeats the search.
   */
  async search(search: Search): Promise<ScoredRows | undefined> {
    const { vectors, signal } = search;
    const ticket = vectors.beginSearch();
    try {
      const hits = await this.#search(search);
      return hits?.rows.every((row) => vectors.isLive(row)) ? hits : undefined;
    } catch (error) {
      if (isCancelled(error) && !signal?.aborted && !this.#isDisposed) return undefined;
      throw error;
    } finally {
      vectors.endSearch(ticket);
      void this.buildPrefixes(vectors, search.metric);
    }
  }

  /**
   * The scores of rows, not rounded, in any order. Undefined if a row whose vector is only in the database was removed: the
   * caller then repeats the search.
   */
  async score(request: ScoreRequest, rows: Uint32Array): Promise<ScoredRows | undefined> {
    const ticket = request.vectors.beginSearch();
    try {
      return await this.#scorer.score(request, rows);
    } finally {
      request.vectors.endSearch(ticket);
    }
  }

  /** The scores of live rows, not rounded, in any order, found synchronously by the calling thread. */
  scoreSync(request: ScoreRequest, rows: Uint32Array): ScoredRows {
    return this.#scorer.scoreSync(request, rows);
  }

  async #search(search: Search): Promise<ScoredRows | undefined> {
    const { vectors } = search;
    const planned = plannedSearchOf(search);
    const bytes = scanBytesOf(planned);
    if (planned.topK === 0) return noRows;
    const isInline = bytes < this.#inlineBytes;
    const chosen =
      rowsWithoutScan(planned) ??
      mergeCandidates(await this.#scan(planned, bytes, isInline), planned.topK);
    if (vectors.isDisposed) return undefined;
    const scored = await this.#scorer.score(search, chosen);
    return scored && hitsOf(planned, scored);
  }

  async #scan(
    planned: PlannedSearch,
    bytes: number,
    isInline: boolean,
  ): Promise<readonly ScanCandidates[]> {
    const { signal } = planned.search;
    const control = new ScanControl();
    const plan = scanPlanOf(planned);
    if (isInline && bytes < bytesPerThread) return [this.#localScan.run(plan, control)];
    const local = isInline ? this.#localScan : undefined;
    const stop = (): void => control.stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await this.#pool.scan(plan, control, Math.ceil(bytes / bytesPerThread), local);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  #releaseSegments(ids: readonly number[]): void {
    for (const id of ids) {
      this.#localScan.releaseSegment(id);
      this.#scorer.releaseSegment(id);
    }
    this.#pool.releaseSegments(ids);
  }
}

/** An exact nearest-neighbour search over the rows of a namespace. */
export type Search = {
  readonly vectors: VectorRows;
  readonly metric: Metric;
  readonly query: Float32Array;
  readonly topK: number;
  /** Bits of the rows that may be hits. Default: all rows. */
  readonly allowedRows?: Uint32Array;
  /** Orders rows of equal score. */
  readonly isBefore: (row: number, other: number) => boolean;
  /** Reads a live row's vector from the database. */
  readonly readVector: (row: number) => Float32Array;
  readonly signal?: AbortSignal;
};

const mib = 1024 * 1024;

/** Bytes of a scan for each thread. Scanning them takes about as long as waking a thread: 0.25 ms. */
const bytesPerThread = 8 * mib;

/** Largest scan in which the calling thread takes part: about 3 ms with two other threads, 8 ms alone. */
const defaultInlineBytes = 256 * mib;
/** Cost of a row beside its bytes, in bytes. */
const rowOverheadBytes = 128;
/** Largest `topK` for which prefixes rule out nearly all rows. */
const maxPrefixTopK = 100;

/** Up to this many rows are scored without a scan if their vectors are in memory: quantizing the query takes as long. */
const maxDirectRows = 128;

/** Up to this many rows are scanned without prefixes: projecting the query takes as long as reading their codes. */
const maxRowsWithoutPrefixes = 2048;

const noRows: ScoredRows = { rows: new Uint32Array(0), scores: new Float64Array(0) };

/** A search with the state of its rows at its beginning. */
type PlannedSearch = {
  readonly search: Search;
  /** Bits of the rows that may be hits. */
  readonly mask: Uint32Array;
  /** Number of rows in the mask. */
  readonly selected: number;
  /** At most `selected`. */
  readonly topK: number;
};

function plannedSearchOf(search: Search): PlannedSearch {
  const { vectors, allowedRows } = search;
  const mask = new Uint32Array(vectors.mask(allowedRows));
  const selected = allowedRows === undefined ? vectors.liveCount : countBits(mask);
  return { search, mask, selected, topK: Math.min(search.topK, selected) };
}

/** The estimated cost of a scan in bytes. With prefixes and a small `topK` only prefixes are read. */
function scanBytesOf({ search: { vectors }, selected, topK }: PlannedSearch): number {
  const { basis } = vectors.prefixes;
  const usesPrefixes = basis !== undefined && topK <= maxPrefixTopK;
  const rowBytes = (usesPrefixes ? basis.width : vectors.quantizedLayout.stride) + statisticsBytes;
  return selected * (rowBytes + rowOverheadBytes);
}

/** All rows of the mask if a scan would not make the search faster; else undefined. */
function rowsWithoutScan({ search, mask, selected, topK }: PlannedSearch): Uint32Array | undefined {
  const isAll = selected <= topK || topK > maxTopK;
  if (!isAll && selected > maxDirectRows) return undefined;
  const rows = rowsOf(mask, selected);
  return isAll || rows.every((row) => search.vectors.isResident(row)) ? rows : undefined;
}

function scanPlanOf({ search, mask, selected, topK }: PlannedSearch): ScanPlan {
  const { vectors, metric, query } = search;
  const usesPrefixes = selected > maxRowsWithoutPrefixes;
  const prefix = usesPrefixes ? vectors.prefixes.planFor(query, metric) : undefined;
  return {
    ...(prefix && { prefix }),
    dimension: vectors.dimension,
    segments: vectors.quantizedSegments.map(({ id, memory }) => ({ id, memory })),
    rowCount: vectors.count,
    mask,
    query: quantizeQuery(query, metric, vectors.quantizedLayout.stride),
    isEuclidean: metric === 'euclidean',
    topK,
  };
}

function hitsOf({ search, topK }: PlannedSearch, scored: ScoredRows): ScoredRows {
  const direction = search.metric === 'euclidean' ? -1 : 1;
  return orderHits(scored, { topK, direction, isBefore: search.isBefore });
}
