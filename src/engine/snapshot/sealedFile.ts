import { open, stat, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { throwIfAborted } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';

/** At the end of a file: that it is one of ours and whole. */
const sealBytes = 16;
const magic = 0x4c53_5356;

/** Copied, summed and written at once: what threads change meanwhile cannot come between sum and file. */
const chunkBytes = 4 * 1024 * 1024;

/**
 * Writes a new file of parts, one after the other, under a seal that is written last. Other work goes on meanwhile;
 * parts that change are written as they are when their turn comes. After a power cut the file may be broken, and is
 * found to be.
 */
export async function writeSealed(
  file: string,
  parts: readonly Uint8Array[],
  signal: AbortSignal,
): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    const chunk = new Uint8Array(chunkBytes);
    let sum = 0;
    let sizeBytes = 0;
    for (const part of parts) {
      for (let start = 0; start < part.byteLength; start += chunkBytes) {
        throwIfAborted(signal);
        const source = part.subarray(start, start + chunkBytes);
        chunk.set(source);
        const bytes = chunk.subarray(0, source.byteLength);
        sum = crc32(bytes, sum);
        await writeAll(handle, bytes);
        sizeBytes += bytes.byteLength;
      }
    }
    await writeAll(handle, sealOf(sum, sizeBytes));
  } finally {
    await handle.close();
  }
}

/** Fills the parts from a file of exactly their length, with other work in between. Throws `damaged` where it is not as it was written. */
export async function readSealed(file: string, parts: readonly Uint8Array[]): Promise<void> {
  const handle = await open(file, 'r');
  try {
    let sum = 0;
    let at = 0;
    for (const part of parts) {
      for (let start = 0; start < part.byteLength; start += chunkBytes) {
        const chunk = part.subarray(start, start + chunkBytes);
        await readChunk(handle, chunk, at + start);
        sum = crc32(chunk, sum);
      }
      at += part.byteLength;
    }
    const seal = new Uint8Array(sealBytes);
    await readChunk(handle, seal, at);
    const { size } = await handle.stat();
    if (size !== at + sealBytes || !isSame(seal, sealOf(sum, at))) throw broken();
  } finally {
    await handle.close();
  }
}

/** All of a file's bytes. Throws `damaged` where it is not as it was written. */
export async function readSealedWhole(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const { size } = await stat(file);
  const bytes = new Uint8Array(Math.max(0, size - sealBytes));
  await readSealed(file, [bytes]);
  return bytes;
}

function sealOf(sum: number, sizeBytes: number): Uint8Array {
  const seal = new DataView(new ArrayBuffer(sealBytes));
  seal.setUint32(0, magic, true);
  seal.setUint32(4, sum, true);
  seal.setFloat64(8, sizeBytes, true);
  return new Uint8Array(seal.buffer);
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength;)
    at += (await handle.write(bytes, at, bytes.byteLength - at)).bytesWritten;
}

async function readChunk(handle: FileHandle, into: Uint8Array, from: number): Promise<void> {
  for (let at = 0; at < into.byteLength;) {
    const { bytesRead } = await handle.read(into, at, into.byteLength - at, from + at);
    if (bytesRead === 0) throw broken();
    at += bytesRead;
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.every((byte, at) => byte === other[at]);
}

function broken(): Failure {
  return new Failure('damaged', 'A cache on disk is not as it was written: it is made anew');
}
