import { describe, expect, it } from 'vitest';
import { decodeHadoopLz4, decodeLz4, decodeSnappy } from '../../../src/parquet/snappyAndLz4.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
/** Four letters, and a copy of two of them that overlaps itself. */
const lz4 = Buffer.from([0x44, 0x61, 0x62, 0x63, 0x64, 0x02, 0x00, 0x10, 0x65]);
const lz4Text = `abcd${'cd'.repeat(4)}e`;
const snappy = Buffer.from([13, 0x0c, 0x61, 0x62, 0x63, 0x64, 0x11, 0x02, 0x00, 0x65]);

function framed(...blocks: readonly (readonly [Buffer, number])[]): Buffer {
  return Buffer.concat(
    blocks.flatMap(([block, length]) => {
      const head = Buffer.alloc(8);
      head.writeUInt32BE(length);
      head.writeUInt32BE(block.length, 4);
      return [head, block];
    }),
  );
}

describe('blocks', () => {
  it('of LZ4 are decoded, with copies that overlap', () => {
    expect(text(decodeLz4(lz4, lz4Text.length))).toBe(lz4Text);
  });

  it('of Snappy are decoded, with copies that overlap', () => {
    expect(text(decodeSnappy(snappy, lz4Text.length))).toBe(lz4Text);
  });

  it('of LZ4 are decoded from frames of Hadoop, and without them', () => {
    const frames = framed([lz4, lz4Text.length], [lz4, lz4Text.length]);
    expect(text(decodeHadoopLz4(frames, 2 * lz4Text.length))).toBe(lz4Text + lz4Text);
    expect(text(decodeHadoopLz4(lz4, lz4Text.length))).toBe(lz4Text);
  });

  it.each([
    ['shorter', 5],
    ['longer', 50],
  ])('are rejected if they are %s than they say', (_, length) => {
    expect(() => decodeLz4(lz4, length)).toThrow(/another length/);
    expect(() => decodeSnappy(snappy, length)).toThrow(/another length|cut off/);
  });

  it('are rejected if a copy begins before all there is', () => {
    expect(() => decodeLz4(Buffer.from([0x10, 0x61, 0x09, 0x00, 0x10, 0x65]), 8)).toThrow(
      /damaged/,
    );
    expect(() => decodeSnappy(Buffer.from([8, 0x00, 0x61, 0x0d, 0x09]), 8)).toThrow(/damaged/);
  });

  it('of Snappy are rejected if a literal is longer than the data', () => {
    const bytes = Buffer.from([10, 0xfc, 0xf0, 0xff, 0xff, 0xff, 0x61]);
    expect(() => decodeSnappy(bytes, 10)).toThrow(/another length/);
  });
});
