import type { FileHandle } from 'node:fs/promises';
import { Failure } from '../common/failure.ts';

const newline = 10;
const chunkBytes = 1024 * 1024;

/**
 * Yields the lines in the first `sizeBytes` of a file, without line breaks, some at a time. Only LF ends a line: JSON texts
 * may contain the other line breaks that `node:readline` knows. Throws `damaged` if the file is shorter.
 */
export async function* readLines(
  handle: FileHandle,
  sizeBytes: number,
): AsyncGenerator<readonly string[]> {
  let rest: Buffer = Buffer.alloc(0);
  for (let at = 0; at < sizeBytes;) {
    const chunk = Buffer.alloc(Math.min(chunkBytes, sizeBytes - at));
    const { bytesRead } = await handle.read(chunk, 0, chunk.byteLength, at);
    if (bytesRead === 0) throw new Failure('damaged', 'A file was cut off while it was read');
    at += bytesRead;
    const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    const end = bytes.lastIndexOf(newline);
    rest = bytes.subarray(end + 1);
    if (end >= 0) yield bytes.toString('utf8', 0, end).split('\n');
  }
  if (rest.byteLength > 0) yield [rest.toString('utf8')];
}
