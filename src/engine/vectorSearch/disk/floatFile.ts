import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fdatasync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  write,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import type { Disposable } from '../../../common/disposables.ts';
import { Failure } from '../../../common/failure.ts';
import { decodeHeader, encodeHeader, headerBytes, recordBytesOf } from './floatFileLayout.ts';

const writeAt = promisify(write);
const syncData = promisify(fdatasync);

/**
 * A file of float32 vectors, row after row, each with a checksum. Threads read rows by the descriptor while other rows are
 * written. Rows are overwritten in place: a snapshot's list of rows is valid only while the file has the snapshot's stamp.
 */
export class FloatFile implements Disposable {
  readonly descriptor: number;
  readonly dimension: number;
  #stamp: string;
  #holders = 0;
  #isDisposed = false;

  private constructor(descriptor: number, dimension: number, stamp: string) {
    this.descriptor = descriptor;
    this.dimension = dimension;
    this.#stamp = stamp;
  }

  /** Creates an empty file. Replaces an existing one, which stays usable for those that have it open. */
  static create(file: string, dimension: number): FloatFile {
    const stamp = newStamp();
    rmSync(file, { force: true });
    const descriptor = openSync(file, 'wx+', 0o600);
    writeSync(descriptor, encodeHeader({ dimension, stamp }), 0, headerBytes, 0);
    return new FloatFile(descriptor, dimension, stamp);
  }

  /** Opens the file. Throws `damaged` if its dimension or its stamp differs. */
  static open(file: string, dimension: number, stamp: string): FloatFile {
    const descriptor = openSync(file, 'r+');
    const header = Buffer.alloc(headerBytes);
    readSync(descriptor, header, 0, headerBytes, 0);
    const found = decodeHeader(header);
    if (found?.dimension === dimension && found.stamp === stamp)
      return new FloatFile(descriptor, dimension, stamp);
    closeSync(descriptor);
    throw new Failure('damaged', 'A vector file does not match its snapshot');
  }

  /** Identifies the contents of the file: a random number that `renew` replaces. */
  get stamp(): string {
    return this.#stamp;
  }

  /** Writes a new stamp to disk, so that older snapshots no longer use the file. Call it before overwriting rows. */
  async renew(): Promise<void> {
    this.#stamp = newStamp();
    const header = encodeHeader({ dimension: this.dimension, stamp: this.#stamp });
    const hold = this.hold();
    try {
      await this.#writeAll(header, 0);
      await syncData(this.descriptor);
    } finally {
      hold.dispose();
    }
  }

  /** Writes rows in ascending order. Reads their values before it returns; `sync` makes them durable. */
  async write(rows: Uint32Array, valuesOf: (row: number) => Float32Array): Promise<void> {
    const recordBytes = recordBytesOf(this.dimension);
    const records = Buffer.alloc(rows.length * recordBytes);
    rows.forEach((row, at) => {
      const values = valuesOf(row);
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      records.writeUInt32LE(crc32(bytes), at * recordBytes);
      records.set(bytes, at * recordBytes + 4);
    });
    const hold = this.hold();
    try {
      for (let start = 0, end = 1; start < rows.length; start = end++) {
        while (end < rows.length && rows[end] === rows[end - 1]! + 1) end++;
        const run = records.subarray(start * recordBytes, end * recordBytes);
        await this.#writeAll(run, headerBytes + rows[start]! * recordBytes);
      }
    } finally {
      hold.dispose();
    }
  }

  /** Resolves when all writes have reached the disk. */
  async sync(): Promise<void> {
    const hold = this.hold();
    try {
      await syncData(this.descriptor);
    } finally {
      hold.dispose();
    }
  }

  /** Empties and closes the file, so that it cannot be opened again. */
  discard(): void {
    try {
      ftruncateSync(this.descriptor, 0);
    } finally {
      this.dispose();
    }
  }

  /** Keeps the descriptor open until the returned hold is disposed. */
  hold(): Disposable {
    this.#holders++;
    let isHeld = true;
    return {
      dispose: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#holders--;
        this.#closeUnused();
      },
    };
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#closeUnused();
  }

  #closeUnused(): void {
    if (this.#isDisposed && this.#holders === 0) closeSync(this.descriptor);
  }

  async #writeAll(bytes: Uint8Array, position: number): Promise<void> {
    for (let at = 0; at < bytes.byteLength;) {
      const left = bytes.byteLength - at;
      at += (await writeAt(this.descriptor, bytes, at, left, position + at)).bytesWritten;
    }
  }
}

function newStamp(): string {
  return randomBytes(16).toString('hex');
}
