/**
 * Yields the lines of a text in chunks, without line breaks, some at a time. Only LF ends a line: Node's `readline` also
 * splits at U+2028, which JSON leaves as it is.
 */
export async function* splitLines(
  chunks: AsyncIterable<string>,
): AsyncGenerator<readonly string[]> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
  if (rest !== '') yield [rest];
}
