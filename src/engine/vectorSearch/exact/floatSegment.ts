import type { Metric } from '../../../model/vectorIndex.ts';
import {
  bindKernel,
  metricNumbers,
  sharedMemory,
  type Kernel,
} from '../../kernels/search/kernel.ts';
import { blocks, writeBlock } from '../../kernels/search/parameterBlocks.ts';
import { maxScanThreads, roundUp } from '../quantize/quantizedSegment.ts';

/** Rows of float32 vectors in memory that threads share. */
export class FloatSegment {
  readonly id: number;
  readonly memory: WebAssembly.Memory;
  readonly #layout: FloatLayout;

  constructor(id: number, layout: FloatLayout) {
    this.id = id;
    this.#layout = layout;
    this.memory = sharedMemory(layout.bytes);
  }

  /** A view of the row's vector: it changes when the row is reused. */
  at(row: number): Float32Array {
    const { length, dimension } = this.#layout;
    return new Float32Array(this.memory.buffer, row * length * 4, dimension);
  }

  /** Copies a vector into the row. */
  write(row: number, values: Float32Array): void {
    this.at(row).set(values);
    new Float64Array(this.memory.buffer, this.#layout.normsAt + row * 8, 1)[0] = 0;
  }
}

/** Addresses in the memory of a float segment, in bytes. They depend on the dimension and the capacity alone. */
export type FloatLayout = {
  readonly dimension: number;
  /** Numbers of a row: the dimension rounded up to a multiple of 8. */
  readonly length: number;
  readonly capacity: number;
  /** A float64 norm for each row; 0 until it is first needed. */
  readonly normsAt: number;
  /** The first thread's scratch memory; each thread has `scratchBytes`. */
  readonly scratchAt: number;
  readonly scratchBytes: number;
  /** Offsets in a thread's scratch memory, which begins with the query. */
  readonly blockAt: number;
  readonly rowsAt: number;
  readonly scoresAt: number;
  readonly bytes: number;
};

/** The layout of segments of `capacity` rows of a dimension. */
export function floatLayout(dimension: number, capacity: number): FloatLayout {
  const length = roundUp(dimension, 8);
  const normsAt = capacity * length * 4;
  const scratchAt = roundUp(normsAt + capacity * 8, 64);
  const blockAt = length * 8;
  const rowsAt = blockAt + blocks.score.bytes;
  const scoresAt = roundUp(rowsAt + capacity * 4, 8);
  const scratchBytes = roundUp(scoresAt + capacity * 8, 64);
  return {
    dimension,
    length,
    capacity,
    normsAt,
    scratchAt,
    scratchBytes,
    blockAt,
    rowsAt,
    scoresAt,
    bytes: scratchAt + maxScanThreads * scratchBytes,
  };
}

/** A query for exact scores. `norm` is the Euclidean norm of its values. */
export type ExactQuery = {
  readonly metric: Metric;
  readonly values: Float32Array;
  readonly norm: number;
};

/** Computes exact scores of the rows of one float segment, in one thread. */
export class SegmentScorer {
  readonly #kernel: Kernel;
  readonly #layout: FloatLayout;
  /** Address of the thread's scratch memory. */
  readonly #scratchAt: number;
  readonly #buffer: ArrayBufferLike;
  readonly #query: Float64Array;
  readonly #rows: Uint32Array;
  readonly #scores: Float64Array;

  constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    layout: FloatLayout,
    threadIndex: number,
  ) {
    const { buffer } = memory;
    this.#kernel = bindKernel(module, memory);
    this.#layout = layout;
    this.#buffer = buffer;
    this.#scratchAt = layout.scratchAt + threadIndex * layout.scratchBytes;
    this.#query = new Float64Array(buffer, this.#scratchAt, layout.length);
    this.#rows = new Uint32Array(buffer, this.#scratchAt + layout.rowsAt, layout.capacity);
    this.#scores = new Float64Array(buffer, this.#scratchAt + layout.scoresAt, layout.capacity);
  }

  /** Writes the scores of `rows` to the beginning of `into`. Row numbers count from `firstRow`, the segment's first. */
  score(query: ExactQuery, rows: Uint32Array, firstRow: number, into: Float64Array): void {
    const { normsAt, length, blockAt, rowsAt, scoresAt } = this.#layout;
    this.#query.set(query.values);
    this.#rows.set(rows);
    writeBlock(this.#buffer, this.#scratchAt + blockAt, blocks.score, {
      vectors: 0,
      norms: normsAt,
      length,
      query: this.#scratchAt,
      queryNorm: query.norm,
      metric: metricNumbers[query.metric],
      rows: this.#scratchAt + rowsAt,
      firstRow,
      scores: this.#scratchAt + scoresAt,
      count: rows.length,
    });
    this.#kernel.scoreRows(this.#scratchAt + blockAt);
    into.set(this.#scores.subarray(0, rows.length));
  }
}
