import type { Disposable } from '../../common/disposables.ts';
import { isCancelled } from '../../common/failure.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import { statisticsBytes } from '../kernel/kernel.ts';
import { countBits, rowsOf } from './bits.ts';
import { maxTopK } from './codeSegment.ts';
import { codeQuery, normOf } from './codedQuery.ts';
import { FirstPass, type Kept, type ScanPlan } from './firstPass.ts';
import { FloatBudget } from './floatBudget.ts';
import { LooseScorer } from './looseScorer.ts';
import { orderHits, type ScanHit } from './orderHits.ts';
import { PrefixBuilder } from './prefixBuilder.ts';
import { RowScorer, type ScorePlan } from './rowScorer.ts';
import type { RowSystem } from './rowSystem.ts';
import type { FilledParts } from './scanCalls.ts';
import { ScanControl } from './scanControl.ts';
import { ScanPool } from './scanPool.ts';
import { survivors } from './survivors.ts';
import type { VectorRows } from './vectorRows.ts';

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

/** Work that is worth waking another thread for: about half a millisecond of one thread. */
const pooledBytes = 4 * mib;
const aidedTopK = 100;
const pooledScoreBytes = 8 * mib;

/** Fewer rows than this are scored at once where they are in memory. */
const directRows = 1024;

/**
 * Exact searches: a first pass over codes of 8 bits rules out the rows that cannot be among the best, the rest is scored
 * exactly. Large ones run in threads of their own, so that the caller's goes on.
 */
export class Searcher implements Disposable {
  readonly rows: RowSystem;
  readonly #pool: ScanPool;
  readonly #firstPass: FirstPass;
  readonly #scorer: RowScorer;
  readonly #loose: LooseScorer;
  readonly #prefixes: PrefixBuilder;
  #isDisposed = false;

