import type { Disposable } from '../../common/disposables.ts';
import { isCancelled } from '../../common/failure.ts';
import type { Metric } from '../../model/vectorIndex.ts';
import { countBits, rowsOf } from './bits.ts';
import { maxHeap } from './codeSegment.ts';
import { codeQuery, normOf } from './codedQuery.ts';
import { FirstPass, type Kept, type ScanPlan } from './firstPass.ts';
import { FloatBudget } from './floatBudget.ts';
import type { ExactQuery } from './floatSegment.ts';
import { LooseScorer } from './looseScorer.ts';
import { orderHits, type ScanHit } from './orderHits.ts';
import { RowScorer, type ScorePlan } from './rowScorer.ts';
import type { RowSystem } from './rowSystem.ts';
import { ScanControl } from './scanControl.ts';
import { ScanPool } from './scanPool.ts';
import { survivors } from './survivors.ts';
import type { CodedRows } from './codedRows.ts';

type Place = 'threads' | 'here';

type ScanShare = {
  readonly mask: SharedArrayBuffer;
  readonly selected: number;
  readonly topK: number;
  readonly place: Place;
};

export type Search = {
  readonly vectors: CodedRows;
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

/** Work that is worth waking other threads for: about half a millisecond of one thread. */
const pooledBytes = 4 * mib;

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
  }

  /** Starts the threads if searches of so many rows will need them. */
  prepare(vectors: CodedRows): void {
    if (vectors.liveCount * vectors.codeLayout.stride > pooledBytes) this.#pool.warm();
  }

  /**
   * The best rows of the moment of the call, the best first. Undefined where one of them has been removed since: then
   * the caller tries again. With `here`, all of it happens in this thread, before anything else does.
   */
  async search(search: Search, place: Place): Promise<ScanHit[] | undefined> {
    const { vectors, signal } = search;
    const ticket = vectors.beginSearch();
    try {
      const hits = await this.#search(search, place);
      return hits?.every(({ row }) => vectors.isLive(row)) ? hits : undefined;
    } catch (error) {
      // A thread has died: the caller's next try starts new ones, or goes without.
      if (isCancelled(error) && !signal?.aborted && !this.#isDisposed) return undefined;
      throw error;
    } finally {
      vectors.endSearch(ticket);
    }
  }

  async #search(search: Search, place: Place): Promise<ScanHit[] | undefined> {
    const { vectors, among, isBefore } = search;
    const mask = vectors.mask(among);
    const selected = among === undefined ? vectors.liveCount : countBits(new Uint32Array(mask));
    const topK = Math.min(search.topK, selected);
    if (topK === 0) return [];
    const chosen =
      this.#direct(vectors, mask, selected, topK) ??
      survivors(await this.#scan(search, { mask, selected, topK, place }), topK);
    const found = await this.#score(search, chosen, place);
    const sign = search.metric === 'euclidean' ? -1 : 1;
    return found && orderHits(found.rows, found.scores, { topK, sign, isBefore });
  }

  /** All rows of the mask, where there is nothing to be gained by ruling out some of them. */
  #direct(
    vectors: CodedRows,
    mask: SharedArrayBuffer,
    selected: number,
    topK: number,
  ): Uint32Array | undefined {
    const isAll = selected <= topK || topK > maxHeap;
    if (!isAll && selected > directRows) return undefined;
    const rows = rowsOf(new Uint32Array(mask), selected);
    return isAll || rows.every((row) => vectors.isResident(row)) ? rows : undefined;
  }

  async #scan(
    { vectors, metric, query, signal }: Search,
    { mask, selected, topK, place }: ScanShare,
  ): Promise<readonly Kept[]> {
    const { dimension, codeLayout, count } = vectors;
    const plan: ScanPlan = {
      dimension,
      segments: vectors.codeSegments.map(({ id, memory }) => ({ id, memory })),
      rowCount: count,
      mask,
      query: codeQuery(query, metric, codeLayout.stride),
      isEuclidean: metric === 'euclidean',
      topK,
    };
    const control = new ScanControl();
    if (place === 'here' || selected * codeLayout.stride < pooledBytes)
      return [this.#firstPass.run(plan, control)];
    const stop = (): void => control.stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await this.#pool.scan(plan, control);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Undefined where a row has been removed that would have to be read. */
  async #score(
    { vectors, metric, query, readVector }: Search,
    chosen: Uint32Array,
    place: Place,
  ): Promise<{ rows: Uint32Array; scores: Float64Array } | undefined> {
    const missing = chosen.filter((row) => !vectors.isResident(row));
    if (!missing.every((row) => vectors.isLive(row))) return undefined;
    for (const row of missing) if (vectors.hasRoom) vectors.keep(row, readVector(row));
    const resident =
      missing.length === 0 ? chosen : chosen.filter((row) => vectors.isResident(row));
    const absent = missing.filter((row) => !vectors.isResident(row));
    const { dimension, floatLayout } = vectors;
    const exact: ExactQuery = { metric, values: query, norm: normOf(query) };
    const plan: ScorePlan = {
      dimension,
      capacity: floatLayout.capacity,
      segments: vectors.floatSegments.map((one) => one && { id: one.id, memory: one.memory }),
      rows: resident,
      query: exact,
    };
    const absentScores = this.#loose.score(exact, absent, readVector);
    const isLarge = resident.length * floatLayout.length * 4 > pooledBytes;
    const isPooled = place === 'threads' && isLarge;
    const scores = isPooled ? await this.#pool.score(plan) : this.#scorer.score(plan);
    return absent.length === 0
      ? { rows: resident, scores }
      : {
          rows: Uint32Array.from([...resident, ...absent]),
          scores: Float64Array.from([...scores, ...absentScores]),
        };
  }

  #forget(ids: readonly number[]): void {
    for (const id of ids) {
      this.#firstPass.forget(id);
      this.#scorer.forget(id);
    }
    this.#pool.forget(ids);
  }
}
