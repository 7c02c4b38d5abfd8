import type { Metric } from '../../../model/vectorIndex.ts';
import type { QuantizedSegment } from '../quantize/quantizedSegment.ts';
import type { PrefixPlan } from '../scan/scanPlan.ts';
import { projectQuery, type PrefixBasis } from '../quantize/prefixBasis.ts';

/** Tracks which rows have prefixes, and when more are due. */
export class RowPrefixes {
  #basis: PrefixBasis | undefined;
  #counts: number[] = [];
  /** Row count when prefixes were last computed or tried. */
  #attemptedAt = 0;

  get basis(): PrefixBasis | undefined {
    return this.#basis;
  }

  /** A copy of the state; undefined if prefixes were never tried. */
  image(): PrefixesImage | undefined {
    if (this.#attemptedAt === 0) return undefined;
    const counts = Array.from(this.#counts, (_, at) => this.countOf(at));
    return { basis: this.#basis, counts, attemptedAt: this.#attemptedAt };
  }

  /** Restores the state of an image. The segments already contain its prefixes. */
  restore({ basis, counts, attemptedAt: triedAt }: PrefixesImage): void {
    this.#basis = basis;
    this.#counts = [...counts];
    this.#attemptedAt = triedAt;
  }

  /** Whether prefixes are due at this row count. */
  isDue(rowCount: number): boolean {
    const factor = this.#basis === undefined ? growth.retried : growth.extended;
    return rowCount >= Math.max(minRows, factor * this.#attemptedAt);
  }

  /** Sets the basis of all prefixes from now on; undefined if none makes searches faster. */
  setBasis(rowCount: number, basis: PrefixBasis | undefined): void {
    this.#attemptedAt = rowCount;
    // Prefixes of another basis are invalid.
    if (basis !== this.#basis) this.#counts = [];
    this.#basis = basis;
  }

  /** How many rows of a segment, from the first on, have prefixes. */
  countOf(segment: number): number {
    return this.#counts[segment] ?? 0;
  }

  /** Records that the first `count` rows of a segment have prefixes. */
  setCount(segment: number, count: number): void {
    this.#counts[segment] = count;
  }

  /** Invalidates a row's prefix: its vector has changed. */
  invalidate(at: number, row: number, segment: QuantizedSegment): void {
    if (row < this.countOf(at)) segment.invalidatePrefix(row);
  }

  /** The prefix part of a scan plan; undefined if no row has a prefix. */
  planFor(query: Float32Array, metric: Metric): PrefixPlan | undefined {
    if (this.#basis === undefined || this.#counts.length === 0) return undefined;
    const counts = Array.from(this.#counts, (count) => count ?? 0);
    return { query: projectQuery(this.#basis, query, metric), counts };
  }
}

/** Fewer rows get no prefixes: they are scanned in a fraction of a millisecond. */
const minRows = 16_384;

/** Growth of the row count after which prefixes are computed again, or tried again if they were of no use. */
const growth = { extended: 1.25, retried: 4 };

/** The prefixes of a namespace at a point in time, for snapshots. */
export type PrefixesImage = {
  /** Undefined if prefixes do not make searches faster. */
  readonly basis: PrefixBasis | undefined;
  /** By segment: how many rows, from the first on, have prefixes. */
  readonly counts: readonly number[];
  /** Row count when prefixes were last computed or tried. */
  readonly attemptedAt: number;
};
