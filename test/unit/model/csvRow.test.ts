import { describe, expect, it } from 'vitest';
import { csvRow } from '../../../src/model/csvRow.ts';

describe('csvRow', () => {
  it.each([
    '=1+1',
    '+1+1',
    '-1+1',
    '@SUM(1)',
    ' =1+1',
    '\u00a0\u3000=1+1',
    '\ufeff=1+1',
    '\u200b=1+1',
    '＝1+1',
    '＋1+1',
    '－1+1',
    '＠SUM(1)',
    ' ＝1+1',
    '﹦1+1',
    '−1+1',
    '\tx',
    '\t=1+1',
  ])('puts an apostrophe in front of %j, which a spreadsheet would compute', (cell) => {
    expect(csvRow([cell])).toBe(`'${cell}\r\n`);
  });

  it.each(['-5', '+5', ' -5', '1e5', '-1e-7', 'a=1', 'plain', '', ' ', 'x ＝ y', 'données'])(
    'leaves %j as it is',
    (cell) => {
      expect(csvRow([cell])).toBe(`${cell}\r\n`);
    },
  );

  it('puts cells in quotation marks that need them', () => {
    expect(csvRow(['a,b', 'say "so"', '\n=1+1', 'c'])).toBe(`"a,b","say ""so""","'\n=1+1",c\r\n`);
  });
});
