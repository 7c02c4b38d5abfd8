import { sharedMemory, statisticsBytes } from '../../kernels/search/kernel.ts';
import type { CodeLayout, RowSegment } from '../quantize/codeSegment.ts';
import type { RowSplitter, SplitRows } from './rowSplitter.ts';
import { splitLayout } from './splitLayout.ts';

/** Rows as codes of 8 bits of their prefixes, and of 5 bits of what these leave: for those that have prefixes, once and for all. */
export class SplitSegment implements RowSegment {
  readonly isSplit = true;
  readonly id: number;
  readonly memory: WebAssembly.Memory;
  readonly #layout: CodeLayout;
  readonly #splitter: RowSplitter;
  readonly #width: number;
  readonly #rows: SplitRows;

  constructor(id: number, dimension: number, width: number, splitter: RowSplitter) {
    this.id = id;
    this.#width = width;
    this.#layout = splitLayout(dimension, width);
    this.#splitter = splitter;
    this.memory = sharedMemory(this.#layout.bytes);
    this.#rows = this.#first(this.#layout.capacity);
  }

  kept(rows: number): readonly Uint8Array[] {
    const { rests, statistics, prefixes, prefixStatistics } = this.#first(rows);
    return [rests, statistics, prefixes, prefixStatistics];
  }

  encode(row: number, values: Float32Array, isNormalised: boolean): void {
    this.#splitter.splitFloats(values, isNormalised, this.#rows, row);
  }

  /** Each row has one that is its own. */
  forgetPrefix(): void {}

  #first(rows: number): SplitRows {
    const { rowBytes, statisticsAt, prefixesAt, prefixStatisticsAt } = this.#layout;
    const { buffer } = this.memory;
    return {
      rests: new Uint8Array(buffer, 0, rows * rowBytes),
      statistics: new Uint8Array(buffer, statisticsAt, rows * statisticsBytes),
      prefixes: new Uint8Array(buffer, prefixesAt, rows * this.#width),
      prefixStatistics: new Uint8Array(buffer, prefixStatisticsAt, rows * statisticsBytes),
    };
  }
}
