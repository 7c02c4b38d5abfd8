import { isUtf8 } from 'node:buffer';
import { maxTextBytes } from './limits.ts';
import type { PhysicalValue, PhysicalValues } from './physicalValues.ts';
import type { LogicalType, PhysicalType, UnitsPerSecond, ValueType } from './valueType.ts';

/**
 * Converts physical values to JSON values: decimals to the nearest double, dates and times to ISO 8601, with a `Z`
 * if the file declares UTC.
 */
export function jsonValues(stored: PhysicalValues, { physical, logicalType }: ValueType): Values {
  if (logicalType.kind === 'plain' && isPacked(stored)) return stored;
  return Array.from(stored as ArrayLike<PhysicalValue>, converterOf(physical, logicalType));
}

/** A value that a record cannot hold, with the reason. It rejects its row, not the file. */
export class UnreadableValue {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** JSON values without nulls. Numbers may be in a typed array. */
export type Values =
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | readonly unknown[];

function converterOf(
  physical: PhysicalType,
  logicalType: LogicalType,
): (value: PhysicalValue) => unknown {
  if (physical === 'BYTE_ARRAY' && logicalType.kind === 'plain') return textOf;
  if (physical === 'INT96')
    return (value) => timestampOf(nanosecondsOf(value), 1_000_000_000, false);
  return converterForType(logicalType);
}

function isPacked(
  stored: PhysicalValues,
): stored is Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> {
  return (
    stored instanceof Float32Array || stored instanceof Float64Array || stored instanceof Int32Array
  );
}

function converterForType(logicalType: LogicalType): (value: PhysicalValue) => unknown {
  switch (logicalType.kind) {
    case 'text':
      return textOf;
    case 'decimal':
      return (value) => Number(`${integerOf(value)}e-${logicalType.scale}`);
    case 'date':
      return dateOf;
    case 'time':
      return (value) => timeOf(integerOf(value), logicalType.unit);
    case 'timestamp':
      return (value) => timestampOf(integerOf(value), logicalType.unit, logicalType.isUtc);
    case 'unsigned':
      return unsignedOf;
    case 'uuid':
      return (value) => (value instanceof Uint8Array ? uuidOf(value) : unreadable('no UUID'));
    case 'float16':
      return (value) => (value instanceof Uint8Array ? float16Of(value) : unreadable('no number'));
    case 'plain':
      return plainOf;
  }
}

function plainOf(value: PhysicalValue): unknown {
  if (value instanceof Uint8Array) return unreadable('bytes, which are not text');
  return typeof value === 'bigint' ? Number(value) : value;
}

function textOf(value: PhysicalValue): unknown {
  if (!(value instanceof Uint8Array)) return unreadable('no text');
  if (value.length > maxTextBytes) return unreadable(`a text of more than ${maxTextBytes} bytes`);
  if (!isUtf8(value)) return unreadable('bytes that are not text in UTF-8');
  return Buffer.from(value.buffer, value.byteOffset, value.length).toString('utf8');
}

function unreadable(what: string): UnreadableValue {
  return new UnreadableValue(`holds ${what}`);
}

function unsignedOf(value: PhysicalValue): number {
  if (typeof value === 'bigint') return Number(BigInt.asUintN(64, value));
  return Number(value) >>> 0;
}

/** Converts INT96: its high 32 bits are a Julian day, its low 64 bits the nanoseconds of that day. */
function nanosecondsOf(value: PhysicalValue): bigint {
  const bits = integerOf(value);
  return ((bits >> 64n) - 2_440_588n) * 86_400_000_000_000n + BigInt.asUintN(64, bits);
}

/** Bytes are big-endian and signed. */
function integerOf(value: PhysicalValue): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value);
  if (value.length === 0) return 0n;
  const hex = Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex');
  return BigInt.asIntN(8 * value.length, BigInt(`0x${hex}`));
}

function float16Of(bytes: Uint8Array): number {
  const bits = ((bytes[1] ?? 0) << 8) | (bytes[0] ?? 0);
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return (sign * fraction) / 2 ** 24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const secondsADay = 86_400n;

function dateOf(value: PhysicalValue): unknown {
  return isoDate(integerOf(value)) ?? unreadable('an invalid date');
}

/** Formats a time as `hh:mm:ss`, with a fraction if it has one. */
function timeOf(units: bigint, unit: UnitsPerSecond): unknown {
  const seconds = floorDivide(units, BigInt(unit));
  if (seconds < 0n || seconds >= secondsADay) return unreadable('an invalid time');
  return `${isoTime(seconds)}${fractionOf(units, unit)}`;
}

function timestampOf(units: bigint, unit: UnitsPerSecond, isUtc: boolean): unknown {
  const seconds = floorDivide(units, BigInt(unit));
  const day = floorDivide(seconds, secondsADay);
  const date = isoDate(day);
  if (date === undefined) return unreadable('an invalid time');
  const fraction = fractionOf(units, unit);
  const time = isoTime(seconds - day * secondsADay);
  // UTC timestamps have the format of JavaScript.
  return isUtc ? `${date}T${time}${fraction || '.000'}Z` : `${date}T${time}${fraction}`;
}

function isoDate(days: bigint): string | undefined {
  const date = new Date(Number(days) * 86_400_000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace(/T.*/, '');
}

function isoTime(secondOfDay: bigint): string {
  return new Date(Number(secondOfDay) * 1000).toISOString().slice(11, 19);
}

/** Formats a fraction of a second with three, six or nine digits; empty for whole seconds. */
function fractionOf(units: bigint, unit: UnitsPerSecond): string {
  const size = BigInt(unit);
  const rest = units - floorDivide(units, size) * size;
  if (rest === 0n) return '';
  const digits = rest.toString().padStart(String(unit).length - 1, '0');
  return `.${digits.replace(/(?:000){1,2}$/, '')}`;
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
