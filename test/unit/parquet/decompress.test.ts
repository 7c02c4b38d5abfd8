import { describe, expect, it } from 'vitest';
import { decompress } from '../../../src/parquet/decompress.ts';

describe('a page', () => {
  it.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4', 'LZ4_RAW'])(
    'without bytes is decoded to none with %s',
    (codec) => {
      expect(decompress(new Uint8Array(0), 0, codec)).toEqual(new Uint8Array(0));
    },
  );

  it('rejects an unsupported compression by name', () => {
    expect(() => decompress(Uint8Array.of(1), 1, 'number 99')).toThrow(
      /number 99 is not supported/,
    );
  });
});
