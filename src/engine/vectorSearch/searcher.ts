import type { Disposable } from '../../common/disposables.ts';
import { isCancelled } from '../../common/failure.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import { statisticsBytes } from '../kernels/search/kernel.ts';
import { countBits, rowsOf } from '../structures/bits.ts';
import { maxTopK } from './quantize/codeSegment.ts';
import { codeQuery } from './quantize/quantizedQuery.ts';
import { ExactScorer } from './exactScorer.ts';
import { FirstPass, type Kept, type ScanPlan } from './scan/quantizedScan.ts';
import { defaultVectorBytes, FloatBudget } from './rows/floatBudget.ts';
import { orderHits, type ScoredRows } from './exact/orderHits.ts';
import { PrefixBuilder } from './prefix/prefixBuilder.ts';
import type { RowSystem } from './rows/searchContext.ts';
import { ScanControl } from './scan/scanControl.ts';
import { ScanPool } from './scan/scanPool.ts';
import { survivors } from './scan/mergeCandidates.ts';
import type { VectorRows } from './rows/vectorRows.ts';

export type Search = {
  readonly vectors: VectorRows;
  readonly metric: Metric;
  readonly query: Float32Array;
  readonly topK: number;
  /** The rows to look at, as bits; all where it is absent. */
  readonly among?: Uint32Array;
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
  readonly rows: RowSystem;
  readonly #pool: ScanPool;
  readonly #patience: number;
  readonly #firstPass: FirstPass;
  readonly #scorer: ExactScorer;
  readonly #prefixes: PrefixBuilder;
  #isDisposed = false;

  constructor(
    module: WebAssembly.Module,
    {
      pool = new ScanPool(module),
      budget = new FloatBudget(defaultVectorBytes),
      patience = patientBytes,
    }: {
      readonly pool?: ScanPool;
      readonly budget?: FloatBudget;
      /** Bytes of a search that the asking thread takes part in, instead of going on meanwhile. */
      readonly patience?: number;
    } = {},
  ) {
    this.#pool = pool;
    this.#patience = patience;
    this.#firstPass = new FirstPass(module, 0);
    this.#scorer = new ExactScorer(module, pool);
    this.#prefixes = new PrefixBuilder(module);
    let lastId = 0;
    this.rows = {
      module,
      budget,
      nextId: () => ++lastId,
      forget: (ids) => this.#forget(ids),
    };
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#pool.dispose();
    this.#prefixes.dispose();
  }

  /** Starts the threads ahead of whatever needs them. */
  warm(): void {
    this.#pool.warm();
  }

  /** Starts the threads if searches of so many rows will need them. */
  prepare(vectors: VectorRows): void {
    if (vectors.liveCount * vectors.codeLayout.stride > sharedBytes) this.#pool.warm();
  }

  /** Computes what makes searches of so many rows faster, where it does; resolves when that is done. */
  improve(vectors: VectorRows, metric: Metric): Promise<void> {
    return this.#prefixes.consider(vectors, metric === 'euclidean');
  }

  /** The best rows, the best first, found by this thread alone before it does anything else. */
  searchHere(search: Search): ScoredRows {
    const task = taskOf(search);
    if (task.topK === 0) return nothing;
    const chosen =
      direct(task) ?? survivors([this.#firstPass.run(planOf(task), new ScanControl())], task.topK);
    return ordered(task, this.#scorer.scoreHere(search, chosen));
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
      void this.improve(vectors, search.metric);
    }
  }

  async #search(search: Search): Promise<ScoredRows | undefined> {
    const { vectors } = search;
    const task = taskOf(search);
    const bytes = bytesOf(task);
    if (task.topK === 0) return nothing;
    const isTogether = bytes < this.#patience;
    const chosen = direct(task) ?? survivors(await this.#scan(task, bytes, isTogether), task.topK);
    if (vectors.isDisposed) return undefined;
    const scored = await this.#scorer.score(search, chosen);
    return scored && ordered(task, scored);
  }

  async #scan(task: Task, bytes: number, isTogether: boolean): Promise<readonly Kept[]> {
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
      this.#firstPass.forget(id);
      this.#scorer.forget(id);
    }
    this.#pool.forget(ids);
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
  const { vectors, among } = search;
  const mask = new Uint32Array(vectors.mask(among));
  const selected = among === undefined ? vectors.liveCount : countBits(mask);
  return { search, mask, selected, topK: Math.min(search.topK, selected) };
}

/** What a first pass reads, about, and what it costs beside that. Prefixes rule out nearly all rows where few are looked for. */
function bytesOf({ search: { vectors }, selected, topK }: Task): number {
  const { basis } = vectors.prefixes;
  const isAided = basis !== undefined && topK <= aidedTopK;
  const rowBytes = (isAided ? basis.width : vectors.codeLayout.stride) + statisticsBytes;
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
  const prefix = vectors.prefixes.planned(query, metric);
  return {
    ...(prefix && { prefix }),
    dimension: vectors.dimension,
    segments: vectors.codeSegments.map(({ id, memory }) => ({ id, memory })),
    rowCount: vectors.count,
    mask,
    query: codeQuery(query, metric, vectors.codeLayout.stride),
    isEuclidean: metric === 'euclidean',
    topK,
  };
}

function ordered({ search, topK }: Task, scored: ScoredRows): ScoredRows {
  const sign = search.metric === 'euclidean' ? -1 : 1;
  return orderHits(scored, { topK, sign, isBefore: search.isBefore });
}
