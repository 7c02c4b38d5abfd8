import {
  bindKernel,
  sharedMemory,
  statisticsBytes,
  type Kernel,
} from '../../kernels/search/kernel.ts';
import { blocks, writeBlock } from '../../kernels/search/parameterBlocks.ts';
import { roundUp, type QuantizedLayout } from '../quantize/quantizedSegment.ts';
import type { PrefixBasis } from '../quantize/prefixBasis.ts';

/** Computes the prefixes of rows from their codes. Works in a memory of its own that holds the basis. */
export class PrefixProjector {
  readonly #kernel: Kernel;
  readonly #memory: Uint8Array;
  readonly #basis: PrefixBasis;
  readonly #layout: ReturnType<typeof layoutOf>;

  constructor(module: WebAssembly.Module, basis: PrefixBasis) {
    this.#basis = basis;
    this.#layout = layoutOf(basis);
    const memory = sharedMemory(this.#layout.bytes);
    this.#kernel = bindKernel(module, memory);
    this.#memory = new Uint8Array(memory.buffer);
    new Float32Array(memory.buffer, 0, basis.directions.length).set(basis.directions);
  }

  /** Writes the prefixes of a segment's rows, from `from` to below `end`, into the segment. */
  project(memory: WebAssembly.Memory, layout: QuantizedLayout, from: number, end: number): void {
    const segment = new Uint8Array(memory.buffer);
    const { stride, statisticsAt, prefixesAt, prefixStatisticsAt } = layout;
    const { width } = this.#basis;
    const at = this.#layout;
    for (let first = from; first < end; first += blockRows) {
      const rows = Math.min(blockRows, end - first);
      this.#copyIn(segment, first * stride, at.codes, rows * stride);
      const statistics = statisticsAt + first * statisticsBytes;
      this.#copyIn(segment, statistics, at.statistics, rows * statisticsBytes);
      this.#projectBlock(rows);
      this.#copyOut(segment, prefixesAt + first * width, at.prefixes, rows * width);
      const written = prefixStatisticsAt + first * statisticsBytes;
      this.#copyOut(segment, written, at.prefixStatistics, rows * statisticsBytes);
    }
  }

  #projectBlock(rows: number): void {
    const { width, stride, spread } = this.#basis;
    const { block, codes, statistics, scratch, prefixes, prefixStatistics } = this.#layout;
    writeBlock(this.#memory.buffer, block, blocks.projection, {
      codes,
      statistics,
      stride,
      basis: 0,
      width,
      spread,
      scratch,
      prefixes,
      prefixStatistics,
      first: 0,
      end: rows,
    });
    this.#kernel.projectRows(block);
  }

  #copyIn(segment: Uint8Array, from: number, to: number, bytes: number): void {
    this.#memory.set(segment.subarray(from, from + bytes), to);
  }

  #copyOut(segment: Uint8Array, to: number, from: number, bytes: number): void {
    segment.set(this.#memory.subarray(from, from + bytes), to);
  }
}

/** Rows of one kernel call. */
const blockRows = 1024;

/** Addresses in the projector's memory, which begins with the basis. */
function layoutOf({ width, stride }: PrefixBasis) {
  const block = roundUp(width * stride * 4, 64);
  const scratch = roundUp(block + blocks.projection.bytes, 64);
  const codes = scratch + (stride + width) * 4;
  const statistics = roundUp(codes + blockRows * stride, 64);
  const prefixes = statistics + blockRows * statisticsBytes;
  const prefixStatistics = prefixes + blockRows * width;
  const bytes = prefixStatistics + blockRows * statisticsBytes;
  return { block, scratch, codes, statistics, prefixes, prefixStatistics, bytes };
}
