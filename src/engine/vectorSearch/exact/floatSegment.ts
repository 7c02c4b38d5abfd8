import type { Metric } from '../../../model/vectorIndex.ts';
import {
  bindKernel,
  metricNumbers,
  sharedMemory,
  type Kernel,
} from '../../kernels/search/kernel.ts';
import { maxScanThreads, roundUp } from '../quantize/quantizedSegment.ts';

/** Where things lie in a memory of float32 rows; every thread computes the same. */
export type FloatLayout = {
  readonly dimension: number;
  /** Numbers of a row: the dimension, up to a multiple of 8. */
  readonly length: number;
  readonly capacity: number;
  /** Norms of rows in float64, as far as they were needed. */
  readonly normsAt: number;
  readonly scratchAt: number;
  readonly scratchBytes: number;
  /** Within a slot, which begins with the query. */
  readonly rowsAt: number;
  readonly scoresAt: number;
  readonly bytes: number;
};

export function floatLayout(dimension: number, capacity: number): FloatLayout {
  const length = roundUp(dimension, 8);
  const normsAt = capacity * length * 4;
  const slotsAt = roundUp(normsAt + capacity * 8, 64);
  const rowsAt = length * 8;
  const scoresAt = roundUp(rowsAt + capacity * 4, 8);
  const slotBytes = roundUp(scoresAt + capacity * 8, 64);
  const bytes = slotsAt + maxScanThreads * slotBytes;
  return {
    dimension,
    length,
    capacity,
    normsAt,
    scratchAt: slotsAt,
    scratchBytes: slotBytes,
    rowsAt,
    scoresAt,
    bytes,
  };
}

/** A query as exact scores need it. */
export type ExactQuery = {
  readonly metric: Metric;
  readonly values: Float32Array;
  readonly norm: number;
};

/** Vectors as they were given, in a memory that threads share. */
export class FloatSegment {
  readonly id: number;
  readonly memory: WebAssembly.Memory;
  readonly #layout: FloatLayout;

  constructor(id: number, layout: FloatLayout) {
    this.id = id;
    this.#layout = layout;
    this.memory = sharedMemory(layout.bytes);
  }

  /** The vector itself, not a copy: it changes when its row is used again. */
  at(row: number): Float32Array {
    const { length, dimension } = this.#layout;
    return new Float32Array(this.memory.buffer, row * length * 4, dimension);
  }

  write(row: number, values: Float32Array): void {
    this.at(row).set(values);
    new Float64Array(this.memory.buffer, this.#layout.normsAt + row * 8, 1)[0] = 0;
  }
}

/** Exact scores of rows of one memory, in one thread: `slot` is this thread's own. */
export class SegmentScorer {
  readonly #kernel: Kernel;
  readonly #layout: FloatLayout;
  readonly #slotAt: number;
  readonly #query: Float64Array;
  readonly #rows: Uint32Array;
  readonly #scores: Float64Array;

  constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    layout: FloatLayout,
    slot: number,
  ) {
    const { buffer } = memory;
    this.#kernel = bindKernel(module, memory);
    this.#layout = layout;
    this.#slotAt = layout.scratchAt + slot * layout.scratchBytes;
    this.#query = new Float64Array(buffer, this.#slotAt, layout.length);
    this.#rows = new Uint32Array(buffer, this.#slotAt + layout.rowsAt, layout.capacity);
    this.#scores = new Float64Array(buffer, this.#slotAt + layout.scoresAt, layout.capacity);
  }

  /** Writes the scores of `rows`, which are counted from `firstRow` here, to the beginning of `into`. */
  score(query: ExactQuery, rows: Uint32Array, firstRow: number, into: Float64Array): void {
    this.#query.set(query.values);
    this.#rows.set(rows);
    this.#kernel.scoreRows(
      0,
      this.#layout.normsAt,
      this.#layout.length,
      this.#slotAt,
      query.norm,
      metricNumbers[query.metric],
      this.#slotAt + this.#layout.rowsAt,
      firstRow,
      this.#slotAt + this.#layout.scoresAt,
      rows.length,
    );
    into.set(this.#scores.subarray(0, rows.length));
  }
}
