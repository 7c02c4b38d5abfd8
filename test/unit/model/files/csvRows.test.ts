import { describe, expect, it } from 'vitest';
import { CsvReader, delimiterOf } from '../../../../src/model/files/csvRows.ts';
import { csvRow } from '../../../../src/model/csvRow.ts';
import { seededRandom } from '../../../support/random.ts';

/** Reads a text in pieces of this length. */
function read(text: string, delimiter = ',', pieceLength = text.length || 1): unknown[] {
  const reader = new CsvReader(delimiter);
  const rows = [];
  for (let at = 0; at < text.length; at += pieceLength)
    rows.push(...reader.push(text.slice(at, at + pieceLength)));
  rows.push(...reader.end());
  return rows.map(({ line, cells }) => [line, ...cells]);
}

describe('a CSV reader', () => {
  it.each<[string, string, unknown[]]>([
    [
      'plain rows',
      'a,b\nc,d\n',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
      ],
    ],
    [
      'a last row without a line end',
      'a,b\nc,',
      [
        [1, 'a', 'b'],
        [2, 'c', ''],
      ],
    ],
    [
      'line ends of Windows',
      'a,b\r\n"c",d\r\n',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
      ],
    ],
    [
      'empty lines, which it skips',
      '\na,b\n\r\n\nc,d',
      [
        [2, 'a', 'b'],
        [5, 'c', 'd'],
      ],
    ],
    [
      'quotation marks',
      '"a,""b""","c\nd"\ne,f',
      [
        [1, 'a,"b"', 'c\nd'],
        [3, 'e', 'f'],
      ],
    ],
    ['text behind a closing quotation mark', '"a" b,c', [[1, 'a b', 'c']]],
    ['a quotation mark within a cell', 'a"b,c', [[1, 'a"b', 'c']]],
  ])('reads %s, in pieces of any length', (_, text, rows) => {
    expect(read(text)).toEqual(rows);
    for (const pieceLength of [1, 2, 3]) expect(read(text, ',', pieceLength)).toEqual(rows);
  });

  it('reads what an export wrote', () => {
    const random = seededRandom(3);
    const parts = ['a', '"', ',', '\n', '\r\n', ' ', 'ä', '[1,2]'];
    const cell = (): string =>
      Array.from({ length: 4 }, () => parts[Math.floor(random() * parts.length)]).join('');
    const rows = Array.from({ length: 300 }, () => ['x', cell(), cell()]);
    const text = rows.map((cells) => csvRow(cells)).join('');
    const reader = new CsvReader(',');
    const found = [...reader.push(text), ...reader.end()].map(({ cells }) => cells);
    // An export protects spreadsheets from cells that look like a formula, or begin with a line break.
    expect(found.map((cells) => cells.map((text) => text.replace(/^'/, '')))).toEqual(rows);
  });

  it('names the line of a quotation mark that is not closed', () => {
    expect(() => read('a,b\nc,"d\ne,f\n')).toThrow('Line 2 begins a row that does not end');
  });

  it('stops at a row that is longer than any record', () => {
    const reader = new CsvReader(',');
    reader.push('a,b\n"');
    expect(() => {
      for (let piece = 0; piece < 10; piece++) reader.push('x'.repeat(1024 * 1024));
    }).toThrow('Line 2 begins a row that does not end');
  });
});

describe('the delimiter', () => {
  it.each([
    ['a,b;c,d\n1;2;3;4', ','],
    ['a;b;c\n1,2,3,4,5', ';'],
    ['a\tb\tc', '\t'],
    ['"a;b;c",d', ','],
    ['a|b', '|'],
    ['only', ','],
  ])('of %j is %j', (text, delimiter) => {
    expect(delimiterOf(text)).toBe(delimiter);
  });
});
