import { maxResponseBytes, responseTooLong } from '../../../rules/responseSize.ts';
import { tagOf, wireTypes } from './protoReader.ts';

const initialBytes = 1024;
const maxVarintBytes = 10;

/**
 * Writes one protobuf message. Zero, false and empty values are written too: leave out the fields that have none.
 * Every method throws `badInput` if the message exceeds the limit of responses.
 */
export class ProtoWriter {
  #bytes: Buffer = Buffer.allocUnsafe(initialBytes);
  #length = 0;

  /** Returns the message. It shares the writer's memory. */
  finish(): Uint8Array {
    if (this.#length > maxResponseBytes) throw responseTooLong();
    return this.#bytes.subarray(0, this.#length);
  }

  /** Writes a whole number, up to 2^53. */
  integer(field: number, value: number): void {
    this.#tag(field, wireTypes.varint);
    this.#varint(value);
  }

  bool(field: number, value: boolean): void {
    this.integer(field, value ? 1 : 0);
  }

  float(field: number, value: number): void {
    this.#tag(field, wireTypes.fixed32);
    this.#reserve(4);
    this.#length = this.#bytes.writeFloatLE(value, this.#length);
  }

  double(field: number, value: number): void {
    this.#tag(field, wireTypes.fixed64);
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  string(field: number, text: string): void {
    const length = Buffer.byteLength(text);
    this.#tag(field, wireTypes.bytes);
    this.#varint(length);
    this.#reserve(length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** Writes a packed list of float32 numbers. */
  floats(field: number, { buffer, byteOffset, byteLength }: Float32Array): void {
    this.#tag(field, wireTypes.bytes);
    this.#varint(byteLength);
    this.#reserve(byteLength);
    this.#bytes.set(new Uint8Array(buffer, byteOffset, byteLength), this.#length);
    this.#length += byteLength;
  }

  /** Writes a packed list of integers of 32 bits. */
  integers(field: number, values: Iterable<number>): void {
    this.message(field, () => {
      for (const value of values) this.#varint(value);
    });
  }

  /** Writes a field that is a message: `write` writes the message’s fields to this writer. */
  message(field: number, write: () => void): void {
    this.#tag(field, wireTypes.bytes);
    const begin = this.#length;
    write();
    const length = this.#length - begin;
    // The length comes first and is known last.
    const prefix = varintBytes(length);
    this.#reserve(prefix);
    this.#bytes.copyWithin(begin + prefix, begin, this.#length);
    this.#length = begin;
    this.#varint(length);
    this.#length += length;
  }

  #tag(field: number, type: Parameters<typeof tagOf>[1]): void {
    this.#varint(tagOf(field, type));
  }

  #varint(value: number): void {
    this.#reserve(maxVarintBytes);
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Makes space for bytes, maybe in another buffer. */
  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed > maxResponseBytes + maxVarintBytes) throw responseTooLong();
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
  }
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}
