import type { Vectors } from './vectors.ts';

/**
 * The vectors of a map at the start of a shared memory, one row every `strideOf` values. They are read,
 * normalized and compared in this memory, so they exist once. Plain data that can be sent to other threads.
 */
export type SharedVectors = {
  readonly memory: WebAssembly.Memory;
  readonly count: number;
  readonly dimension: number;
};

/**
 * Returns the values per row: the dimension rounded up to a multiple of 4, because the kernel reads four values
 * at once.
 */
export function strideOf(dimension: number): number {
  return Math.ceil(dimension / 4) * 4;
}

/** Returns a view of the vectors; nothing is copied. */
export function vectorsOf({ memory, count, dimension }: SharedVectors): Required<Vectors> {
  const stride = strideOf(dimension);
  return { values: new Float32Array(memory.buffer, 0, count * stride), count, dimension, stride };
}
