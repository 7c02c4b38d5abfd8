import type { Vectors } from './vectors.ts';

/**
 * The vectors of a map at the beginning of a memory that threads share, a row every `strideOf` numbers. They are read
 * into it, prepared in it and compared in it: the largest part of what a map takes is there once. Plain data: it goes
 * to other threads.
 */
export type SharedVectors = {
  readonly memory: WebAssembly.Memory;
  readonly count: number;
  readonly dimension: number;
};

/** The kernel takes four numbers at once. */
export function strideOf(dimension: number): number {
  return Math.ceil(dimension / 4) * 4;
}

/** The rows where they are. */
export function vectorsOf({ memory, count, dimension }: SharedVectors): Required<Vectors> {
  const stride = strideOf(dimension);
  return { values: new Float32Array(memory.buffer, 0, count * stride), count, dimension, stride };
}
