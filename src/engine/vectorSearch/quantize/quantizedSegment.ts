import {
  bindKernel,
  sharedMemory,
  statisticsBytes,
  type Kernel,
} from '../../kernels/search/kernel.ts';
import { prefixWidths } from './prefixBasis.ts';

/** Threads that can work in a memory at the same time: the store's own, and those of the pool. */
export const maxScanThreads = 5;

/** The most rows that a scan looks for: with more asked for than that, every row is scored. */
export const maxTopK = 10_240;

/** Of what `encode` writes and where `kept` finds it: files of another version are not read. */
export const codesVersion = 1;

/** Where things lie in the memory of a segment of codes; every thread computes the same. */
export type QuantizedLayout = {
  readonly dimension: number;
  /** Codes of a row, and of the query: the dimension, up to a multiple of 16. */
  readonly stride: number;
  /** Rows, a power of two. */
  readonly capacity: number;
  readonly statisticsAt: number;
  readonly scratchAt: number;
  readonly scratchBytes: number;
  /** Within a slot, which begins with two rows of codes of the query. */
  readonly prefixQueryAt: number;
  readonly maskAt: number;
  readonly lowersAt: number;
  readonly candidatesAt: number;
  readonly uppersAt: number;
  readonly inputAt: number;
  /** Room for prefixes of the largest width; it costs nothing until they are written. */
  readonly prefixesAt: number;
  readonly prefixStatisticsAt: number;
  readonly bytes: number;
};

/** A memory as another thread needs it: `id` is its own in this engine. */
export type SegmentRef = { readonly id: number; readonly memory: WebAssembly.Memory };

const maxPrefixWidth = Math.max(...prefixWidths);

const segmentBytes = 32 * 1024 * 1024;

/** Rows of a dimension in a memory: a power of two. */
export function rowsPerSegment(dimension: number): number {
  const fitting =
    2 ** Math.floor(Math.log2(segmentBytes / (roundUp(dimension, 16) + statisticsBytes)));
  return Math.min(65_536, Math.max(1024, fitting));
}

export function quantizedLayout(dimension: number): QuantizedLayout {
  const stride = roundUp(dimension, 16);
  const prefixWidth = Math.min(maxPrefixWidth, stride);
  const capacity = rowsPerSegment(dimension);
  const statisticsAt = capacity * stride;
  const slotsAt = statisticsAt + capacity * statisticsBytes;
  const prefixQueryAt = 2 * stride;
  const maskAt = roundUp(prefixQueryAt + maxPrefixWidth, 64);
  const lowersAt = maskAt + capacity / 8;
  const candidatesAt = lowersAt + (2 * maxTopK + 16) * 4;
  const uppersAt = candidatesAt + capacity * 4;
  const slotBytes = roundUp(uppersAt + capacity * 4, 64);
  const inputAt = slotsAt + maxScanThreads * slotBytes;
  const prefixesAt = roundUp(inputAt + stride * 4, 64);
  const prefixStatisticsAt = prefixesAt + capacity * prefixWidth;
  return {
    dimension,
    stride,
    capacity,
    statisticsAt,
    scratchAt: slotsAt,
    scratchBytes: slotBytes,
    prefixQueryAt,
    maskAt,
    lowersAt,
    candidatesAt,
    uppersAt,
    inputAt,
    prefixesAt,
    prefixStatisticsAt,
    bytes: prefixStatisticsAt + capacity * statisticsBytes,
  };
}

/**
 * Rows 0 to `capacity` - 1 as codes of 8 bits a dimension, and prefixes of those that have one, in a memory that threads
 * share. Rows may be read while others are written.
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
   * All that makes up the first `rows` rows, of which the first `prefixed` have prefixes of `width` numbers. The arrays
   * are views of the memory, to be written to files and filled from them.
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

  encode(row: number, values: Float32Array, isNormalised: boolean): void {
    const { stride, statisticsAt, inputAt } = this.#layout;
    this.#input.set(values);
    const statistics = statisticsAt + row * statisticsBytes;
    this.#kernel.encodeRow(inputAt, stride, row * stride, statistics, isNormalised ? 1 : 0);
  }

  /** The row's prefix bounds nothing from now on. */
  invalidatePrefix(row: number): void {
    const at = this.#layout.prefixStatisticsAt + row * statisticsBytes;
    new Float32Array(this.memory.buffer, at + 8, 1)[0] = Infinity;
  }
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
