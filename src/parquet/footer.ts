import type { FileHandle } from 'node:fs/promises';
import {
  CompressionCodecs,
  ConvertedTypes,
  FieldRepetitionTypes,
  ParquetTypes,
} from 'hyparquet/src/constants.js';
import { isObject } from '../common/objects.ts';
import { parquetError } from './parquetError.ts';
import { maxFooterBytes } from './limits.ts';
import { readBytes } from './readBytes.ts';
import { ThriftReader, type Struct } from './thrift.ts';

/** The schema and the row groups of a Parquet file, as its footer describes them. */
export type Footer = {
  readonly elements: readonly SchemaElement[];
  readonly groups: readonly RowGroup[];
};

export type SchemaElement = {
  readonly name: string;
  /** Absent in groups. */
  readonly type: string | undefined;
  readonly typeLength: number;
  readonly repetition: string;
  readonly childCount: number;
  /** The older annotation of the logical type. */
  readonly converted: string | undefined;
  readonly scale: number;
  /** The newer annotation: a union with one field set. */
  readonly logical: Struct | undefined;
};

export type ColumnChunk = {
  readonly path: readonly string[];
  readonly codec: string;
  readonly valueCount: number;
  readonly start: number;
  readonly end: number;
};

export type RowGroup = { readonly rowCount: number; readonly chunks: readonly ColumnChunk[] };

const magic = 'PAR1';
/** The footer's length and the magic bytes. */
const tailBytes = 8;

/** Reads the parts of a file's footer that reading rows needs, without statistics. Throws `badInput`. */
export async function readFooter(file: FileHandle): Promise<Footer> {
  const { size } = await file.stat();
  if (size < tailBytes + magic.length) throw parquetError('it is too short');
  const tail = await readBytes(file, size - tailBytes, tailBytes);
  const ending = Buffer.from(tail.buffer, 4, 4).toString('latin1');
  if (ending === 'PARE') throw parquetError('it is encrypted');
  if (ending !== magic) throw parquetError('it does not end like a Parquet file');
  const length = new DataView(tail.buffer).getUint32(0, true);
  if (length > size - tailBytes) throw parquetError('its footer is longer than the file');
  if (length > maxFooterBytes)
    throw parquetError(`its footer has more than ${maxFooterBytes} bytes`);
  const bytes = await readBytes(file, size - tailBytes - length, length);
  const footer = new ThriftReader(bytes).struct();
  return {
    elements: structs(footer['field_2'], 'schema').map(elementOf),
    groups: structs(footer['field_4'], 'row groups').map(groupOf),
  };
}

function elementOf(element: Struct): SchemaElement {
  const { field_6: converted, field_10: logical } = element;
  const type = element['field_1'];
  return {
    name: textOf(element['field_4']),
    type: type === undefined ? undefined : ParquetTypes[numberOf(type)],
    typeLength: numberOf(element['field_2'] ?? 0),
    repetition: FieldRepetitionTypes[numberOf(element['field_3'] ?? 0)] ?? 'REQUIRED',
    childCount: numberOf(element['field_5'] ?? 0),
    converted: converted === undefined ? undefined : ConvertedTypes[numberOf(converted)],
    scale: numberOf(element['field_7'] ?? 0),
    logical: isObject(logical) ? logical : undefined,
  };
}

function groupOf(group: Struct): RowGroup {
  return {
    rowCount: numberOf(group['field_3']),
    chunks: structs(group['field_1'], 'columns').map(chunkOf),
  };
}

function chunkOf({ field_1: otherFile, field_3: metadata }: Struct): ColumnChunk {
  if (otherFile !== undefined) throw parquetError('a column is in another file');
  if (!isObject(metadata)) throw parquetError('a column is encrypted or has no description');
  const data = numberOf(metadata['field_9']);
  const dictionary = numberOf(metadata['field_11'] ?? 0);
  const start = dictionary > 0 && dictionary < data ? dictionary : data;
  const codec = CompressionCodecs[numberOf(metadata['field_4'])];
  return {
    path: list(metadata['field_3'], 'path').map(textOf),
    codec: codec ?? `number ${numberOf(metadata['field_4'])}`,
    valueCount: numberOf(metadata['field_5']),
    start,
    end: start + numberOf(metadata['field_7']),
  };
}

function list(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw parquetError(`its footer has no ${what}`);
}

function structs(value: unknown, what: string): readonly Struct[] {
  return list(value, what).map((one) => {
    if (isObject(one)) return one;
    throw parquetError(`its footer has no ${what}`);
  });
}

/** Returns a non-negative integer. */
function numberOf(value: unknown): number {
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number;
  throw parquetError('its footer lacks a number');
}

function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  throw parquetError('its footer lacks a name');
}
