import type { SparseVector } from './sparseVector.ts';

/** The sparse vectors of rows, one after the other in memory. Rows are added and never change. */
export class SparseVectors {
  #count = 0;
  #starts: Uint32Array = new Uint32Array(64);
  #indices: Uint32Array = new Uint32Array(1024);
  #values: Float32Array = new Float32Array(1024);

  constructor(image?: SparseVectorsImage) {
    if (image === undefined) return;
    this.#count = image.starts.length - 1;
    this.#starts = image.starts;
    this.#indices = image.indices;
    this.#values = image.values;
  }

  /** The number of rows. */
  get count(): number {
    return this.#count;
  }

  /** Adds the next row. */
  add({ indices, values }: SparseVector): void {
    const start = this.#starts[this.#count]!;
    const end = start + indices.length;
    this.#starts = withRoom(this.#starts, this.#count + 2, Uint32Array);
    this.#indices = withRoom(this.#indices, end, Uint32Array);
    this.#values = withRoom(this.#values, end, Float32Array);
    this.#indices.set(indices, start);
    this.#values.set(values, start);
    this.#starts[++this.#count] = end;
  }

  /** The vector of a row: views that never change. */
  at(row: number): SparseVector {
    const start = this.#starts[row]!;
    const end = this.#starts[row + 1]!;
    return {
      indices: this.#indices.subarray(start, end),
      values: this.#values.subarray(start, end),
    };
  }

  /** The number of values in the rows from `firstRow` until `endRow`. */
  sizeOf(firstRow: number, endRow: number): number {
    return this.#starts[endRow]! - this.#starts[firstRow]!;
  }

  /** The vectors of all rows: views that never change. */
  image(): SparseVectorsImage {
    const end = this.#starts[this.#count]!;
    return {
      starts: this.#starts.subarray(0, this.#count + 1),
      indices: this.#indices.subarray(0, end),
      values: this.#values.subarray(0, end),
    };
  }
}

/** The vectors of consecutive rows: those of row `r` are at the places from `starts[r]` until `starts[r + 1]`. */
export type SparseVectorsImage = {
  readonly starts: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
};

function withRoom<T extends Uint32Array | Float32Array>(
  from: T,
  length: number,
  ArrayType: new (length: number) => T,
): T {
  if (length <= from.length) return from;
  const into = new ArrayType(Math.max(length, 2 * from.length));
  into.set(from);
  return into;
}
