import type { Disposable } from '../../../common/disposables.ts';
import { BitSet } from '../../structures/bitSet.ts';
import type { SegmentRef } from '../quantize/quantizedSegment.ts';
import { FloatSegment, type FloatLayout } from '../exact/floatSegment.ts';
import type { SearchContext } from './searchContext.ts';

/**
 * Vectors that are in memory as they were given, by row. They are few enough for a share of the budget, or none: a
 * namespace that outgrows its share keeps none from then on, and its vectors are read from disk.
 */
export class ResidentVectors implements Disposable {
  readonly #context: SearchContext;
  readonly #layout: FloatLayout;
  readonly #rowBytes: number;
  readonly #segments: (FloatSegment | undefined)[] = [];
  #held = new BitSet();
  #heldCount = 0;
  #hasRoom = true;

  constructor(system: SearchContext, layout: FloatLayout) {
    this.#context = system;
    this.#layout = layout;
    this.#rowBytes = layout.length * Float32Array.BYTES_PER_ELEMENT;
  }

  /** By segment; undefined where none of its rows is in memory. */
  get segments(): readonly (SegmentRef | undefined)[] {
    return this.#segments;
  }

  /** Whether more may be kept. Once there is no room, there never is again. */
  get hasRoom(): boolean {
    return this.#hasRoom;
  }

  /** How many there will be: where that is more than its share, none is kept from the beginning. */
  setExpectedCount(count: number): void {
    if (count * this.#rowBytes > this.#context.budget.shareBytes) this.dispose();
  }

  /** Whether there is room at this moment for all of so many, those that are there among them. */
  hasRoomFor(count: number): boolean {
    return (
      this.#hasRoom && this.#context.budget.hasRoom((count - this.#heldCount) * this.#rowBytes)
    );
  }

  has(row: number): boolean {
    return this.#held.has(row);
  }

  /** The vector itself, not a copy, if it is in memory: it changes when its row is used again. */
  at(row: number): Float32Array | undefined {
    if (!this.#held.has(row)) return undefined;
    return this.#segments[this.#segmentOf(row)]?.at(row % this.#layout.capacity);
  }

  /** Keeps a copy where there is room; whether it did. */
  set(row: number, values: Float32Array): boolean {
    if (!this.#held.has(row) && !this.#take()) return false;
    this.#segment(this.#segmentOf(row)).write(row % this.#layout.capacity, values);
    this.#held.set(row, true);
    return true;
  }

  dispose(): void {
    this.#hasRoom = false;
    this.#context.budget.release(this.#heldCount * this.#rowBytes);
    this.#context.releaseSegments(this.#segments.flatMap((segment) => segment?.id ?? []));
    this.#segments.length = 0;
    this.#held = new BitSet();
    this.#heldCount = 0;
  }

  #take(): boolean {
    if (!this.#hasRoom) return false;
    const isWithinShare = (this.#heldCount + 1) * this.#rowBytes <= this.#context.budget.shareBytes;
    if (isWithinShare && this.#context.budget.reserve(this.#rowBytes)) {
      this.#heldCount++;
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
