import {
  bindKernel,
  sharedMemory,
  statisticsBytes,
  type Kernel,
} from '../../kernels/search/kernel.ts';
import { roundUp, type CodeLayout } from '../quantize/codeSegment.ts';
import type { PrefixBasis } from '../quantize/prefixBasis.ts';
import { splitLayout } from './splitLayout.ts';

/** Rows that are split, row after row. */
export type SplitRows = {
  readonly rests: Uint8Array;
  readonly statistics: Uint8Array;
  readonly prefixes: Uint8Array;
  readonly prefixStatistics: Uint8Array;
};

/** Splits rows into prefixes and rests, in a memory of its own that holds the basis. */
export class RowSplitter {
  readonly #kernel: Kernel;
  readonly #bytes: Uint8Array;
  readonly #values: Float32Array;
  readonly #at: ReturnType<typeof placesOf>;
  readonly #layout: CodeLayout;
  readonly #width: number;

  constructor(module: WebAssembly.Module, dimension: number, basis: PrefixBasis) {
    const { width, stride, directions, spread } = basis;
    this.#width = width;
    this.#layout = splitLayout(dimension, width);
    const length = this.#layout.stride;
    const at = placesOf(this.#layout, width);
    const memory = sharedMemory(at.end);
    this.#at = at;
    this.#kernel = bindKernel(module, memory);
    this.#bytes = new Uint8Array(memory.buffer);
    this.#values = new Float32Array(memory.buffer, at.values, length);
    for (let row = 0; row < width; row++)
      new Float32Array(memory.buffer, 4 * row * length, stride).set(
        directions.subarray(row * stride, (row + 1) * stride),
      );
    this.#kernel.beginSplit(
      length,
      at.values,
      0,
      width,
      spread,
      at.scratch,
      at.prefix,
      at.prefixStatistics,
      at.rest,
      at.statistics,
    );
  }

  /** Writes the row with these values. */
  splitFloats(values: Float32Array, isNormalised: boolean, into: SplitRows, row: number): void {
    this.#values.set(values);
    this.#kernel.splitFloats(isNormalised ? 1 : 0);
    this.#copyOut(into, row);
  }

  /** Writes a row of a segment of codes. */
  splitCodes(from: Uint8Array, layout: CodeLayout, into: SplitRows, row: number): void {
    const { stride, statisticsAt } = layout;
    const { codes, codeStatistics } = this.#at;
    const statistics = statisticsAt + row * statisticsBytes;
    this.#bytes.set(from.subarray(row * stride, (row + 1) * stride), codes);
    this.#bytes.set(from.subarray(statistics, statistics + statisticsBytes), codeStatistics);
    this.#kernel.splitCodes(codes, stride, codeStatistics);
    this.#copyOut(into, row);
  }

  #copyOut(into: SplitRows, row: number): void {
    const { rest, statistics, prefix, prefixStatistics } = this.#at;
    this.#copy(rest, into.rests, row, this.#layout.rowBytes);
    this.#copy(statistics, into.statistics, row, statisticsBytes);
    this.#copy(prefix, into.prefixes, row, this.#width);
    this.#copy(prefixStatistics, into.prefixStatistics, row, statisticsBytes);
  }

  #copy(from: number, into: Uint8Array, row: number, bytes: number): void {
    into.set(this.#bytes.subarray(from, from + bytes), row * bytes);
  }
}

function placesOf({ stride, rowBytes }: CodeLayout, width: number) {
  const values = 4 * width * stride;
  const scratch = values + 4 * stride;
  const codes = roundUp(scratch + 8 * stride + Math.max(4 * width, stride), 64);
  const codeStatistics = codes + stride;
  const prefix = codeStatistics + statisticsBytes;
  const prefixStatistics = prefix + width;
  const rest = prefixStatistics + statisticsBytes;
  const statistics = rest + rowBytes;
  const end = statistics + statisticsBytes;
  return {
    values,
    scratch,
    codes,
    codeStatistics,
    prefix,
    prefixStatistics,
    rest,
    statistics,
    end,
  };
}
