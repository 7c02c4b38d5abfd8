import { closeSync, openSync, readSync, writeSync } from 'node:fs';

const rowsPerBlock = 1000;

/** One call reads less than 2 GiB. */
const mostBytesPerRead = 2 ** 30;

/** Vectors in a file, row after row, as float32 of this machine. */
export type RowFile = { readonly file: string; readonly dimension: number; readonly count: number };

export type Block = { readonly first: number; readonly rows: readonly Float32Array[] };

/** A thousand rows at a time, in order. */
export function* blocksOf({ file, dimension, count }: RowFile): Generator<Block> {
  const descriptor = openSync(file, 'r');
  try {
    for (let first = 0; first < count; first += rowsPerBlock) {
      const size = Math.min(rowsPerBlock, count - first);
      const values = new Float32Array(size * dimension);
      readSync(descriptor, values, 0, values.byteLength, first * dimension * 4);
      const rows = Array.from({ length: size }, (_, at) =>
        values.subarray(at * dimension, (at + 1) * dimension),
      );
      yield { first, rows };
    }
  } finally {
    closeSync(descriptor);
  }
}

/** All of it in one array, and nothing beside it: memory is measured. */
export function readRows(rows: RowFile): Float32Array {
  const values = new Float32Array(rows.count * rows.dimension);
  readRowsInto(rows, values);
  return values;
}

export function readRowsInto({ file }: RowFile, values: Float32Array): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const descriptor = openSync(file, 'r');
  try {
    for (let at = 0; at < bytes.length;)
      at += readSync(descriptor, bytes, at, Math.min(bytes.length - at, mostBytesPerRead), at);
  } finally {
    closeSync(descriptor);
  }
}

/** Writes what `next` gives, `count` times. */
export function writeRows(target: RowFile, next: (row: number) => Float32Array): void {
  const { file, dimension, count } = target;
  const descriptor = openSync(file, 'w');
  try {
    for (let first = 0; first < count; first += rowsPerBlock) {
      const size = Math.min(rowsPerBlock, count - first);
      const values = new Float32Array(size * dimension);
      for (let at = 0; at < size; at++) values.set(next(first + at), at * dimension);
      writeSync(descriptor, values);
    }
  } finally {
    closeSync(descriptor);
  }
}
