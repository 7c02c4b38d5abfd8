import { describe, expect, it } from 'vitest';
import { jobStream, type JobOutput } from '../../../../src/engine/server/rest/jobStream.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (chunk: Uint8Array | undefined): string => new TextDecoder().decode(chunk);

async function readAll(stream: ReadableStream<Uint8Array>): Promise<string[]> {
  const chunks: string[] = [];
  for await (const chunk of stream) chunks.push(text(chunk));
  return chunks;
}

describe('the output of a job', () => {
  it('arrives in order', async () => {
    const stream = jobStream(async (output) => {
      for (const letter of 'abc') {
        output.write(bytes(letter));
        await Promise.resolve();
      }
    });
    expect(await readAll(stream)).toEqual(['a', 'b', 'c']);
  });

  it('of one slot gives way to newer output while a slow client has not taken it', async () => {
    const stream = jobStream(async (output) => {
      output.write(bytes('first'));
      output.write(bytes('1'), 'picture');
      output.write(bytes('10 %'), 'progress');
      output.write(bytes('2'), 'picture');
      output.write(bytes('3'), 'picture');
      output.write(bytes('last'));
    });
    expect(await readAll(stream)).toEqual(['first', '10 %', '3', 'last']);
  });

  it('breaks off if the job throws, behind what it had written', async () => {
    const stream = jobStream(async (output) => {
      output.write(bytes('a'));
      throw new Error('broken');
    });
    const reader = stream.getReader();
    expect(text((await reader.read()).value)).toBe('a');
    await expect(reader.read()).rejects.toThrow('broken');
  });

  it('aborts the job when its reader goes away', async () => {
    let aborted: AbortSignal | undefined;
    let output: JobOutput | undefined;
    const stream = jobStream((out, signal) => {
      [aborted, output] = [signal, out];
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    });
    const reader = stream.getReader();
    const reading = reader.read();
    await reader.cancel();
    output?.write(bytes('too late'));
    expect([aborted?.aborted, await reading]).toEqual([true, { done: true, value: undefined }]);
  });
});
