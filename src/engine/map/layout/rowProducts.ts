import {
  allocate,
  bindMapKernel,
  groupColumns,
  readMapKernel,
  scratchBytes,
  type MapKernel,
  type Addresses,
} from '../../kernels/map/mapKernel.ts';
import { meanOf, type Vectors } from '../workers/vectors.ts';

/** Rows per block of a projection. */
const blockRows = 512;

type Part = 'values' | 'squares' | 'scratch' | 'products' | 'sums';

/** Multiplies rows with a few directions at once: the covariance products and projections of PCA. */
export class RowProducts {
  /** Maximum directions per call. */
  static readonly directions = groupColumns;

  readonly #kernel: MapKernel;
  readonly #buffer: ArrayBuffer;
  readonly #addresses: Addresses<Part>;
  readonly #count: number;
  readonly #dimension: number;
  readonly #length: number;
  readonly #mean: Float64Array;

  /** Copies the rows with these numbers. */
  constructor(rows: Vectors, numbers: Int32Array) {
    const { dimension } = rows;
    const count = numbers.length;
    this.#count = count;
    this.#dimension = dimension;
    this.#length = Math.ceil(dimension / 4) * 4;
    const held = Math.max(count, blockRows) + groupColumns;
    const { memory, addresses } = allocate<Part>({
      // The directions follow the rows.
      values: held * this.#length * 4,
      squares: (held + 4) * 4,
      scratch: scratchBytes(this.#length),
      products: (held + 4) * groupColumns * 4,
      sums: groupColumns * this.#length * 4,
    });
    this.#buffer = memory.buffer;
    this.#addresses = addresses;
    this.#kernel = bindMapKernel(readMapKernel(), memory);
    this.#kernel.beginRows(
      addresses.values,
      this.#length,
      addresses.squares,
      0,
      0,
      addresses.scratch,
    );
    this.#copyIn(rows, numbers);
    const values = this.#floats(addresses.values, count * this.#length);
    this.#mean = meanOf({ values, count, dimension, stride: this.#length });
  }

  /** Returns the product of the rows’ covariance matrix with each direction. */
  timesCovariance(directions: readonly Float64Array[]): Float64Array[] {
    const count = this.#count;
    this.#loadDirections(directions, count);
    this.#kernel.projectOnTile(0, count, this.#addresses.products);
    const weights = this.#floats(this.#addresses.products, count * groupColumns);
    const middles = this.#middlesOf(directions);
    for (let at = 0; at < weights.length; at++) {
      weights[at] = (weights[at]! - (middles[at % groupColumns] ?? 0)) / count;
    }
    const sums = this.#floats(this.#addresses.sums, groupColumns * this.#length).fill(0);
    // The weights of each direction sum to 0, so the mean need not be subtracted from the rows.
    this.#kernel.addWeightedRows(0, count, this.#addresses.products, this.#addresses.sums);
    return directions.map((_, at) =>
      Float64Array.from(sums.subarray(at * this.#length, at * this.#length + this.#dimension)),
    );
  }

  /** Returns the centred coordinates of rows along each axis, row by row. Overwrites the copied rows. */
  project(vectors: Vectors, axes: readonly Float64Array[]): Float64Array {
    const { count } = vectors;
    const coordinates = new Float64Array(count * axes.length);
    const middles = this.#middlesOf(axes);
    this.#loadDirections(axes, blockRows);
    for (let first = 0; first < count; first += blockRows) {
      const rows = Math.min(blockRows, count - first);
      this.#copyIn(
        vectors,
        Int32Array.from({ length: rows }, (_, at) => first + at),
      );
      this.#kernel.projectOnTile(0, rows, this.#addresses.products);
      const products = this.#floats(this.#addresses.products, rows * groupColumns);
      for (let row = 0; row < rows; row++) {
        for (let axis = 0; axis < axes.length; axis++) {
          const at = (first + row) * axes.length + axis;
          coordinates[at] = products[row * groupColumns + axis]! - middles[axis]!;
        }
      }
    }
    return coordinates;
  }

  #middlesOf(directions: readonly Float64Array[]): number[] {
    return directions.map((direction) =>
      direction.reduce((sum, value, d) => sum + value * this.#mean[d]!, 0),
    );
  }

  /** Loads the directions as a tile; unused columns are zero. */
  #loadDirections(directions: readonly Float64Array[], behind: number): void {
    const length = this.#length;
    const at = this.#addresses.values + behind * length * 4;
    const values = this.#floats(at, groupColumns * length).fill(0);
    directions.forEach((direction, place) => values.set(direction, place * length));
    this.#kernel.loadTile(0, behind, groupColumns, false);
  }

  #copyIn({ values, dimension, stride = dimension }: Vectors, numbers: Int32Array): void {
    const into = this.#floats(this.#addresses.values, numbers.length * this.#length);
    numbers.forEach((number, row) => {
      const from = number * stride;
      into.set(values.subarray(from, from + dimension), row * this.#length);
    });
  }

  #floats(at: number, count: number): Float32Array {
    return new Float32Array(this.#buffer, at, count);
  }
}
