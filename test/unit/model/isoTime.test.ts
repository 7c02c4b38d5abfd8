import { describe, expect, it } from 'vitest';
import { parseIsoTime } from '../../../src/model/isoTime.ts';

const read = (text: string): unknown => {
  const time = parseIsoTime(text);
  return time && [new Date(time.ms).toISOString(), time.type];
};

describe('times of ISO 8601', () => {
  it.each([
    ['2024-02-29', '2024-02-29T00:00:00.000Z', 'plainDate'],
    ['0079-08-24', '0079-08-24T00:00:00.000Z', 'plainDate'],
    ['1969-12-31T23:59', '1969-12-31T23:59:00.000Z', 'plainDateTime'],
    ['2024-05-01 12:30:15', '2024-05-01T12:30:15.000Z', 'plainDateTime'],
    ['2024-05-01T12:30:15Z', '2024-05-01T12:30:15.000Z', 'instant'],
    ['2024-05-01t12:30:15.123456z', '2024-05-01T12:30:15.123Z', 'instant'],
    ['2024-05-01T12:30:15,5+02:00', '2024-05-01T10:30:15.500Z', 'instant'],
    ['2024-05-01T00:30+0530', '2024-04-30T19:00:00.000Z', 'instant'],
    ['2024-05-01T20:30:00-08', '2024-05-02T04:30:00.000Z', 'instant'],
  ])('reads %s', (text, iso, type) => {
    expect(read(text)).toEqual([iso, type]);
  });

  it.each([
    '2023-02-29',
    '1900-02-29',
    '2024-04-31',
    '2024-13-01',
    '2024-00-10',
    '2024-05-00',
    '2024-05-01T25:00',
    '2024-05-01T12:60',
    '2024-05-01T12:00:61Z',
    '2024-05-01T12:00+19:00',
    '2024-05-01T12:00+01:75',
    '2024',
    '2024-05',
    '20240501',
    '2024-W18-3',
    '01/05/2024',
    '2024-05-01T12',
    'on 2024-05-01',
    '2024-05-01-07',
    '',
  ])('takes “%s” for no time', (text) => {
    expect(parseIsoTime(text)).toBeUndefined();
  });
});
