import { createReadStream } from 'node:fs';

/**
 * Yields the lines in the first `sizeBytes` of a file, without line breaks, some at a time. Only LF ends a line: `readline`
 * also splits at U+2028, which JSON leaves as it is.
 */
export async function* readLines(
  file: string,
  sizeBytes = Infinity,
): AsyncGenerator<readonly string[]> {
  if (sizeBytes === 0) return;
  const range = { end: sizeBytes - 1, highWaterMark: 1024 * 1024 };
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', ...range })) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
  if (rest !== '') yield [rest];
}
