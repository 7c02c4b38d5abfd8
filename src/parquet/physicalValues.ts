import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { byteStreamSplit } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { parquetError } from './parquetError.ts';
import { maxPageBytes } from './limits.ts';
import { decodeRuns } from './runLengthDecoder.ts';
import type { ValueType } from './valueType.ts';

/** Decoded values of a page: a typed array or a list. */
export type PhysicalValues = {
  readonly length: number;
  readonly [place: number]: PhysicalValue;
};

/** A value as stored. Texts and untyped values are bytes. */
export type PhysicalValue = number | bigint | boolean | Uint8Array;

const typeSizes: Readonly<Record<string, number>> = {
  INT32: 4,
  INT64: 8,
  INT96: 12,
  FLOAT: 4,
  DOUBLE: 8,
};

/**
 * Decodes the first `count` values of a page in any encoding except dictionaries. Throws `badInput` if the bytes
 * are too few, because the count comes from the file.
 */
export function decodePhysicalValues(
  bytes: Uint8Array,
  count: number,
  encoding: string,
  type: ValueType,
): PhysicalValues {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
  const { physical } = type;
  if (count === 0) return [];
  switch (encoding) {
    case 'PLAIN':
      if (physical === 'BYTE_ARRAY') return plainByteArrays(bytes, reader.view, count);
      requireBytes(bytes, physical === 'BOOLEAN' ? Math.ceil(count / 8) : count * sizeOf(type));
      if (physical === 'FIXED_LEN_BYTE_ARRAY') return fixedLengthValues(bytes, count, type.length);
      return readPlain(reader, physical, count, undefined) as PhysicalValues;
    case 'RLE':
      if (physical === 'BOOLEAN') return booleanRuns(bytes, reader.view, count);
      break;
    case 'BYTE_STREAM_SPLIT':
      requireBytes(bytes, count * sizeOf(type));
      return byteStreamSplit(reader, count, physical, type.length) as PhysicalValues;
    case 'DELTA_BINARY_PACKED':
      if (physical === 'INT32') return unpackDeltas(reader, new Int32Array(count));
      if (physical === 'INT64') return unpackDeltas(reader, new BigInt64Array(count));
      break;
    case 'DELTA_LENGTH_BYTE_ARRAY': {
      const lengths = unpackDeltas(reader, new Int32Array(count));
      return sliceByLengths(bytes, reader.offset, lengths);
    }
    case 'DELTA_BYTE_ARRAY': {
      const shared = unpackDeltas(reader, new Int32Array(count));
      const lengths = unpackDeltas(reader, new Int32Array(count));
      return expandPrefixes(shared, sliceByLengths(bytes, reader.offset, lengths));
    }
  }
  throw parquetError(`the encoding ${encoding} is not supported for ${physical}`);
}

function sizeOf({ physical, length }: ValueType): number {
  const size = typeSizes[physical] ?? length;
  if (size === 0) throw parquetError(`values of ${physical} have no length`);
  return size;
}

function requireBytes(bytes: Uint8Array, needed: number): void {
  if (needed > bytes.length) throw parquetError('a page has fewer values than it says');
}

function plainByteArrays(bytes: Uint8Array, view: DataView, count: number): readonly Uint8Array[] {
  requireBytes(bytes, count * 4);
  const values: Uint8Array[] = [];
  for (let at = 0; values.length < count;) {
    requireBytes(bytes, at + 4);
    const start = at + 4;
    at = start + view.getUint32(at, true);
    requireBytes(bytes, at);
    values.push(bytes.subarray(start, at));
  }
  return values;
}

function fixedLengthValues(
  bytes: Uint8Array,
  count: number,
  length: number,
): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * length, (at + 1) * length));
}

function booleanRuns(bytes: Uint8Array, view: DataView, count: number): readonly boolean[] {
  requireBytes(bytes, 4);
  const bits = new Uint8Array(count);
  decodeRuns(bytes, 4, 4 + view.getUint32(0, true), 1, bits);
  return Array.from(bits, (bit) => bit === 1);
}

function unpackDeltas<T extends Int32Array | BigInt64Array>(
  reader: Parameters<typeof deltaBinaryUnpack>[0],
  output: T,
): T {
  deltaBinaryUnpack(reader, output.length, output);
  return output;
}

function sliceByLengths(bytes: Uint8Array, start: number, lengths: Int32Array): Uint8Array[] {
  let at = start;
  return Array.from(lengths, (length) => {
    if (length < 0) throw parquetError('a text has no length');
    requireBytes(bytes, at + length);
    at += length;
    return bytes.subarray(at - length, at);
  });
}

/** Decodes prefix-compressed values. The result may be far longer than the page, so its total is limited. */
function expandPrefixes(shared: Int32Array, rests: readonly Uint8Array[]): readonly Uint8Array[] {
  let total = 0;
  let before = new Uint8Array(0);
  return rests.map((rest, at) => {
    const length = shared[at]!;
    if (length < 0 || length > before.length)
      throw parquetError('a text shares more than there is');
    total += length + rest.length;
    if (total > 2 * maxPageBytes) throw parquetError('the texts of a page are too long');
    const value = new Uint8Array(length + rest.length);
    value.set(before.subarray(0, length));
    value.set(rest, length);
    before = value;
    return value;
  });
}
