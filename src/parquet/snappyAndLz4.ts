import { parquetError } from './parquetError.ts';

// Snappy and LZ4, the codecs of Parquet that node:zlib lacks: sequences of literal bytes and of copies of earlier output,
// which differ in the encoding of lengths.

/** Decompresses a Snappy block to exactly `length` bytes. Throws `badInput` for any other length. */
export function decodeSnappy(input: Uint8Array, length: number): Uint8Array {
  const block = new Block(input, length);
  block.varint();
  while (block.hasInput) {
    const tag = block.byte();
    const size = tag >> 2;
    if ((tag & 3) === 0) block.literal(size < 60 ? size + 1 : block.number(size - 59) + 1);
    else if ((tag & 3) === 1) {
      const high = (tag >> 5) * 256;
      block.copy(high + block.byte(), (size & 7) + 4);
    } else block.copy(block.number((tag & 3) === 2 ? 2 : 4), size + 1);
  }
  return block.whole();
}

/** Decompresses an LZ4 block to exactly `length` bytes. Throws `badInput` for any other length. */
export function decodeLz4(input: Uint8Array, length: number): Uint8Array {
  const block = new Block(input, length);
  while (block.hasInput) {
    const token = block.byte();
    block.literal(block.extended(token >> 4));
    if (!block.hasInput) break;
    const distance = block.number(2);
    block.copy(distance, block.extended(token & 15) + 4);
  }
  return block.whole();
}

/** Decompresses LZ4 blocks in Hadoop's frames, each with both lengths. Older writers omit the frames. */
export function decodeHadoopLz4(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  let filled = 0;
  for (let at = 0; at < input.length;) {
    const decoded = at + 8 <= input.length ? view.getUint32(at) : 0;
    const size = at + 8 <= input.length ? view.getUint32(at + 4) : 0;
    const end = at + 8 + size;
    if (end > input.length || filled + decoded > length) return decodeLz4(input, length);
    output.set(decodeLz4(input.subarray(at + 8, end), decoded), filled);
    filled += decoded;
    at = end;
  }
  if (filled !== length) throw wrongLength();
  return output;
}

class Block {
  readonly #input: Uint8Array;
  readonly #output: Uint8Array;
  #at = 0;
  #filled = 0;

  constructor(input: Uint8Array, length: number) {
    this.#input = input;
    this.#output = new Uint8Array(length);
  }

  get hasInput(): boolean {
    return this.#at < this.#input.length;
  }

  byte(): number {
    if (!this.hasInput) throw parquetError('a compressed page is cut off');
    return this.#input[this.#at++]!;
  }

  /** Reads a little-endian integer. */
  number(bytes: number): number {
    let value = 0;
    for (let place = 0; place < bytes; place++) value += this.byte() * 2 ** (8 * place);
    return value;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 35; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) break;
    }
    return value;
  }

  /** Reads an LZ4 length, which continues in further bytes if it is 15. */
  extended(length: number): number {
    if (length < 15) return length;
    let sum = length;
    for (let byte = 255; byte === 255; sum += byte) byte = this.byte();
    return sum;
  }

  literal(length: number): void {
    if (length > this.#input.length - this.#at || length > this.#output.length - this.#filled)
      throw wrongLength();
    this.#output.set(this.#input.subarray(this.#at, this.#at + length), this.#filled);
    this.#at += length;
    this.#filled += length;
  }

  copy(distance: number, length: number): void {
    if (distance === 0 || distance > this.#filled)
      throw parquetError('a compressed page is damaged');
    const end = this.#filled + length;
    if (end > this.#output.length) throw wrongLength();
    // A copy may overlap what it writes.
    for (; this.#filled < end; this.#filled++)
      this.#output[this.#filled] = this.#output[this.#filled - distance]!;
  }

  whole(): Uint8Array {
    if (this.#filled !== this.#output.length) throw wrongLength();
    return this.#output;
  }
}

function wrongLength(): Error {
  return parquetError('a compressed page has another length than it says');
}
