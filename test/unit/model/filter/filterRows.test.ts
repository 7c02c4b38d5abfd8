import { describe, expect, it } from 'vitest';
import { printRows, readRows } from '../../../../src/model/filter/builder/filterRows.ts';
import { parseFilter } from '../../../../src/model/filter/parseFilter.ts';

describe('the rows of a filter', () => {
  it.each([
    ['', 'and', []],
    ['{ "year": 2024 }', 'and', [['year', '$eq', '2024']]],
    [
      '{ "year": { "$gte": 2024, "$lt": 2026 }, "lang": "en" }',
      'and',
      [
        ['year', '$gte', '2024'],
        ['year', '$lt', '2026'],
        ['lang', '$eq', 'en'],
      ],
    ],
    [
      '{ "$or": [{ "lang": { "$in": ["en", "2024", "a, b"] } }, { "isNew": { "$exists": false } }] }',
      'or',
      [
        ['lang', '$in', 'en, "2024", "a, b"'],
        ['isNew', '$exists', 'false'],
      ],
    ],
    [
      '{ "$and": [{ "tag": "a" }, { "tag": "b" }] }',
      'and',
      [
        ['tag', '$eq', 'a'],
        ['tag', '$eq', 'b'],
      ],
    ],
  ])('are read from %j, and mean the same when they are printed', (text, join, rows) => {
    const read = readRows(text);
    expect(read).toEqual({
      join,
      rows: rows.map(([field, operator, value]) => ({ field, operator, value })),
    });
    const again = readRows(printRows(read!));
    expect(again).toEqual(read);
  });

  it.each(['{ "a": 1', '{ "$or": [{ "$and": [{ "a": 1 }] }] }', '{ "$or": [{ "a": 1, "b": 2 }] }'])(
    'are none of %j',
    (text) => {
      expect(readRows(text)).toBeUndefined();
    },
  );

  it('keep the type of a value: quotes make a text of a number', () => {
    const row = { field: 'a', operator: '$eq' } as const;
    const texts = ['2024', '"2024"', 'true', 'two words', '-1.5e3'].map((value) =>
      printRows({ join: 'and', rows: [{ ...row, value }] }),
    );
    expect(texts.map((text) => JSON.parse(text).a.$eq)).toEqual([
      2024,
      '2024',
      true,
      'two words',
      -1500,
    ]);
  });

  it('leave out rows without a field', () => {
    expect(printRows({ join: 'and', rows: [{ field: '', operator: '$eq', value: 'a' }] })).toBe('');
  });

  it('print filters that parse', () => {
    const row = { field: 'a', operator: '$in', value: '1, 2' } as const;
    const text = printRows({ join: 'or', rows: [row, { ...row, operator: '$exists', value: '' }] });
    expect(parseFilter(text)).toMatchObject({ isValid: true });
  });
});
