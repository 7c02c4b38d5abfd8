import type { Disposable } from '../../../common/disposables.ts';
import {
  quantizedLayout,
  QuantizedSegment,
  type QuantizedLayout,
  type SegmentRef,
} from '../quantize/quantizedSegment.ts';
import { RowsOnDisk } from '../disk/rowsOnDisk.ts';
import { floatLayout, type FloatLayout } from '../exact/floatSegment.ts';
import { ResidentVectors } from './residentVectors.ts';
import { RowAllocator, type SearchTicket } from './rowAllocator.ts';
import { RowPrefixes, type PrefixesImage } from './rowPrefixes.ts';
import type { SearchContext } from './searchContext.ts';

/**
 * The vectors of a namespace by row number: codes of all rows, and float32 vectors of as many as fit the memory budget. A
 * row does not change while a search that can see it is running.
 */
export class VectorRows implements Disposable {
  readonly dimension: number;
  readonly quantizedLayout: QuantizedLayout;
  readonly floatLayout: FloatLayout;
  readonly #context: SearchContext;
  /** Whether codes are of directions, without lengths. */
  readonly isNormalised: boolean;
  readonly #codes: QuantizedSegment[] = [];
  readonly #resident: ResidentVectors;
  readonly #rows = new RowAllocator();
  readonly prefixes = new RowPrefixes();
  readonly onDisk = new RowsOnDisk();
  #isDisposed = false;

  /** `isNormalised` is true for cosine. */
  constructor(context: SearchContext, dimension: number, isNormalised: boolean) {
    this.dimension = dimension;
    this.#context = context;
    this.isNormalised = isNormalised;
    this.quantizedLayout = quantizedLayout(dimension);
    this.floatLayout = floatLayout(dimension, this.quantizedLayout.capacity);
    this.#resident = new ResidentVectors(context, this.floatLayout);
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Rows that were ever allocated: their numbers are below this. */
  get count(): number {
    return this.#rows.count;
  }

  get liveCount(): number {
    return this.#rows.liveCount;
  }

  get quantizedSegments(): readonly QuantizedSegment[] {
    return this.#codes;
  }

  get floatSegments(): readonly (SegmentRef | undefined)[] {
    return this.#resident.segments;
  }

  /** Announces the number of vectors. Skips the cache when they do not fit the budget. */
  setExpectedCount(count: number): void {
    this.#resident.setExpectedCount(count);
  }

  /** Allocates the segments of `count` rows, which the caller fills before `restore`. Call it before anything is added. */
  allocateSegments(count: number): readonly QuantizedSegment[] {
    const segments = Math.ceil(count / this.quantizedLayout.capacity);
    for (let at = 0; at < segments; at++) this.#newSegment();
    return this.#codes;
  }

  /**
   * Views of the codes, prefixes and statistics of the first `count` rows, by segment. They change with the next write. Files
   * are written and filled from them.
   */
  segmentViews(count: number, prefixes?: PrefixesImage): readonly (readonly Uint8Array[])[] {
    const { capacity } = this.quantizedLayout;
    const width = prefixes?.basis?.width ?? 0;
    return this.#codes.slice(0, Math.ceil(count / capacity)).map((segment, at) => {
      const rows = Math.min(capacity, count - at * capacity);
      return segment.views(rows, width, prefixes?.counts[at] ?? 0);
    });
  }

  /** Restores the rows of the allocated segments. `live` has the bits of those in use; takes ownership of it. */
  restore(count: number, live: Uint32Array, prefixes?: PrefixesImage): void {
    this.#rows.restore(count, live);
    if (prefixes !== undefined) this.prefixes.restore(prefixes);
  }

  /** Adds a vector and returns its row. */
  add(values: Float32Array): number {
    const row = this.#rows.take();
    const { capacity } = this.quantizedLayout;
    const at = Math.floor(row / capacity);
    const segment = this.#codes[at] ?? this.#newSegment();
    this.prefixes.invalidate(at, row % capacity, segment);
    segment.encode(row % capacity, values, this.isNormalised);
    this.onDisk.invalidate(row);
    this.#resident.set(row, values);
    return row;
  }

  /** Records prefixes of a segment's rows below `end`. Invalidates those outside the mask: their vectors may have changed. */
  commitPrefixes(at: number, end: number, mask: SharedArrayBuffer): void {
    const words = new Uint32Array(mask);
    const firstRow = at * this.quantizedLayout.capacity;
    for (let row = this.prefixes.countOf(at); row < end; row++) {
      const bit = firstRow + row;
      if (((words[bit >>> 5]! >>> (bit & 31)) & 1) === 0) this.#codes[at]!.invalidatePrefix(row);
    }
    this.prefixes.setCount(at, end);
  }

  /** Removes a row. */
  remove(row: number): void {
    this.#rows.free(row);
  }

  /** Whether the row is in use. */
  isLive(row: number): boolean {
    return this.#rows.isLive(row);
  }

  /** A view of the row's vector if it is in memory. It changes when the row is reused. */
  resident(row: number): Float32Array | undefined {
    return this.#resident.at(row);
  }

  isResident(row: number): boolean {
    return this.#resident.has(row);
  }

  /** Whether more vectors may be kept in memory. */
  get hasRoom(): boolean {
    return this.#resident.hasRoom;
  }

  /** Whether all vectors fit in memory at this moment. */
  get hasRoomForAll(): boolean {
    return this.#resident.hasRoomFor(this.liveCount);
  }

  /** Caches a row's vector if it fits. Returns whether it did. */
  cache(row: number, values: Float32Array): boolean {
    return this.#resident.set(row, values);
  }

  /** Keeps the rows of this moment from changing until `endSearch`. */
  beginSearch(): SearchTicket {
    return this.#rows.beginSearch();
  }

  endSearch(ticket: SearchTicket): void {
    this.#rows.endSearch(ticket);
  }

  /** Bits of the live rows, also in `allowedRows` if that is given. Read-only. */
  mask(allowedRows?: Uint32Array): SharedArrayBuffer {
    return this.#rows.mask(allowedRows);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#resident.dispose();
    this.onDisk.dispose();
    this.#context.releaseSegments(this.#codes.map(({ id }) => id));
    this.#codes.length = 0;
  }

  #newSegment(): QuantizedSegment {
    const { nextSegmentId: nextId, module } = this.#context;
    const segment = new QuantizedSegment(nextId(), module, this.quantizedLayout);
    this.#codes.push(segment);
    return segment;
  }
}
