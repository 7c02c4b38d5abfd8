import { bindKernel, type Kernel } from '../../kernels/search/kernel.ts';
import {
  rowsPerSegment,
  quantizedLayout,
  type QuantizedLayout,
  type SegmentRef,
} from '../quantize/quantizedSegment.ts';
import type { QuantizedQuery } from '../quantize/quantizedQuery.ts';
import { countBits } from '../../structures/bitSet.ts';
import type { PrefixQuery } from '../quantize/prefixBasis.ts';
import type { ScanControl } from './scanControl.ts';

/** Which rows to look at, and for what. Plain data: it goes to other threads. */
export type ScanPlan = {
  readonly dimension: number;
  readonly segments: readonly SegmentRef[];
  /** Rows of all segments together; a bit for each that is looked at. Others are never read. */
  readonly rowCount: number;
  readonly mask: Uint32Array;
  readonly query: QuantizedQuery;
  readonly prefix?: PrefixPlan;
  readonly isEuclidean: boolean;
  readonly topK: number;
};

/** Prefixes that can be asked first: of the rows below the count of each segment. */
export type PrefixPlan = { readonly query: PrefixQuery; readonly counts: readonly number[] };

/** What a thread found: rows that can be among the best with their upper bounds, and the best lower bounds it saw. */
export type ScanCandidates = {
  readonly rows: Uint32Array;
  readonly upperBounds: Float32Array;
  readonly lowerBounds: Float32Array;
  /** Whether it took a chunk. */
  readonly hasWorked: boolean;
};

/**
 * Rows in a call of the kernel, powers of two: short enough that threads end at about the same time, that the stop flag
 * is seen, and that V8 swaps in optimised code.
 */
const chunkRows = { fewest: 512, most: 4096 };
const chunksPerScan = 32;

export function chunkCount({ dimension, rowCount }: ScanPlan): number {
  return Math.ceil(rowCount / stepOf(rowsPerSegment(dimension), rowCount));
}

function stepOf(capacity: number, rowCount: number): number {
  const wanted = 2 ** Math.floor(Math.log2(rowCount / chunksPerScan));
  return Math.min(capacity, Math.max(chunkRows.fewest, Math.min(chunkRows.most, wanted)));
}

/** Prefixes that leave more rows of a chunk than this share cost more than they save, and are not asked in the next ones. */
const unhelpful = 0.15;
const unaidedChunks = 3;

/** One thread's share of first passes. Keeps a kernel for each memory until it is forgotten. */
export class QuantizedScan {
  readonly #module: WebAssembly.Module;
  readonly #slot: number;
  readonly #bound = new Map<number, SegmentScan>();

  constructor(module: WebAssembly.Module, slot: number) {
    this.#module = module;
    this.#slot = slot;
  }

  releaseSegment(id: number): void {
    this.#bound.delete(id);
  }

  /** Takes chunks until none is left. Throws `cancelled` once the control is stopped. */
  run(plan: ScanPlan, control: ScanControl): ScanCandidates {
    const capacity = rowsPerSegment(plan.dimension);
    const step = stepOf(capacity, plan.rowCount);
    const found = new CandidateCollector();
    let current: SegmentScan | undefined;
    let currentAt = -1;
    let lowest = -Infinity;
    control.join();
    for (
      let first = control.takeChunk() * step;
      first < plan.rowCount;
      first = control.takeChunk() * step
    ) {
      control.throwIfStopped();
      const segmentAt = Math.floor(first / capacity);
      if (current === undefined || segmentAt !== currentAt) {
        current?.leave(found, currentAt * capacity, control.threshold());
        current = this.#bind(plan, segmentAt);
        currentAt = segmentAt;
        current.enter(plan, found, plan.prefix?.counts[segmentAt] ?? 0);
      }
      current.scan(plan, first, step, control.threshold());
      lowest = Math.max(lowest, current.lowest());
      control.publishThreshold(this.#slot, lowest);
    }
    if (current === undefined) control.leave();
    current?.leave(found, currentAt * capacity, control.threshold());
    return found.take();
  }

  #bind({ dimension, segments }: ScanPlan, at: number): SegmentScan {
    const { id, memory } = segments[at]!;
    const bound =
      this.#bound.get(id) ??
      new SegmentScan(this.#module, memory, quantizedLayout(dimension), this.#slot);
    this.#bound.set(id, bound);
    return bound;
  }
}

/** What a thread carries from segment to segment. */
class CandidateCollector {
  lowers = new Float32Array(0);
  readonly #rows: Uint32Array[] = [];
  readonly #uppers: Float32Array[] = [];
  /** Of rows that were kept early, many cannot be among the best any more. */
  add(
    rows: Uint32Array,
    uppers: Float32Array,
    lowers: Float32Array,
    firstRow: number,
    floor: number,
  ): void {
    this.lowers = lowers.slice();
    const keptRows = new Uint32Array(rows.length);
    const keptUppers = new Float32Array(rows.length);
    let count = 0;
    for (let at = 0; at < rows.length; at++) {
      if (uppers[at]! < floor) continue;
      keptRows[count] = firstRow + rows[at]!;
      keptUppers[count++] = uppers[at]!;
    }
    this.#rows.push(keptRows.subarray(0, count));
    this.#uppers.push(keptUppers.subarray(0, count));
  }

