import { createReadStream } from 'node:fs';
import { splitLines } from '../common/splitLines.ts';

/** Yields the lines in the first `sizeBytes` of a file, without line breaks, some at a time. */
export async function* readLines(
  file: string,
  sizeBytes = Infinity,
): AsyncGenerator<readonly string[]> {
  if (sizeBytes === 0) return;
  const range = { end: sizeBytes - 1, highWaterMark: 1024 * 1024 };
  yield* splitLines(createReadStream(file, { encoding: 'utf8', ...range }));
}
