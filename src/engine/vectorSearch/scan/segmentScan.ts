import { bindKernel, type Kernel } from '../../kernels/search/kernel.ts';
import { blocks, writeBlock } from '../../kernels/search/parameterBlocks.ts';
import { countBits } from '../../structures/bitSet.ts';
import type { PrefixQuery } from '../quantize/prefixBasis.ts';
import type { QuantizedLayout } from '../quantize/quantizedSegment.ts';
import type { ScanPlan } from './scanPlan.ts';

/** Scans one segment in one thread. Owns a kernel and the thread's scratch memory in the segment. */
export class SegmentScan {
  readonly #kernel: Kernel;
  readonly #buffer: ArrayBufferLike;
  readonly #layout: QuantizedLayout;
  /** Address of the thread's scratch memory. */
  readonly #scratchAt: number;
  /** Rows, from the first on, that have prefixes. */
  #prefixed = 0;
  /** Chunks still to be scanned without prefixes. */
  #chunksLeft = 0;

  constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    layout: QuantizedLayout,
    threadIndex: number,
  ) {
    this.#kernel = bindKernel(module, memory);
    this.#buffer = memory.buffer;
    this.#layout = layout;
    this.#scratchAt = layout.scratchAt + threadIndex * layout.scratchBytes;
  }

  /** Begins a scan. `lowerBounds` are those of other segments; the first `prefixed` rows have prefixes. */
  begin(plan: ScanPlan, lowerBounds: Float32Array, prefixed: number): void {
    const { query, prefix, isEuclidean, topK } = plan;
    this.#prefixed = prefixed;
    this.#chunksLeft = 0;
    if (prefix !== undefined && prefixed > 0) this.#beginPrefixes(prefix.query);
    const { stride, statisticsAt } = this.#layout;
    const { maskAt, lowerBoundsAt, candidatesAt, upperBoundsAt, scanBlockAt } = this.#layout;
    const { coarse, fine, squaredNorm } = query;
    const codes = new Uint8Array(this.#buffer, this.#scratchAt, 2 * stride);
    codes.set(coarse.codes);
    codes.set(fine.codes, stride);
    this.#floats(lowerBoundsAt, lowerBounds.length).set(lowerBounds);
    writeBlock(this.#buffer, this.#scratchAt + scanBlockAt, blocks.scan, {
      codes: 0,
      statistics: statisticsAt,
      stride,
      query: this.#scratchAt,
      mask: this.#scratchAt + maskAt,
      lowerBounds: this.#scratchAt + lowerBoundsAt,
      knownLowerBounds: lowerBounds.length,
      candidates: this.#scratchAt + candidatesAt,
      upperBounds: this.#scratchAt + upperBoundsAt,
      isEuclidean: isEuclidean ? 1 : 0,
      topK,
      coarseScale: coarse.scale,
      coarseNorm: coarse.norm,
      coarseError: coarse.error,
      fineScale: fine.scale,
      fineNorm: fine.norm,
      fineError: fine.error,
      squaredNorm,
    });
    this.#kernel.beginScan(this.#scratchAt + scanBlockAt);
  }

  /** Scans `chunkRows` rows of the plan from `first` on. Skips rows whose upper bound is below `threshold`. */
  scan({ mask, rowCount }: ScanPlan, first: number, chunkRows: number, threshold: number): void {
    const { capacity, maskAt } = this.#layout;
    const start = first % capacity;
    const selected = mask.subarray(first / 32, (first + chunkRows) / 32);
    const maskStart = this.#scratchAt + maskAt + start / 8;
    new Uint32Array(this.#buffer, maskStart, selected.length).set(selected);
    const usesPrefixes = this.#prefixed > 0 && this.#chunksLeft-- <= 0;
    const end = start + Math.min(chunkRows, rowCount - first);
    this.#kernel.scanRows(start, end, threshold, usesPrefixes ? this.#prefixed : 0);
    if (!usesPrefixes) return;
    const passing = this.#kernel.scoredRowCount();
    const isUseful = passing <= maxPassingShare * countBits(selected);
    this.#chunksLeft = isUseful ? 0 : chunksWithoutPrefixes;
  }

  /** A lower bound of the `topK`-th best score, from the rows scanned so far. */
  threshold(): number {
    return this.#kernel.threshold();
  }

  /** The candidates since `begin`, and the lower bounds of this segment and the others. */
  candidates(): SegmentCandidates {
    const { candidatesAt, upperBoundsAt, lowerBoundsAt } = this.#layout;
    const count = this.#kernel.candidateCount();
    return {
      rows: new Uint32Array(this.#buffer, this.#scratchAt + candidatesAt, count),
      upperBounds: this.#floats(upperBoundsAt, count),
      lowerBounds: this.#floats(lowerBoundsAt, this.#kernel.lowerBoundCount()),
    };
  }

  #beginPrefixes({ codes, scale, norm, residual, error, rowNorm }: PrefixQuery): void {
    const { prefixesAt, prefixStatisticsAt, prefixQueryAt, prefixBlockAt } = this.#layout;
    const query = this.#scratchAt + prefixQueryAt;
    new Uint8Array(this.#buffer, query, codes.length).set(codes);
    writeBlock(this.#buffer, this.#scratchAt + prefixBlockAt, blocks.prefixScan, {
      prefixes: prefixesAt,
      statistics: prefixStatisticsAt,
      width: codes.length,
      query,
      scale,
      norm,
      residual,
      error,
      rowNorm,
    });
    this.#kernel.beginPrefixScan(this.#scratchAt + prefixBlockAt);
  }

  #floats(at: number, count: number): Float32Array {
    return new Float32Array(this.#buffer, this.#scratchAt + at, count);
  }
}

/** If more than this share of a chunk's rows passes the prefixes, the next chunks are scanned without them. */
const maxPassingShare = 0.15;
const chunksWithoutPrefixes = 3;

/** The candidates of one segment. The arrays are views, valid until the next scan of the segment. */
export type SegmentCandidates = {
  /** Counted from the segment's first row. */
  readonly rows: Uint32Array;
  readonly upperBounds: Float32Array;
  readonly lowerBounds: Float32Array;
};
