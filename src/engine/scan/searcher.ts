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

/** What is worth another thread, which comes to help within a twentieth of a millisecond. */
const sharedBytes = mib;
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
  readonly #scorer: RowScorer;
  readonly #loose: LooseScorer;
  readonly #prefixes: PrefixBuilder;
  #isDisposed = false;

  constructor(
    module: WebAssembly.Module,
    {
      pool = new ScanPool(module),
      budget = new FloatBudget(1024 * mib, 512 * mib),
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
    if (vectors.liveCount * vectors.codeLayout.stride > sharedBytes)
      this.#pool.warm(vectors.codeSegments);
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
   * The best rows of the moment of the call, the best first. Threads help where it is worth it; this thread takes part in
   * what is over soon, and goes on meanwhile otherwise. Undefined where a hit has been removed since, or a thread has
   * died: then the caller tries again.
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
    const bytes = bytesOf(task);
    if (task.topK === 0) return [];
    if (bytes < this.#patience) return this.#searchTogether(task, bytes);
    const chosen = direct(task) ?? survivors(await this.#scan(task), task.topK);
    if (vectors.isDisposed || !isReadable(search, chosen)) return undefined;
    const scoring = scoringOf(search, chosen);
    // What is read from disk is read now: records may change while threads are awaited.
    const absent = this.#scoreAbsent(scoring);
    return ordered(task, scoring, await this.#pool.score(scoring.plan), absent);
  }

  #searchTogether(task: Task, bytes: number): ScanHit[] {
    const { search, topK } = task;
    const chosen = direct(task) ?? survivors(this.#scanTogether(planOf(task), bytes), topK);
    const scoring = scoringOf(search, chosen);
    const { plan } = scoring;
    const scoredBytes = plan.rows.length * search.vectors.floatLayout.length * 4;
    const scores =
      scoredBytes < sharedBytes
        ? this.#scorer.score(plan)
        : this.#pool.scoreTogether(plan, this.#scorer, threadsFor(scoredBytes));
    return ordered(task, scoring, scores, this.#scoreAbsent(scoring));
  }

  #scanTogether(plan: ScanPlan, bytes: number): readonly Kept[] {
    if (bytes < sharedBytes) return [this.#firstPass.run(plan, new ScanControl())];
    return this.#pool.scanTogether(plan, this.#firstPass, threadsFor(bytes));
  }

  async #scan(task: Task): Promise<readonly Kept[]> {
    const { signal } = task.search;
    const control = new ScanControl();
    const stop = (): void => control.stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await this.#pool.scan(planOf(task), control, threadsFor(bytesOf(task)));
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
  readonly mask: Uint32Array;
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
  const mask = new Uint32Array(vectors.mask(among));
  const selected = among === undefined ? vectors.liveCount : countBits(mask);
  return { search, mask, selected, topK: Math.min(search.topK, selected) };
}

function threadsFor(bytes: number): number {
  return Math.ceil(bytes / sharedBytes);
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