  constructor(
    module: WebAssembly.Module,
    {
      pool = new ScanPool(module),
      budget = new FloatBudget(1024 * mib, 512 * mib),
    }: { readonly pool?: ScanPool; readonly budget?: FloatBudget } = {},
  ) {
    this.#pool = pool;
    this.#firstPass = new FirstPass(module, 0);
    this.#scorer = new RowScorer(module, 0);
    this.#loose = new LooseScorer(module);
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

  /** Starts the threads if searches of so many rows will need them. */
  prepare(vectors: VectorRows): void {
    if (vectors.liveCount * vectors.codeLayout.stride > pooledBytes) this.#pool.warm();
  }

  /** Reads files into memories that will be searched. Rejects where one of them is not as it was written. */
  fill(files: readonly FilledParts[]): Promise<void> {
    return this.#pool.fill(files);
  }

  /** Computes what makes searches of so many rows faster, where it does; resolves when that is done. */
  improve(vectors: VectorRows, metric: Metric): Promise<void> {
    return this.#prefixes.consider(vectors, metric === 'euclidean');
  }

  /** The best rows, the best first, found by this thread alone before it does anything else. */
  searchHere(search: Search): ScanHit[] {
    const task = taskOf(search);
    if (task.topK === 0) return [];
    const chosen =
      direct(task) ?? survivors([this.#firstPass.run(planOf(task), new ScanControl())], task.topK);
    const scoring = scoringOf(search, chosen);
    return ordered(task, scoring, this.#scorer.score(scoring.plan), this.#scoreAbsent(scoring));
  }

  /**
   * The best rows of the moment of the call, the best first, found in threads where it is worth it. Undefined where one
   * of them has been removed since, or a thread has died: then the caller tries again.
   */
  async search(search: Search): Promise<ScanHit[] | undefined> {
    const { vectors, signal } = search;
    const ticket = vectors.beginSearch();
    try {
      const hits = await this.#search(search);
      return hits?.every(({ row }) => vectors.isLive(row)) ? hits : undefined;
    } catch (error) {
      if (isCancelled(error) && !signal?.aborted && !this.#isDisposed) return undefined;
      throw error;
    } finally {
      vectors.endSearch(ticket);
      void this.improve(vectors, search.metric);
    }
  }

  async #search(search: Search): Promise<ScanHit[] | undefined> {
    const { vectors } = search;
    const task = taskOf(search);
    if (bytesOf(task) < pooledBytes) return this.searchHere(search);
    const chosen = direct(task) ?? survivors(await this.#scan(task), task.topK);
    if (vectors.isDisposed || !isReadable(search, chosen)) return undefined;
    const scoring = scoringOf(search, chosen);
    // What is read from disk is read now: records may change while threads are awaited.
    const absent = this.#scoreAbsent(scoring);
    const { rows } = scoring.plan;
    const isLarge = rows.length * vectors.floatLayout.length * 4 > pooledScoreBytes;
    const scores = await (isLarge
      ? this.#pool.score(scoring.plan)
      : this.#scorer.score(scoring.plan));
    return ordered(task, scoring, scores, absent);
  }

  async #scan(task: Task): Promise<readonly Kept[]> {
    const { signal } = task.search;
    const control = new ScanControl();
    const stop = (): void => control.stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const threadCount = Math.ceil(bytesOf(task) / pooledBytes);
      return await this.#pool.scan(planOf(task), control, threadCount);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  #scoreAbsent({ plan, absent, readVector }: Scoring): Float64Array {
    return this.#loose.score(plan.query, absent, readVector);
  }

  #forget(ids: readonly number[]): void {
    for (const id of ids) {
      this.#firstPass.forget(id);
      this.#scorer.forget(id);
    }
    this.#pool.forget(ids);
  }
}

/** A search at the moment of its beginning. */
type Task = {
  readonly search: Search;
  readonly mask: SharedArrayBuffer;
  /** Rows of the mask. */
  readonly selected: number;
  /** No more than there are. */
  readonly topK: number;
};

/** Rows to be scored: those in memory, and those that have to be read. */
type Scoring = {
  readonly plan: ScorePlan;
  readonly absent: Uint32Array;
  readonly readVector: (row: number) => Float32Array;
};

function taskOf(search: Search): Task {
  const { vectors, among } = search;
  const mask = vectors.mask(among);
  const selected = among === undefined ? vectors.liveCount : countBits(new Uint32Array(mask));
  return { search, mask, selected, topK: Math.min(search.topK, selected) };
}

/** What a first pass reads, about. Prefixes rule out nearly all rows where few are looked for. */
function bytesOf({ search: { vectors }, selected, topK }: Task): number {
  const { basis } = vectors.prefixes;
  const isAided = basis !== undefined && topK <= aidedTopK;
  return selected * ((isAided ? basis.width : vectors.codeLayout.stride) + statisticsBytes);
}

/** All rows of the mask, where there is nothing to be gained by ruling out some of them. */
function direct({ search, mask, selected, topK }: Task): Uint32Array | undefined {
  const isAll = selected <= topK || topK > maxTopK;
  if (!isAll && selected > directRows) return undefined;
  const rows = rowsOf(new Uint32Array(mask), selected);
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

/** Whether the rows are in memory, or on disk as they were when the search began. */
function isReadable({ vectors }: Search, rows: Uint32Array): boolean {
  return rows.every((row) => vectors.isResident(row) || vectors.isLive(row));
}

/** Vectors that have to be read stay in memory, as far as there is room. */
function scoringOf({ vectors, metric, query, readVector }: Search, chosen: Uint32Array): Scoring {
  const isAbsent = (row: number): boolean => !vectors.isResident(row);
  const missing = chosen.filter(isAbsent);
  for (const row of missing) if (vectors.hasRoom) vectors.keep(row, readVector(row));
  const plan: ScorePlan = {
    dimension: vectors.dimension,
    capacity: vectors.floatLayout.capacity,
    segments: vectors.floatSegments.map((one) => one && { id: one.id, memory: one.memory }),
    rows: missing.length === 0 ? chosen : chosen.filter((row) => vectors.isResident(row)),
    query: { metric, values: query, norm: normOf(query) },
  };
  return { plan, absent: missing.filter(isAbsent), readVector };
}

function ordered(
  { search, topK }: Task,
  { plan, absent }: Scoring,
  scores: Float64Array,
  absentScores: Float64Array,
): ScanHit[] {
  const sign = search.metric === 'euclidean' ? -1 : 1;
  const options = { topK, sign, isBefore: search.isBefore } as const;
  if (absent.length === 0) return orderHits(plan.rows, scores, options);
  const rows = new Uint32Array(plan.rows.length + absent.length);
  rows.set(plan.rows);
  rows.set(absent, plan.rows.length);
  const all = new Float64Array(rows.length);
  all.set(scores);
  all.set(absentScores, plan.rows.length);
  return orderHits(rows, all, options);
}
