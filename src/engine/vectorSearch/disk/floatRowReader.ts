import { readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { Failure } from '../../../common/failure.ts';
import { headerBytes, recordBytesOf } from './floatFileLayout.ts';

/** Reads rows of vector files. Reuses its buffer: a new one for each search would fill memory until garbage collection. */
export class FloatRowReader {
  #run = new Uint8Array(0);

  /**
   * Reads rows in ascending order, close rows in one read. Passes the index in `rows` and the values of each to `take`; the
   * values are valid until the next call. Throws `damaged` if a checksum does not match.
   */
  read(
    { descriptor, dimension }: FloatRowsRef,
    rows: Uint32Array,
    take: (at: number, values: Float32Array) => void,
  ): void {
    const recordBytes = recordBytesOf(dimension);
    const gapRows = 1 + Math.floor(gapBytes / recordBytes);
    const runRows = Math.max(1, Math.floor(runBytes / recordBytes));
    const run = this.#runOf(Math.min(runRows, spanOf(rows)) * recordBytes);
    for (let start = 0, end = 1; start < rows.length; start = end++) {
      const first = rows[start]!;
      while (
        end < rows.length &&
        rows[end]! - rows[end - 1]! <= gapRows &&
        rows[end]! - first < runRows
      )
        end++;
      const bytes = run.subarray(0, (rows[end - 1]! - first + 1) * recordBytes);
      readAll(descriptor, bytes, headerBytes + first * recordBytes);
      for (let at = start; at < end; at++)
        take(at, valuesAt(bytes, (rows[at]! - first) * recordBytes, dimension));
    }
  }

  #runOf(sizeBytes: number): Uint8Array<ArrayBuffer> {
    if (this.#run.byteLength < sizeBytes) this.#run = new Uint8Array(sizeBytes);
    return this.#run;
  }
}

/** A vector file that any thread of the process can read. Plain data. */
export type FloatRowsRef = { readonly descriptor: number; readonly dimension: number };

/** Largest gap between two rows of one read. Reading it costs less than another system call. */
const gapBytes = 8 * 1024;
const runBytes = 256 * 1024;

function spanOf(rows: Uint32Array): number {
  return rows.length === 0 ? 0 : rows.at(-1)! - rows[0]! + 1;
}

function valuesAt(bytes: Uint8Array, at: number, dimension: number): Float32Array {
  const start = bytes.byteOffset + at;
  const [sum] = new Uint32Array(bytes.buffer, start, 1);
  const values = new Float32Array(bytes.buffer, start + 4, dimension);
  if (crc32(new Uint8Array(bytes.buffer, start + 4, 4 * dimension)) !== sum) throw damaged();
  return values;
}

function readAll(descriptor: number, into: Uint8Array, from: number): void {
  for (let at = 0; at < into.byteLength;) {
    const bytesRead = readSync(descriptor, into, at, into.byteLength - at, from + at);
    if (bytesRead === 0) throw damaged();
    at += bytesRead;
  }
}

function damaged(): Failure {
  return new Failure('damaged', 'A row of a vector file has a wrong checksum');
}
