import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { decodeHadoopLz4, decodeLz4, decodeSnappy } from './snappyAndLz4.ts';
import { parquetError } from './parquetError.ts';

type Codec = (input: Uint8Array, length: number) => Uint8Array;

const codecs: Readonly<Record<string, Codec>> = {
  SNAPPY: decodeSnappy,
  GZIP: (input, maxOutputLength) => gunzipSync(input, { maxOutputLength }),
  BROTLI: (input, maxOutputLength) => brotliDecompressSync(input, { maxOutputLength }),
  ZSTD: (input, maxOutputLength) => zstdDecompressSync(input, { maxOutputLength }),
  LZ4: decodeHadoopLz4,
  LZ4_RAW: decodeLz4,
};

/** Decompresses a page to exactly `length` bytes. Throws for any other length. */
export function decompress(input: Uint8Array, length: number, codec: string): Uint8Array {
  if (codec === 'UNCOMPRESSED') {
    if (input.length !== length) throw parquetError('a page has another length than it says');
    return input;
  }
  // A page with only nulls has no values; some writers store an empty block for it, some nothing.
  if (length === 0) return new Uint8Array(0);
  const decode = codecs[codec];
  if (decode === undefined) throw parquetError(`the compression ${codec} is not supported`);
  const output = decode(input, length);
  if (output.length !== length)
    throw parquetError('a compressed page has another length than it says');
  return output;
}