  take(): ScanCandidates {
    const hasWorked = this.#rows.length > 0;
    const length = this.#rows.reduce((sum, { length: part }) => sum + part, 0);
    const rows = new Uint32Array(length);
    const uppers = new Float32Array(length);
    let at = 0;
    this.#rows.forEach((part, index) => {
      rows.set(part, at);
      uppers.set(this.#uppers[index]!, at);
      at += part.length;
    });
    return { rows, upperBounds: uppers, lowerBounds: this.lowers, hasWorked };
  }
}

/** A segment as one thread works in it: its kernel, and its own slot of scratch memory. */
class SegmentScan {
  readonly #kernel: Kernel;
  readonly #buffer: ArrayBufferLike;
  readonly #layout: QuantizedLayout;
  readonly #slotAt: number;
  /** Rows that have a prefix to be asked. */
  #prefixed = 0;
  /** Chunks that are looked at without prefixes, which did not help in the last ones. */
  #unaided = 0;

  constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    layout: QuantizedLayout,
    slot: number,
  ) {
    this.#kernel = bindKernel(module, memory);
    this.#buffer = memory.buffer;
    this.#layout = layout;
    this.#slotAt = layout.scratchAt + slot * layout.scratchBytes;
  }

  enter(
    { query, prefix, isEuclidean, topK }: ScanPlan,
    { lowers }: CandidateCollector,
    prefixed: number,
  ): void {
    this.#prefixed = prefixed;
    this.#unaided = 0;
    if (prefix !== undefined && prefixed > 0) this.#enterPrefixes(prefix.query);
    const { stride, statisticsAt, maskAt, lowersAt, candidatesAt, uppersAt } = this.#layout;
    const { coarse, fine, squaredNorm: square } = query;
    const codes = new Uint8Array(this.#buffer, this.#slotAt, 2 * stride);
    codes.set(coarse.codes);
    codes.set(fine.codes, stride);
    this.#floats(lowersAt, lowers.length).set(lowers);
    this.#kernel.beginScan(
      0,
      statisticsAt,
      stride,
      this.#slotAt,
      this.#slotAt + maskAt,
      this.#slotAt + lowersAt,
      this.#slotAt + candidatesAt,
      this.#slotAt + uppersAt,
      isEuclidean ? 1 : 0,
      topK,
      lowers.length,
      coarse.scale,
      coarse.norm,
      coarse.error,
      fine.scale,
      fine.norm,
      fine.error,
      square,
    );
  }

  scan({ mask, rowCount }: ScanPlan, first: number, step: number, floor: number): void {
    const { capacity, maskAt } = this.#layout;
    const start = first % capacity;
    const asked = mask.subarray(first / 32, (first + step) / 32);
    new Uint32Array(this.#buffer, this.#slotAt + maskAt + start / 8, asked.length).set(asked);
    const isAided = this.#prefixed > 0 && this.#unaided-- <= 0;
    const end = start + Math.min(step, rowCount - first);
    const prefixed = isAided ? this.#prefixed : 0;
    this.#kernel.scanRows(start, end, floor, prefixed);
    if (!isAided) return;
    const isUnhelpful = this.#kernel.passedCount() > unhelpful * countBits(asked);
    this.#unaided = isUnhelpful ? unaidedChunks : 0;
  }

  #enterPrefixes({ codes, scale, norm, residual: rest, error, rowNorm }: PrefixQuery): void {
    const { prefixesAt, prefixStatisticsAt, prefixQueryAt } = this.#layout;
    const queryAt = this.#slotAt + prefixQueryAt;
    new Uint8Array(this.#buffer, queryAt, codes.length).set(codes);
    this.#kernel.beginPrefixes(
      prefixesAt,
      prefixStatisticsAt,
      codes.length,
      queryAt,
      scale,
      norm,
      rest,
      error,
      rowNorm,
    );
  }

  /** What a row's upper bound has to reach, as far as this segment tells. */
  lowest(): number {
    return this.#kernel.lowest();
  }

  leave(found: CandidateCollector, firstRow: number, floor: number): void {
    const { candidatesAt, uppersAt, lowersAt } = this.#layout;
    const count = this.#kernel.candidateCount();
    const rows = new Uint32Array(this.#buffer, this.#slotAt + candidatesAt, count);
    const lowers = this.#floats(lowersAt, this.#kernel.lowerCount());
    found.add(rows, this.#floats(uppersAt, count), lowers, firstRow, floor);
  }

  #floats(at: number, count: number): Float32Array {
    return new Float32Array(this.#buffer, this.#slotAt + at, count);
  }
}
