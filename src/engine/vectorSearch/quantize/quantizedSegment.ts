import {
  bindKernel,
  sharedMemory,
  statisticsBytes,
  type Kernel,
} from '../../kernels/search/kernel.ts';
import { blocks } from '../../kernels/search/parameterBlocks.ts';
import { prefixWidths } from './prefixBasis.ts';

/**
 * Rows 0 to `capacity` - 1 as 8-bit codes, and the prefixes of rows that have one, in memory that threads share. Rows may
 * be read while others are written.
 */
export class QuantizedSegment implements SegmentRef {
  readonly id: number;
  readonly memory: WebAssembly.Memory;
  readonly #layout: QuantizedLayout;
  readonly #kernel: Kernel;
  readonly #input: Float32Array;

  constructor(id: number, module: WebAssembly.Module, layout: QuantizedLayout) {
    this.id = id;
    this.#layout = layout;
    this.memory = sharedMemory(layout.bytes);
    this.#kernel = bindKernel(module, this.memory);
    this.#input = new Float32Array(this.memory.buffer, layout.inputAt, layout.stride);
  }

  /**
   * Views of everything stored for the first `rows` rows, to be written to files and filled from them. The first
   * `prefixed` rows have prefixes of `width` codes.
   */
  views(rows: number, width: number, prefixed: number): readonly Uint8Array[] {
    const { stride, statisticsAt, prefixesAt, prefixStatisticsAt } = this.#layout;
    const { buffer } = this.memory;
    return [
      new Uint8Array(buffer, 0, rows * stride),
      new Uint8Array(buffer, statisticsAt, rows * statisticsBytes),
      new Uint8Array(buffer, prefixesAt, prefixed * width),
      new Uint8Array(buffer, prefixStatisticsAt, prefixed * statisticsBytes),
    ];
  }

  /** Writes the codes and statistics of a row; of the direction of its values if `isNormalised`. */
  encode(row: number, values: Float32Array, isNormalised: boolean): void {
    const { stride, statisticsAt, inputAt } = this.#layout;
    this.#input.set(values);
    const statistics = statisticsAt + row * statisticsBytes;
    this.#kernel.encodeRow(inputAt, stride, row * stride, statistics, isNormalised ? 1 : 0);
  }

  /** Makes the row's prefix bound nothing, so that scans read the row's codes. */
  invalidatePrefix(row: number): void {
    const at = this.#layout.prefixStatisticsAt + row * statisticsBytes;
    new Float32Array(this.memory.buffer, at + 8, 1)[0] = Infinity;
  }
}

/** Most threads that scan a memory at the same time: the store's thread, and those of the scan pool. */
export const maxScanThreads = 5;

/** Largest `topK` of a scan. A search for more hits scores every row. */
export const maxTopK = 10_240;

/** Version of what `encode` writes and of the order of `views`. Files of another version are not read. */
export const codesVersion = 1;

/** Addresses in the memory of a quantized segment, in bytes. They depend on the dimension alone. */
export type QuantizedLayout = {
  readonly dimension: number;
  /** Codes of a row and of the query: the dimension rounded up to a multiple of 16. */
  readonly stride: number;
  /** Rows of the segment, a power of two. */
  readonly capacity: number;
  readonly statisticsAt: number;
  /** The first thread's scratch memory; each thread has `scratchBytes`. */
  readonly scratchAt: number;
  readonly scratchBytes: number;
  /** Offsets in a thread's scratch memory, which begins with the coarse and the fine codes of the query. */
  readonly prefixQueryAt: number;
  readonly scanBlockAt: number;
  readonly prefixBlockAt: number;
  readonly maskAt: number;
  readonly lowerBoundsAt: number;
  readonly candidatesAt: number;
  readonly upperBoundsAt: number;
  readonly inputAt: number;
  /** Room for prefixes of the largest width. It takes no physical memory until they are written. */
  readonly prefixesAt: number;
  readonly prefixStatisticsAt: number;
  readonly bytes: number;
};

/** A segment's memory as threads exchange it. `id` is unique in the engine. */
export type SegmentRef = { readonly id: number; readonly memory: WebAssembly.Memory };

const maxPrefixWidth = Math.max(...prefixWidths);

const segmentBytes = 32 * 1024 * 1024;

/** Rows of a segment, a power of two: as many as fit 32 MiB of codes. */
export function rowsPerSegment(dimension: number): number {
  const fitting =
    2 ** Math.floor(Math.log2(segmentBytes / (roundUp(dimension, 16) + statisticsBytes)));
  return Math.min(65_536, Math.max(1024, fitting));
}

/** The layout of segments of a dimension. */
export function quantizedLayout(dimension: number): QuantizedLayout {
  const stride = roundUp(dimension, 16);
  const prefixWidth = Math.min(maxPrefixWidth, stride);
  const capacity = rowsPerSegment(dimension);
  const statisticsAt = capacity * stride;
  const scratchAt = statisticsAt + capacity * statisticsBytes;
  const prefixQueryAt = 2 * stride;
  const scanBlockAt = roundUp(prefixQueryAt + maxPrefixWidth, 8);
  const prefixBlockAt = scanBlockAt + blocks.scan.bytes;
  const maskAt = roundUp(prefixBlockAt + blocks.prefixScan.bytes, 64);
  const lowerBoundsAt = maskAt + capacity / 8;
  const candidatesAt = lowerBoundsAt + (2 * maxTopK + 16) * 4;
  const upperBoundsAt = candidatesAt + capacity * 4;
  const scratchBytes = roundUp(upperBoundsAt + capacity * 4, 64);
  const inputAt = scratchAt + maxScanThreads * scratchBytes;
  const prefixesAt = roundUp(inputAt + stride * 4, 64);
  const prefixStatisticsAt = prefixesAt + capacity * prefixWidth;
  return {
    dimension,
    stride,
    capacity,
    statisticsAt,
    scratchAt,
    scratchBytes,
    prefixQueryAt,
    scanBlockAt,
    prefixBlockAt,
    maskAt,
    lowerBoundsAt,
    candidatesAt,
    upperBoundsAt,
    inputAt,
    prefixesAt,
    prefixStatisticsAt,
    bytes: prefixStatisticsAt + capacity * statisticsBytes,
  };
}

/** The smallest multiple that is not below the value. */
export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
