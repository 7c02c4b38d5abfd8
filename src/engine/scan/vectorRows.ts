/** Floats in a block: 4 MB, so that growing copies nothing and a pass over one is short. */
const floatsPerBlock = 1 << 20;

/** Vectors of one length in rows 0 to `count` - 1 without gaps, with their Euclidean norms. */
export class VectorRows {
  readonly dimension: number;
  readonly rowsPerBlock: number;
  readonly #blocks: Float32Array[] = [];
  readonly #norms: Float64Array[] = [];
  #count = 0;

  constructor(dimension: number) {
    this.dimension = dimension;
    this.rowsPerBlock = Math.max(1, Math.floor(floatsPerBlock / dimension));
  }

  get count(): number {
    return this.#count;
  }

  get blocks(): readonly Float32Array[] {
    return this.#blocks;
  }

  /** For each block the norms of its rows. */
  get norms(): readonly Float64Array[] {
    return this.#norms;
  }

  /** The vector itself, not a copy: it changes with the next write. */
  at(row: number): Float32Array {
    const start = (row % this.rowsPerBlock) * this.dimension;
    return this.#blocks[this.#blockOf(row)]!.subarray(start, start + this.dimension);
  }

  /** Replaces a row, or adds one where `row` is the count. */
  set(row: number, values: Float32Array): void {
    if (row === this.#blocks.length * this.rowsPerBlock) {
      this.#blocks.push(new Float32Array(this.rowsPerBlock * this.dimension));
      this.#norms.push(new Float64Array(this.rowsPerBlock));
    }
    this.at(row).set(values);
    this.#norms[this.#blockOf(row)]![row % this.rowsPerBlock] = normOf(values);
    if (row === this.#count) this.#count++;
  }

  /** Takes a row away by moving the last one into its place. */
  removeBySwap(row: number): void {
    const last = this.#count - 1;
    if (row !== last) this.set(row, this.at(last));
    this.#count = last;
    const needed = Math.ceil(last / this.rowsPerBlock);
    // One block in reserve, so that writes around its edge do not make and drop it again and again.
    this.#blocks.length = Math.min(this.#blocks.length, needed + 1);
    this.#norms.length = this.#blocks.length;
  }

  #blockOf(row: number): number {
    return Math.floor(row / this.rowsPerBlock);
  }
}

/** Euclidean length, summed in float64. */
export function normOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]! * values[at]!;
  return Math.sqrt(sum);
}
