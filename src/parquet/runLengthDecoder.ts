import { parquetError } from './parquetError.ts';

/**
 * Decodes Parquet's hybrid of run-length and bit-packed values into `output`: levels, booleans and dictionary
 * indices. Reads nothing at or after `end`. Throws `badInput` if the bytes end too early.
 */
export function decodeRuns(
  bytes: Uint8Array,
  start: number,
  end: number,
  bitWidth: number,
  output: Uint8Array | Uint32Array,
): void {
  if (bitWidth > 32) throw parquetError(`a run has values of ${bitWidth} bits`);
  const cursor = { bytes, at: start, end: Math.min(end, bytes.length) };
  let filled = 0;
  while (filled < output.length) {
    const header = readUnsigned(cursor);
    const isPacked = header % 2 === 1;
    const count = Math.floor(header / 2) * (isPacked ? 8 : 1);
    const last = Math.min(output.length, filled + count);
    if (isPacked) {
      unpack(cursor, bitWidth, output, filled, last);
      cursor.at += (count * bitWidth) / 8;
    } else output.fill(readValue(cursor, bitWidth), filled, last);
    filled = last;
  }
}

type Cursor = { readonly bytes: Uint8Array; at: number; readonly end: number };

/** Reads a varint of at most five bytes. */
function readUnsigned(cursor: Cursor): number {
  let value = 0;
  for (let factor = 1; factor < 2 ** 35; factor *= 128) {
    const byte = next(cursor);
    value += (byte & 127) * factor;
    if (byte < 128) return value;
  }
  throw parquetError('a run has no length');
}

function readValue(cursor: Cursor, bitWidth: number): number {
  let value = 0;
  for (let shift = 0; shift < bitWidth; shift += 8) value += next(cursor) * 2 ** shift;
  return value;
}

/** Unpacks bit-packed values at the cursor without moving it. */
function unpack(
  { bytes, at, end }: Cursor,
  bitWidth: number,
  output: Uint8Array | Uint32Array,
  from: number,
  to: number,
): void {
  if (at + Math.ceil(((to - from) * bitWidth) / 8) > end) throw endsWithin();
  let bit = 0;
  for (let place = from; place < to; place++) {
    let value = 0;
    for (let done = 0; done < bitWidth;) {
      const offset = bit % 8;
      const taken = Math.min(8 - offset, bitWidth - done);
      value += ((bytes[at + (bit - offset) / 8]! >> offset) & (2 ** taken - 1)) * 2 ** done;
      done += taken;
      bit += taken;
    }
    output[place] = value;
  }
}

function next(cursor: Cursor): number {
  if (cursor.at >= cursor.end) throw endsWithin();
  return cursor.bytes[cursor.at++]!;
}

function endsWithin(): Error {
  return parquetError('a page ends within its values');
}
