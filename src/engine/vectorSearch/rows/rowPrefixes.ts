import type { Metric } from '../../../model/vectorIndex.ts';
import type { QuantizedSegment } from '../quantize/quantizedSegment.ts';
import type { PrefixPlan } from '../scan/scanPlan.ts';
import { projectQuery, type PrefixBasis } from '../quantize/prefixBasis.ts';

/** Fewer rows than this are scanned in a fraction of a millisecond. */
const leastRows = 16_384;

/** Rows without a prefix are given one when they are this share of all; data that had no use for it may have by then. */
const growth = { extended: 1.25, refused: 4 };

/** Which rows have prefixes, at a moment. */
export type PrefixesImage = {
  /** Undefined where prefixes were of no use. */
  readonly basis: PrefixBasis | undefined;
  /** By segment: rows from the first on. */
  readonly counts: readonly number[];
  /** Rows when it was last tried. */
  readonly attemptedAt: number;
};

/** Which rows have prefixes. */
export class RowPrefixes {
  #basis: PrefixBasis | undefined;
  #counts: number[] = [];
  /** Rows when it was last tried. */
  #attemptedAt = 0;

  get basis(): PrefixBasis | undefined {
    return this.#basis;
  }

  /** Undefined where it was not tried yet. */
  image(): PrefixesImage | undefined {
    if (this.#attemptedAt === 0) return undefined;
    const counts = Array.from(this.#counts, (_, at) => this.countOf(at));
    return { basis: this.#basis, counts, attemptedAt: this.#attemptedAt };
  }

  /** Becomes what an image holds, whose prefixes are in the segments. */
  restore({ basis, counts, attemptedAt: triedAt }: PrefixesImage): void {
    this.#basis = basis;
    this.#counts = [...counts];
    this.#attemptedAt = triedAt;
  }

  /** Whether it is time to compute prefixes of so many rows. */
  isDue(rowCount: number): boolean {
    const factor = this.#basis === undefined ? growth.refused : growth.extended;
    return rowCount >= Math.max(leastRows, factor * this.#attemptedAt);
  }

  /** `basis` is the one that prefixes are made with from now on; undefined where none is of use. */
  setBasis(rowCount: number, basis: PrefixBasis | undefined): void {
    this.#attemptedAt = rowCount;
    // Prefixes that another basis made say nothing.
    if (basis !== this.#basis) this.#counts = [];
    this.#basis = basis;
  }

  /** Rows of a segment, from the first on, that have prefixes. */
  countOf(segment: number): number {
    return this.#counts[segment] ?? 0;
  }

  /** Rows of the segment below `count` have prefixes now. */
  setCount(segment: number, count: number): void {
    this.#counts[segment] = count;
  }

  /** A row gets another vector. */
  invalidate(at: number, row: number, segment: QuantizedSegment): void {
    if (row < this.countOf(at)) segment.invalidatePrefix(row);
  }

  planFor(query: Float32Array, metric: Metric): PrefixPlan | undefined {
    if (this.#basis === undefined || this.#counts.length === 0) return undefined;
    const counts = Array.from(this.#counts, (count) => count ?? 0);
    return { query: projectQuery(this.#basis, query, metric), counts };
  }
}
