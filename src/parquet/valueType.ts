import { isObject } from '../common/objects.ts';
import { parquetError } from './parquetError.ts';
import type { SchemaElement } from './footer.ts';

/** How the values of a column are stored, and what they mean. */
export type ValueType = {
  readonly physical: PhysicalType;
  /** The byte length, for the type of fixed length. */
  readonly length: number;
  readonly logicalType: LogicalType;
};

/** How Parquet stores values, by the numbers of the format. */
const physicalTypes = [
  'BOOLEAN',
  'INT32',
  'INT64',
  'INT96',
  'FLOAT',
  'DOUBLE',
  'BYTE_ARRAY',
  'FIXED_LEN_BYTE_ARRAY',
] as const;

export type PhysicalType = (typeof physicalTypes)[number];

/** The number of units per second. */
export type UnitsPerSecond = 1_000 | 1_000_000 | 1_000_000_000;

/** The logical type of a column's values. */
export type LogicalType =
  | { readonly kind: 'plain' | 'text' | 'date' | 'float16' | 'uuid' | 'unsigned' }
  | { readonly kind: 'decimal'; readonly scale: number }
  | { readonly kind: 'time'; readonly unit: UnitsPerSecond }
  | { readonly kind: 'timestamp'; readonly unit: UnitsPerSecond; readonly isUtc: boolean };

/** Returns the type of a column. Throws `badInput` for an unknown type. */
export function valueTypeOf(element: SchemaElement): ValueType {
  const physical = physicalTypes.find((type) => type === element.type);
  if (physical === undefined) throw parquetError(`the column “${element.name}” has no known type`);
  return { physical, length: element.typeLength, logicalType: logicalTypeOf(element, physical) };
}

function logicalTypeOf(element: SchemaElement, physical: PhysicalType): LogicalType {
  if (physical === 'INT96') return { kind: 'timestamp', unit: 1_000_000_000, isUtc: false };
  return fromLogicalAnnotation(element) ?? fromConvertedAnnotation(element) ?? { kind: 'plain' };
}

/** Reads the newer annotation, whose fields have the numbers of the format's definition. */
function fromLogicalAnnotation({ logical = {} }: SchemaElement): LogicalType | undefined {
  const { field_5: decimal, field_7: time, field_8: timestamp, field_10: integer } = logical;
  if (['field_1', 'field_4', 'field_12'].some((field) => field in logical)) return { kind: 'text' };
  if (isObject(decimal)) return { kind: 'decimal', scale: Number(decimal['field_1'] ?? 0) };
  if ('field_6' in logical) return { kind: 'date' };
  if (isObject(time)) return { kind: 'time', unit: unitOf(time['field_2']) };
  if (isObject(timestamp)) {
    const isUtc = timestamp['field_1'] === true;
    return { kind: 'timestamp', unit: unitOf(timestamp['field_2']), isUtc };
  }
  if (isObject(integer)) return { kind: integer['field_2'] === false ? 'unsigned' : 'plain' };
  if ('field_14' in logical) return { kind: 'uuid' };
  if ('field_15' in logical) return { kind: 'float16' };
  return undefined;
}

/** Reads the older annotation, which does not specify time zones. */
function fromConvertedAnnotation({ converted, scale }: SchemaElement): LogicalType | undefined {
  switch (converted) {
    case 'UTF8':
    case 'ENUM':
    case 'JSON':
      return { kind: 'text' };
    case 'DECIMAL':
      return { kind: 'decimal', scale };
    case 'DATE':
      return { kind: 'date' };
    case 'TIME_MILLIS':
      return { kind: 'time', unit: 1_000 };
    case 'TIME_MICROS':
      return { kind: 'time', unit: 1_000_000 };
    case 'TIMESTAMP_MILLIS':
      return { kind: 'timestamp', unit: 1_000, isUtc: false };
    case 'TIMESTAMP_MICROS':
      return { kind: 'timestamp', unit: 1_000_000, isUtc: false };
    case 'UINT_8':
    case 'UINT_16':
    case 'UINT_32':
    case 'UINT_64':
      return { kind: 'unsigned' };
    case undefined:
    default:
      return undefined;
  }
}

function unitOf(unit: unknown): UnitsPerSecond {
  if (!isObject(unit)) throw parquetError('a column of times has no unit');
  if ('field_1' in unit) return 1_000;
  return 'field_2' in unit ? 1_000_000 : 1_000_000_000;
}
