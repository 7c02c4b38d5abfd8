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
 * Vectors in a file, row after row, each behind its checksum. Threads read by the descriptor rows that are not written
 * meanwhile. Rows are written in place: what a row holds is for others to know, and known of the newest stamp alone.
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

  /** A new file, in the place of one that was there; who has that one open goes on with it. */
  static create(file: string, dimension: number): FloatFile {
    const stamp = newStamp();
    rmSync(file, { force: true });
    const descriptor = openSync(file, 'wx+', 0o600);
    writeSync(descriptor, encodeHeader({ dimension, stamp }), 0, headerBytes, 0);
    return new FloatFile(descriptor, dimension, stamp);
  }

  /** Throws `damaged` where the file is another one than that of the stamp. */
  static open(file: string, dimension: number, stamp: string): FloatFile {
    const descriptor = openSync(file, 'r+');
    const header = Buffer.alloc(headerBytes);
    readSync(descriptor, header, 0, headerBytes, 0);
    const found = decodeHeader(header);
    if (found?.dimension === dimension && found.stamp === stamp)
      return new FloatFile(descriptor, dimension, stamp);
    closeSync(descriptor);
    throw new Failure('damaged', 'A cache of vectors on disk is not as it was written');
  }

  /** Tells what the file holds now from what it held, and from all others that had its name. */
  get stamp(): string {
    return this.#stamp;
  }

  /** Before rows are written again: who knows the file by the stamp that it had finds it no more, also after a power cut. */
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

  /** Rising rows, whose values are taken now. They are on their way to the disk when it resolves. */
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

  /** Resolves once all that was written has reached the disk. */
  async sync(): Promise<void> {
    const hold = this.hold();
    try {
      await syncData(this.descriptor);
    } finally {
      hold.dispose();
    }
  }

  /** It is of no use to anybody any more, also not to the next who opens it. */
  discard(): void {
    try {
      ftruncateSync(this.descriptor, 0);
    } finally {
      this.dispose();
    }
  }

  /** The descriptor is good until what this returns is disposed, and the file too. */
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
