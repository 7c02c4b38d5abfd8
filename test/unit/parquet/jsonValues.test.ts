import { describe, expect, it } from 'vitest';
import { jsonValues, UnreadableValue } from '../../../src/parquet/jsonValues.ts';
import type { LogicalType, PhysicalType } from '../../../src/parquet/valueType.ts';
import type { PhysicalValue } from '../../../src/parquet/physicalValues.ts';

function valueOf(
  stored: PhysicalValue,
  logicalType: LogicalType,
  physical: PhysicalType = 'INT64',
): unknown {
  return jsonValues([stored], { physical, length: 16, logicalType })[0];
}

describe('values of Parquet', () => {
  it('are the double nearest to each decimal of two places', () => {
    const logicalType = { kind: 'decimal', scale: 2 } as const;
    const cents = Array.from({ length: 20_000 }, (_, at) => BigInt(at));
    const texts = cents.map((cent) => {
      const digits = String(cent).padStart(3, '0');
      return Number(`${digits.slice(0, -2)}.${digits.slice(-2)}`);
    });
    expect(jsonValues(cents, { physical: 'INT64', length: 0, logicalType })).toEqual(texts);
  });

  it.each([
    ['a decimal in bytes', Uint8Array.of(0xf8, 0x31), { kind: 'decimal', scale: 2 }, -19.99],
    ['a date', 19_724, { kind: 'date' }, '2024-01-02'],
    ['a date before 1970', -1, { kind: 'date' }, '1969-12-31'],
    ['whole seconds', 11_045_000_000n, { kind: 'time', unit: 1_000_000 }, '03:04:05'],
    ['milliseconds', 11_045_006, { kind: 'time', unit: 1_000 }, '03:04:05.006'],
    [
      'nanoseconds',
      11_045_000_000_007n,
      { kind: 'time', unit: 1_000_000_000 },
      '03:04:05.000000007',
    ],
    [
      'a time without a zone',
      1_704_164_645_000n,
      { kind: 'timestamp', unit: 1_000, isUtc: false },
      '2024-01-02T03:04:05',
    ],
    [
      'microseconds without a zone',
      1_704_164_645_123_456n,
      { kind: 'timestamp', unit: 1_000_000, isUtc: false },
      '2024-01-02T03:04:05.123456',
    ],
    [
      'a time in UTC',
      1_704_164_645_000n,
      { kind: 'timestamp', unit: 1_000, isUtc: true },
      '2024-01-02T03:04:05.000Z',
    ],
    [
      'a time before 1970',
      -1n,
      { kind: 'timestamp', unit: 1_000, isUtc: true },
      '1969-12-31T23:59:59.999Z',
    ],
    ['an unsigned number of 32 bits', -1, { kind: 'unsigned' }, 4_294_967_295],
    ['an unsigned number of 64 bits', -1n, { kind: 'unsigned' }, 2 ** 64],
    ['a half', Uint8Array.of(0x00, 0x3e), { kind: 'float16' }, 1.5],
    ['the smallest half', Uint8Array.of(0x01, 0x00), { kind: 'float16' }, 2 ** -24],
  ] as const)('are read: %s', (_, stored, logicalType, value) => {
    expect(valueOf(stored, logicalType)).toBe(value);
  });

  it('keep the mark of byte order that a text begins with', () => {
    const bytes = Buffer.from('\uFEFFfox');
    expect(valueOf(bytes, { kind: 'text' }, 'BYTE_ARRAY')).toBe('\uFEFFfox');
  });

  it.each([
    [
      'bytes that are not UTF-8',
      Uint8Array.of(0xff, 0xfe, 0),
      { kind: 'text' },
      'not text in UTF-8',
    ],
    ['an invalid day', 2 ** 31 - 1, { kind: 'date' }, 'an invalid date'],
    ['a time of an invalid day', 86_400_000, { kind: 'time', unit: 1_000 }, 'an invalid time'],
  ] as const)('are rejected with a reason: %s', (_, stored, logicalType, reason) => {
    const value = valueOf(stored, logicalType, 'BYTE_ARRAY');
    expect(value).toBeInstanceOf(UnreadableValue);
    expect((value as UnreadableValue).reason).toContain(reason);
  });
});
