import { parquetError } from './parquetError.ts';

/**
 * Decodes Thrift's compact protocol. Rejects lists longer than the remaining bytes, so that memory is bounded by a
 * few dozen times the input. Throws `badInput`.
 */
export class ThriftReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, start = 0) {
    this.#bytes = bytes;
    this.#at = start;
  }

  /** The number of bytes read. */
  get offset(): number {
    return this.#at;
  }

  struct(depth = 0): Struct {
    if (depth > maxDepth) throw parquetError('its descriptions are nested too deeply');
    const fields: Record<string, unknown> = {};
    for (let id = 0; ;) {
      const head = this.#byte();
      const kind = head & 15;
      if (kind === 0) return fields;
      id = head >> 4 === 0 ? Number(this.#integer()) : id + (head >> 4);
      fields[`field_${id}`] = this.#value(kind, depth);
    }
  }

  #value(kind: number, depth: number): unknown {
    switch (kind) {
      case 1:
        return true;
      case 2:
        return false;
      case 3:
        return (this.#byte() << 24) >> 24;
      case 4:
      case 5:
        return Number(this.#integer());
      case 6:
        return this.#integer();
      case 7:
        return this.#take(8);
      case 8:
        return this.#take(Number(this.#varint()));
      case 9:
      case 10:
        return this.#list(depth + 1);
      case 12:
        return this.struct(depth + 1);
    }
    throw parquetError('its descriptions hold an unknown type');
  }

  #list(depth: number): readonly unknown[] {
    if (depth > maxDepth) throw parquetError('its descriptions are nested too deeply');
    const head = this.#byte();
    const kind = head & 15;
    const length = head >> 4 === 15 ? Number(this.#varint()) : head >> 4;
    if (length > this.#bytes.length - this.#at) throw cutOff();
    const values: unknown[] = [];
    // In lists, booleans take one byte each.
    while (values.length < length)
      values.push(kind <= 2 ? this.#byte() === 1 : this.#value(kind, depth));
    return values;
  }

  #integer(): bigint {
    const value = this.#varint();
    return (value >> 1n) ^ -(value & 1n);
  }

  /** Reads a varint of at most ten bytes. */
  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw parquetError('its descriptions hold a number without an end');
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw cutOff();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  #byte(): number {
    if (this.#at >= this.#bytes.length) throw cutOff();
    return this.#bytes[this.#at++]!;
  }
}

/** A decoded struct, with a property `field_N` for each field. 64-bit integers are bigints. */
export type Struct = Readonly<Record<string, unknown>>;

/** The nesting of structs and lists. Parquet needs about ten levels. */
const maxDepth = 64;

function cutOff(): Error {
  return parquetError('its descriptions are cut off');
}
