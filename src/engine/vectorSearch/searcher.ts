import type { Disposable } from '../../common/disposables.ts';
import { isCancelled } from '../../common/failure.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import { statisticsBytes } from '../kernels/search/kernel.ts';
import { countBits, rowsOf } from '../structures/bitSet.ts';
import { maxTopK } from './quantize/quantizedSegment.ts';
import { quantizeQuery } from './quantize/quantizedQuery.ts';
import { ExactScorer } from './exactScorer.ts';
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

export type Search = {
  readonly vectors: VectorRows;
  readonly metric: Metric;
  readonly query: Float32Array;
  readonly topK: number;
  /** The rows to look at, as bits; all where it is absent. */
  readonly allowedRows?: Uint32Array;
  /** Orders rows of equal score. */
  readonly isBefore: (row: number, other: number) => boolean;
  /** A live row's vector from disk, where it is not in memory. */
  readonly readVector: (row: number) => Float32Array;
  readonly signal?: AbortSignal;
};

const mib = 1024 * 1024;

/** Bytes of a scan that are worth another thread: reading them takes as long as waking it, about a quarter of a millisecond. */
const sharedBytes = 8 * mib;

/** The most that the asking thread takes part in: about three milliseconds with two others, eight alone. */
const patientBytes = 256 * mib;
/** What a row costs beside its bytes, in bytes. */
const rowCost = 128;
const aidedTopK = 100;

/** Fewer rows than this are scored at once where they are in memory. */
const directRows = 1024;

/**
 * Exact searches: a first pass over codes of 8 bits rules out the rows that cannot be among the best, the rest is scored
 * exactly. Large ones run in threads of their own, so that the caller's goes on.
 */
export class Searcher implements Disposable {
  readonly context: SearchContext;
  readonly #pool: ScanPool;
  readonly #patience: number;
  readonly #firstPass: QuantizedScan;
  readonly #scorer: ExactScorer;
  readonly #prefixes: PrefixBuilder;
  #isDisposed = false;

  constructor(
    module: WebAssembly.Module,
    {
      pool = new ScanPool(module),
      budget = new VectorMemoryBudget(defaultVectorBytes),
      patience = patientBytes,
    }: {
      readonly pool?: ScanPool;
      readonly budget?: VectorMemoryBudget;
      /** Bytes of a search that the asking thread takes part in, instead of going on meanwhile. */
      readonly patience?: number;
    } = {},
  ) {
    this.#pool = pool;
    this.#patience = patience;
    this.#firstPass = new QuantizedScan(module, 0);
    this.#scorer = new ExactScorer(module, pool);
    this.#prefixes = new PrefixBuilder(module);
    let lastId = 0;
    this.context = {
      module,
      budget,
      nextSegmentId: () => ++lastId,
      releaseSegments: (ids) => this.#forget(ids),
    };
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#pool.dispose();
    this.#prefixes.dispose();
  }

  /** Starts the threads ahead of whatever needs them. */
  startThreads(): void {
    this.#pool.startThreads();
  }

  /** Starts the threads if searches of so many rows will need them. */
  startThreadsFor(vectors: VectorRows): void {
    if (vectors.liveCount * vectors.quantizedLayout.stride > sharedBytes) this.#pool.startThreads();
  }

  /** Computes what makes searches of so many rows faster, where it does; resolves when that is done. */
  buildPrefixes(vectors: VectorRows, metric: Metric): Promise<void> {
    return this.#prefixes.buildIfDue(vectors, metric === 'euclidean');
  }

  /** The best rows, the best first, found by this thread alone before it does anything else. */
  searchSync(search: Search): ScoredRows {
    const task = taskOf(search);
    if (task.topK === 0) return nothing;
    const chosen =
      direct(task) ??
      mergeCandidates([this.#firstPass.run(planOf(task), new ScanControl())], task.topK);
    return ordered(task, this.#scorer.scoreSync(search, chosen));
  }

  /**
   * The best rows of the moment of the call, the best first. Threads help where it is worth it; this thread takes part in
   * what is over soon, and goes on meanwhile otherwise. Undefined where a hit has been removed since, or a thread has
   * died: then the caller tries again.
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

  async #search(search: Search): Promise<ScoredRows | undefined> {
    const { vectors } = search;
    const task = taskOf(search);
    const bytes = bytesOf(task);
    if (task.topK === 0) return nothing;
    const isTogether = bytes < this.#patience;
    const chosen =
      direct(task) ?? mergeCandidates(await this.#scan(task, bytes, isTogether), task.topK);
    if (vectors.isDisposed) return undefined;
    const scored = await this.#scorer.score(search, chosen);
    return scored && ordered(task, scored);
  }

  async #scan(task: Task, bytes: number, isTogether: boolean): Promise<readonly ScanCandidates[]> {
    const { signal } = task.search;
    const control = new ScanControl();
    const plan = planOf(task);
    if (isTogether && bytes < sharedBytes) return [this.#firstPass.run(plan, control)];
    const own = isTogether ? this.#firstPass : undefined;
    const stop = (): void => control.stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await this.#pool.scan(plan, control, Math.ceil(bytes / sharedBytes), own);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  #forget(ids: readonly number[]): void {
    for (const id of ids) {
      this.#firstPass.releaseSegment(id);
      this.#scorer.releaseSegment(id);
    }
    this.#pool.releaseSegments(ids);
  }
}

const nothing: ScoredRows = { rows: new Uint32Array(0), scores: new Float64Array(0) };

/** A search at the moment of its beginning. */
type Task = {
  readonly search: Search;
  readonly mask: Uint32Array;
  /** Rows of the mask. */
  readonly selected: number;
  /** No more than there are. */
  readonly topK: number;
};

function taskOf(search: Search): Task {
  const { vectors, allowedRows } = search;
  const mask = new Uint32Array(vectors.mask(allowedRows));
  const selected = allowedRows === undefined ? vectors.liveCount : countBits(mask);
  return { search, mask, selected, topK: Math.min(search.topK, selected) };
}

/** What a first pass reads, about, and what it costs beside that. Prefixes rule out nearly all rows where few are looked for. */
function bytesOf({ search: { vectors }, selected, topK }: Task): number {
  const { basis } = vectors.prefixes;
  const isAided = basis !== undefined && topK <= aidedTopK;
  const rowBytes = (isAided ? basis.width : vectors.quantizedLayout.stride) + statisticsBytes;
  return selected * (rowBytes + rowCost);
}

/** All rows of the mask, where there is nothing to be gained by ruling out some of them. */
function direct({ search, mask, selected, topK }: Task): Uint32Array | undefined {
  const isAll = selected <= topK || topK > maxTopK;
  if (!isAll && selected > directRows) return undefined;
  const rows = rowsOf(mask, selected);
  return isAll || rows.every((row) => search.vectors.isResident(row)) ? rows : undefined;
}

function planOf({ search, mask, topK }: Task): ScanPlan {
  const { vectors, metric, query } = search;
  const prefix = vectors.prefixes.planFor(query, metric);
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

function ordered({ search, topK }: Task, scored: ScoredRows): ScoredRows {
  const sign = search.metric === 'euclidean' ? -1 : 1;
  return orderHits(scored, { topK, direction: sign, isBefore: search.isBefore });
}
