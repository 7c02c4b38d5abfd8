import type { FileHandle } from 'node:fs/promises';
import { parquetError } from './parquetError.ts';

/** Reads exactly `length` bytes into a new buffer. Throws `badInput` if the file ends earlier. */
export async function readBytes(
  file: FileHandle,
  start: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length;) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, start + filled);
    if (bytesRead === 0) throw parquetError('it is cut off');
    filled += bytesRead;
  }
  return bytes;
}
