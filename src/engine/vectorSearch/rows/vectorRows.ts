import type { Disposable } from '../../../common/disposables.ts';
import {
  quantizedLayout,
  QuantizedSegment,
  type QuantizedLayout,
  type SegmentRef,
} from '../quantize/quantizedSegment.ts';
import { DiskVectors } from '../disk/diskVectors.ts';
import { floatLayout, type FloatLayout } from '../exact/floatSegment.ts';
import { ResidentVectors } from './residentVectors.ts';
import { RowAllocator, type SearchTicket } from './rowAllocator.ts';
import { RowPrefixes, type PrefixesImage } from './rowPrefixes.ts';
import type { SearchContext } from './searchContext.ts';

/**
 * Vectors of one length in rows: codes of all, and the values of those that there is room for. A row does not change
 * while a search that can see it is under way.
 */
export class VectorRows implements Disposable {
  readonly dimension: number;
  readonly quantizedLayout: QuantizedLayout;
  readonly floatLayout: FloatLayout;
  readonly #context: SearchContext;
  /** Whether only directions matter. */
  readonly isNormalised: boolean;
  readonly #codes: QuantizedSegment[] = [];
  readonly #resident: ResidentVectors;
  readonly #rows = new RowAllocator();
  readonly prefixes = new RowPrefixes();
  readonly onDisk = new DiskVectors();
  #isDisposed = false;

  /** `isNormalised`: only directions matter, as for cosine. */
  constructor(system: SearchContext, dimension: number, isNormalised: boolean) {
    this.dimension = dimension;
    this.#context = system;
    this.isNormalised = isNormalised;
    this.quantizedLayout = quantizedLayout(dimension);
    this.floatLayout = floatLayout(dimension, this.quantizedLayout.capacity);
    this.#resident = new ResidentVectors(system, this.floatLayout);
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Rows that were ever used: numbers from 0 to below this. */
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

  /** How many vectors there will be: so many that memory has no room for them are not kept there for a while first. */
  setExpectedCount(count: number): void {
    this.#resident.setExpectedCount(count);
  }

  /** Memories for `count` rows as they were kept, which the caller fills before it calls `restore`. Nothing was added before. */
  allocateSegments(count: number): readonly QuantizedSegment[] {
    const segments = Math.ceil(count / this.quantizedLayout.capacity);
    for (let at = 0; at < segments; at++) this.#newSegment();
    return this.#codes;
  }

  /**
   * The memory of the first `count` rows, by segment: codes, prefixes and their statistics, as views that change with the
   * next write. They are written to files and filled from them.
   */
  segmentViews(count: number, prefixes?: PrefixesImage): readonly (readonly Uint8Array[])[] {
    const { capacity } = this.quantizedLayout;
    const width = prefixes?.basis?.width ?? 0;
    return this.#codes.slice(0, Math.ceil(count / capacity)).map((segment, at) => {
      const rows = Math.min(capacity, count - at * capacity);
      return segment.views(rows, width, prefixes?.counts[at] ?? 0);
    });
  }

  /** Takes over the rows that are in the reserved memories. `live`, their bits, becomes its own. */
  restore(count: number, live: Uint32Array, prefixes?: PrefixesImage): void {
    this.#rows.restore(count, live);
    if (prefixes !== undefined) this.prefixes.restore(prefixes);
  }

  /** The row of a new vector. */
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

  /** Rows of a segment below `end` have prefixes, those of the mask: others may have been written meanwhile. */
  commitPrefixes(at: number, end: number, mask: SharedArrayBuffer): void {
    const words = new Uint32Array(mask);
    const firstRow = at * this.quantizedLayout.capacity;
    for (let row = this.prefixes.countOf(at); row < end; row++) {
      const bit = firstRow + row;
      if (((words[bit >>> 5]! >>> (bit & 31)) & 1) === 0) this.#codes[at]!.invalidatePrefix(row);
    }
    this.prefixes.setCount(at, end);
  }

  remove(row: number): void {
    this.#rows.free(row);
  }

  isLive(row: number): boolean {
    return this.#rows.isLive(row);
  }

  /** The vector itself, not a copy, if it is in memory: it changes when its row is used again. */
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

  /** Whether there is room in memory at this moment for all vectors that are not there. */
  get hasRoomForAll(): boolean {
    return this.#resident.hasRoomFor(this.liveCount);
  }

  /** Keeps a row's vector in memory where there is room; whether it did. */
  cache(row: number, values: Float32Array): boolean {
    return this.#resident.set(row, values);
  }

  beginSearch(): SearchTicket {
    return this.#rows.beginSearch();
  }

  endSearch(ticket: SearchTicket): void {
    this.#rows.endSearch(ticket);
  }

  /** The rows in use at this moment, as a mask for the kernel; only those of `allowedRows` where that is given. */
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
