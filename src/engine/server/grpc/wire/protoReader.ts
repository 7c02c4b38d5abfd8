import { Failure } from '../../../../common/failure.ts';

/** Reads the fields of one protobuf message. Every method throws `badInput` for bytes that are not valid protobuf. */
export class ProtoReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Reads the tag of the next field, or returns 0 at the end of the message. Its value must be read or skipped next. */
  tag(): number {
    if (this.#at === this.#bytes.length) return 0;
    const tag = this.#varint();
    if (tag >= 8 && tag <= tagOf(maxFieldNumber, 5)) return tag;
    throw notProtobuf();
  }

  /** Reads an integer of 32 bits. Drops higher bits, as protobuf does. */
  uint32(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw notProtobuf();
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw notProtobuf();
  }

  bool(): boolean {
    return this.#varint() !== 0;
  }

  float(): number {
    return this.#view.getFloat32(this.#advance(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  string(): string {
    const bytes = this.bytes();
    try {
      return strictUtf8.decode(bytes);
    } catch (error) {
      throw new Failure('badInput', 'A string is not valid UTF-8', { cause: error });
    }
  }

  /** Reads a value of bytes, such as a message. The result shares the memory of the message. */
  bytes(): Uint8Array {
    const length = this.#varint();
    const begin = this.#advance(length);
    return this.#bytes.subarray(begin, begin + length);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Skips the value of a field whose tag was read. */
  skip(tag: number): void {
    switch (tag % 8) {
      case wireTypes.varint:
        this.#varint();
        return;
      case wireTypes.fixed64:
        this.#advance(8);
        return;
      case wireTypes.bytes:
        this.#advance(this.#varint());
        return;
      case wireTypes.fixed32:
        this.#advance(4);
        return;
      default:
        throw notProtobuf();
    }
  }

  /** Reads an integer of up to 64 bits. Exact up to 2^53, and larger than any length otherwise. */
  #varint(): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 10; count++) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw notProtobuf();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw notProtobuf();
  }

  #advance(length: number): number {
    const begin = this.#at;
    if (length > this.#bytes.length - begin) throw notProtobuf();
    this.#at += length;
    return begin;
  }
}

/** The encodings of a field's value that proto3 uses. */
export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

type WireType = (typeof wireTypes)[keyof typeof wireTypes];

/** Returns the tag of a field: its number and the encoding of its value. */
export function tagOf(field: number, type: WireType): number {
  return field * 8 + type;
}

const maxFieldNumber = 2 ** 29 - 1;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function notProtobuf(): Failure {
  return new Failure('badInput', 'The message is not valid protobuf');
}
