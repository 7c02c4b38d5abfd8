import { Failure } from '../common/failure.ts';

/** Yields the non-empty lines of a UTF-8 stream, without line breaks. Throws `damaged` for a line over 1 MB. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  // Joined once the line ends: a line in many chunks is copied once.
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    parts.push(first);
    length += first.length;
    for (const next of others) {
      requireLineLength(length);
      const line = parts.join('');
      parts = [next];
      length = next.length;
      if (isFilled(line)) yield line;
    }
    requireLineLength(length);
  }
  const last = parts.join('') + decoder.decode();
  if (isFilled(last)) yield last;
}

/** The limit of one line, above all that the engine sends. */
const maxLineLength = 2 ** 20;

function requireLineLength(length: number): void {
  if (length > maxLineLength)
    throw new Failure('damaged', 'A line of the response exceeds 1 MB; update Vectorscope');
}

function isFilled(line: string): boolean {
  return line.trim() !== '';
}
