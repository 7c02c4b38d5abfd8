import { open, stat, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { throwIfAborted } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';

/** At the end of a file: that it is one of ours and whole. */
const trailerBytes = 16;
const magic = 0x4c53_5356;

/** Copied, summed and written at once: what threads change meanwhile cannot come between sum and file. */
const chunkBytes = 4 * 1024 * 1024;

/**
 * Writes a new file of parts, one after the other, under a trailer that is written last. Other work goes on meanwhile;
 * parts that change are written as they are when their turn comes. After a power cut the file may be broken, and is
 * found to be.
 */
export async function writeChecksummedFile(
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
    await writeAll(handle, trailerOf(sum, sizeBytes));
  } finally {
    await handle.close();
  }
}

/**
 * Fills the parts from a file of exactly their length, in one call of the system, while other work goes on. Throws `damaged`
 * where it is not as it was written.
 */
export async function readChecksummedParts(
  file: string,
  parts: readonly Uint8Array[],
): Promise<void> {
  const trailer = new Uint8Array(trailerBytes);
  // What is read beyond the trailer would show that the file is longer.
  const bytesRead = await readFrom(file, [...parts, trailer, new Uint8Array(1)]);
  const sizeBytes = parts.reduce((bytes, part) => bytes + part.byteLength, 0);
  if (bytesRead !== sizeBytes + trailerBytes) throw checksumMismatch();
  const sum = parts.reduce((before, part) => crc32(part, before), 0);
  if (!trailerOf(sum, sizeBytes).every((byte, at) => byte === trailer[at]))
    throw checksumMismatch();
}

/** All of a file's bytes. Throws `damaged` where it is not as it was written. */
export async function readChecksummedFile(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const { size } = await stat(file);
  const bytes = new Uint8Array(Math.max(0, size - trailerBytes));
  await readChecksummedParts(file, [bytes]);
  return bytes;
}

function trailerOf(sum: number, sizeBytes: number): Uint8Array {
  const trailer = new DataView(new ArrayBuffer(trailerBytes));
  trailer.setUint32(0, magic, true);
  trailer.setUint32(4, sum, true);
  trailer.setFloat64(8, sizeBytes, true);
  return new Uint8Array(trailer.buffer);
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength;)
    at += (await handle.write(bytes, at, bytes.byteLength - at)).bytesWritten;
}

async function readFrom(file: string, parts: readonly Uint8Array[]): Promise<number> {
  const handle = await open(file, 'r');
  try {
    return (await handle.readv(parts, 0)).bytesRead;
  } finally {
    await handle.close();
  }
}

function checksumMismatch(): Failure {
  return new Failure('damaged', 'A cache on disk is not as it was written: it is made anew');
}
