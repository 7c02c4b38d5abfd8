import { expect, it } from 'vitest';
import { readLines } from '../../../src/pinecone/readLines.ts';

const encoder = new TextEncoder();

async function* chunksOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Promise.resolve(encoder.encode(text));
}

async function collect(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

it('joins lines across chunks and skips empty ones', async () => {
  const lines = readLines(chunksOf('{"a"', ':1}\n\n{"b":2}\n', '\r\n', '{"c"', ':', '3}'));
  expect(await collect(lines)).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
});

it.each([
  ['in one chunk', ['x'.repeat(2 ** 20 + 1), '\n']],
  ['in one chunk with its end', [`first\n${'x'.repeat(2 ** 20 + 1)}\n`]],
  ['in many chunks', Array.from({ length: 1025 }, () => 'x'.repeat(1024))],
])('fails for a line over 1 MB %s', async (_, texts) => {
  const lines = readLines(chunksOf(...texts));
  await expect(collect(lines)).rejects.toMatchObject({ kind: 'damaged' });
});

it('stops reading a line without an end at 1 MB', async () => {
  let count = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      count++;
      yield Promise.resolve(encoder.encode('x'.repeat(2 ** 16)));
    }
  }
  await expect(collect(readLines(endless()))).rejects.toMatchObject({ kind: 'damaged' });
  expect(count).toBe(17);
});
