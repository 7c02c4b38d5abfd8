import { Encodings } from 'hyparquet/src/constants.js';
import { isObject } from '../common/objects.ts';
import { parquetError } from './parquetError.ts';
import { ThriftReader, type Struct } from './thrift.ts';

/** The decoded header of a Parquet page: its kind, sizes, encodings and value count. */
export type PageHeader = {
  readonly size: number;
  readonly decodedSize: number;
  readonly data?: DataHeader;
  /** The number of values of a dictionary page. */
  readonly dictionaryCount?: number;
};

/** The description of a data page of either version. */
export type DataHeader = {
  readonly count: number;
  readonly encoding: string;
  readonly levels:
    | { readonly version: 1; readonly definition: string; readonly repetition: string }
    | {
        readonly version: 2;
        readonly definitionBytes: number;
        readonly repetitionBytes: number;
        readonly isCompressed: boolean;
      };
};

/**
 * Decodes the page header at the start of the bytes and returns it with its length. Throws `badInput` if the bytes
 * end within it or hold none.
 */
export function readPageHeader(bytes: Uint8Array): { header: PageHeader; length: number } {
  const reader = new ThriftReader(bytes);
  const header = reader.struct();
  const { field_1: type, field_5: data1, field_7: dictionary, field_8: data2 } = header;
  const sizes = { size: countOf(header, 3), decodedSize: countOf(header, 2) };
  const length = reader.offset;
  if (type === 0 && isObject(data1)) return { header: { ...sizes, data: dataOf(data1) }, length };
  if (type === 3 && isObject(data2)) return { header: { ...sizes, data: dataOf2(data2) }, length };
  if (type !== 2 || !isObject(dictionary)) return { header: sizes, length };
  return { header: { ...sizes, dictionaryCount: countOf(dictionary, 1) }, length };
}

function dataOf(data: Struct): DataHeader {
  const [definition, repetition] = [encodingOf(data['field_3']), encodingOf(data['field_4'])];
  return {
    count: countOf(data, 1),
    encoding: encodingOf(data['field_2']),
    levels: { version: 1, definition, repetition },
  };
}

function dataOf2(data: Struct): DataHeader {
  return {
    count: countOf(data, 1),
    encoding: encodingOf(data['field_4']),
    levels: {
      version: 2,
      definitionBytes: countOf(data, 5),
      repetitionBytes: countOf(data, 6),
      isCompressed: data['field_7'] !== false,
    },
  };
}

function countOf(struct: Struct, field: number): number {
  const value = struct[`field_${field}`];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw parquetError('the header of a page lacks a number');
}

function encodingOf(value: unknown): string {
  return (typeof value === 'number' ? Encodings[value] : undefined) ?? 'unknown';
}
