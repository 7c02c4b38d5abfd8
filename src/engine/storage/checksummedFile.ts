import { open, stat, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { throwIfAborted } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';

/**
 * Writes parts to a new file, followed by a trailer with their checksum. Parts that change meanwhile are written as
 * they are at that moment. The file is not flushed: after a power cut it may be damaged, which reading detects.
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
    let filled = 0;
    const flush = async (): Promise<void> => {
      throwIfAborted(signal);
      const bytes = chunk.subarray(0, filled);
      sum = crc32(bytes, sum);
      sizeBytes += filled;
      filled = 0;
      await writeAll(handle, bytes);
    };
    for (const part of parts)
      for (let start = 0; start < part.byteLength;) {
        const source = part.subarray(start, start + chunkBytes - filled);
        chunk.set(source, filled);
        filled += source.byteLength;
        start += source.byteLength;
        if (filled === chunkBytes) await flush();
      }
    await flush();
    await writeAll(handle, trailerOf(sum, sizeBytes));
  } finally {
    await handle.close();
  }
}

/** A trailer at the end marks the file as complete and as one of ours. */
const trailerBytes = 16;
const magic = 0x4c53_5356;

/**
 * Bytes copied, checksummed and written in one step, so that concurrent changes by other threads cannot make the
 * checksum wrong.
 */
const chunkBytes = 4 * 1024 * 1024;

/**
 * Reads a file of exactly the parts' total length into the parts, in one system call. Throws `damaged` if the
 * checksum does not match.
 */
export async function readChecksummedParts(
  file: string,
  parts: readonly Uint8Array[],
): Promise<void> {
  const trailer = new Uint8Array(trailerBytes);
  // The extra byte detects a longer file.
  const bytesRead = await readFrom(file, [...parts, trailer, new Uint8Array(1)]);
  const sizeBytes = parts.reduce((bytes, part) => bytes + part.byteLength, 0);
  if (bytesRead !== sizeBytes + trailerBytes) throw checksumMismatch();
  const sum = parts.reduce((before, part) => crc32(part, before), 0);
  if (!trailerOf(sum, sizeBytes).every((byte, at) => byte === trailer[at]))
    throw checksumMismatch();
}

/** Returns the whole content of a file. Throws `damaged` if the checksum does not match. */
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
  return new Failure('damaged', 'A cache file is damaged: the engine rebuilds it');
}
