import type { Disposable } from '../../../common/disposables.ts';
import { BitSet } from '../../structures/bitSet.ts';
import type { SegmentRef } from '../quantize/quantizedSegment.ts';
import { FloatSegment, type FloatLayout } from '../exact/floatSegment.ts';
import type { SearchContext } from './searchContext.ts';

/**
 * The float32 vectors of a namespace that are in memory, by row. When they outgrow the namespace's share of the budget, all
 * are dropped and no more are cached: searches then read vectors from disk.
 */
export class ResidentVectors implements Disposable {
  readonly #context: SearchContext;
  readonly #layout: FloatLayout;
  readonly #rowBytes: number;
  readonly #segments: (FloatSegment | undefined)[] = [];
  #rows = new BitSet();
  #rowCount = 0;
  #hasRoom = true;

  constructor(context: SearchContext, layout: FloatLayout) {
    this.#context = context;
    this.#layout = layout;
    this.#rowBytes = layout.length * Float32Array.BYTES_PER_ELEMENT;
  }

  /** By segment; undefined if none of its rows is in memory. */
  get segments(): readonly (SegmentRef | undefined)[] {
    return this.#segments;
  }

  /** Whether more vectors may be cached. Once false, it stays false. */
  get hasRoom(): boolean {
    return this.#hasRoom;
  }

  /** Announces the number of vectors. If they exceed the share of the budget, none is cached from the start. */
  setExpectedCount(count: number): void {
    if (count * this.#rowBytes > this.#context.budget.shareBytes) this.dispose();
  }

  /** Whether `count` vectors, including those in memory, fit at this moment. */
  hasRoomFor(count: number): boolean {
    return this.#hasRoom && this.#context.budget.hasRoom((count - this.#rowCount) * this.#rowBytes);
  }

  /** Whether the row's vector is in memory. */
  has(row: number): boolean {
    return this.#rows.has(row);
  }

  /** A view of the row's vector if it is in memory. It changes when the row is reused. */
  at(row: number): Float32Array | undefined {
    if (!this.#rows.has(row)) return undefined;
    return this.#segments[this.#segmentOf(row)]?.at(row % this.#layout.capacity);
  }

  /** Caches a copy of the vector if it fits. Returns whether it did. */
  set(row: number, values: Float32Array): boolean {
    if (!this.#rows.has(row) && !this.#reserve()) return false;
    this.#segment(this.#segmentOf(row)).write(row % this.#layout.capacity, values);
    this.#rows.set(row, true);
    return true;
  }

  dispose(): void {
    this.#hasRoom = false;
    this.#context.budget.release(this.#rowCount * this.#rowBytes);
    this.#context.releaseSegments(this.#segments.flatMap((segment) => segment?.id ?? []));
    this.#segments.length = 0;
    this.#rows = new BitSet();
    this.#rowCount = 0;
  }

  #reserve(): boolean {
    if (!this.#hasRoom) return false;
    const isWithinShare = (this.#rowCount + 1) * this.#rowBytes <= this.#context.budget.shareBytes;
    if (isWithinShare && this.#context.budget.reserve(this.#rowBytes)) {
      this.#rowCount++;
      return true;
    }
    this.dispose();
    return false;
  }

  #segment(at: number): FloatSegment {
    const segment =
      this.#segments[at] ?? new FloatSegment(this.#context.nextSegmentId(), this.#layout);
    this.#segments[at] = segment;
    return segment;
  }

  #segmentOf(row: number): number {
    return Math.floor(row / this.#layout.capacity);
  }
}
