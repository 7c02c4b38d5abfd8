import { describe, expect, it } from 'vitest';
import { maxLeaksPerFile, scanForLeaks } from '../../../../src/services/keys/leakScan.ts';

const key = 'pcsk_4f09b3d1aa77e2c1';
const neverAborts = new AbortController().signal;

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}

const scan = (bytes: Buffer, size = 4096): ReturnType<typeof scanForLeaks> =>
  scanForLeaks(inChunks(bytes, size), undefined, neverAborts);

describe('scanForLeaks', () => {
  it.each([1, 7, 999, 4096, 100_000])('finds keys in chunks of %i bytes', async (size) => {
    const text = `${'é\n'.repeat(3000)}  ü "${key}"\n${'x'.repeat(5000)} ${key}`;
    expect(await scan(Buffer.from(text), size)).toEqual({
      isBinary: false,
      leaks: [
        { line: 3000, column: 5, length: key.length, reason: 'prefix' },
        { line: 3001, column: 5001, length: key.length, reason: 'prefix' },
      ],
    });
  });

  it('finds a key in a file of 100 MB with little memory', async () => {
    const line = Buffer.from('a fairly common line of a large log file, 1234\n'.repeat(22_000));
    async function* large(): AsyncGenerator<Uint8Array> {
      for (let chunk = 0; chunk < 100; chunk++) {
        await Promise.resolve();
        yield line;
      }
      yield Buffer.from(`api_key="${key}"`);
    }
    const before = process.memoryUsage().heapUsed;
    const { leaks } = await scanForLeaks(large(), undefined, neverAborts);
    expect(leaks).toEqual([{ line: 2_200_000, column: 9, length: key.length, reason: 'prefix' }]);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 2 ** 20);
  });

  it.each([
    ['ASCII', Buffer.from(key)],
    ['UTF-16', Buffer.from(key, 'utf16le')],
  ])('finds %s in binary data', async (_, bytes) => {
    const noise = Buffer.from(Array.from({ length: 3000 }, (__, at) => (at * 7) % 256));
    const found = await scan(
      Buffer.concat([noise, Buffer.alloc(9), bytes, Buffer.alloc(9), noise]),
    );
    expect([found.isBinary, found.leaks.length]).toEqual([true, 1]);
  });

  it('reads UTF-16 with a byte order mark as text', async () => {
    const found = await scan(Buffer.from(`\uFEFFk = "${key}"`, 'utf16le'));
    expect(found).toMatchObject({ isBinary: false, leaks: [{ line: 0, column: 5 }] });
  });

  it('stops at the first hundred keys', async () => {
    const { leaks } = await scan(Buffer.from(`${key}\n`.repeat(500)));
    expect(leaks.length).toBe(maxLeaksPerFile);
  });

  it('finds nothing in an empty file', async () => {
    expect(await scan(Buffer.alloc(0))).toEqual({ isBinary: false, leaks: [] });
  });

  it('stops when it is cancelled', async () => {
    const stop = AbortSignal.abort();
    const reading = scanForLeaks(inChunks(Buffer.from(key), 9), undefined, stop);
    await expect(reading).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
