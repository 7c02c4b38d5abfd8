/** Yields the non-empty lines of a UTF-8 stream, without line breaks. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter(isFilled);
  }
  const last = rest + decoder.decode();
  if (isFilled(last)) yield last;
}

function isFilled(line: string): boolean {
  return line.trim() !== '';
}
