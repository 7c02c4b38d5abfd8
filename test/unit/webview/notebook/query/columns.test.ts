import { describe, expect, it } from 'vitest';
import {
  columnKey,
  columnText,
  inferColumns,
  type ResultColumn,
} from '../../../../../webview/notebook/query/columns.ts';
import { hit } from '../fixtures.ts';

describe('inferColumns', () => {
  it('puts metadata by name between the id and the text', () => {
    const columns = inferColumns([
      hit('a', { metadata: { rare: 1, text: 'one', common: 'x' } }),
      hit('b', { metadata: { common: 'y', text: 'two' } }),
    ]);
    expect(columns.map(columnKey)).toEqual([
      'rank',
      'score',
      'id',
      'metadata.common',
      'metadata.rare',
      'metadata.text',
    ]);
  });

  it('leaves a cell empty if a record has no field of a name that all objects know', () => {
    const hits = [hit('a', { metadata: { constructor: 'x' } }), hit('b', { metadata: {} })];
    const column = inferColumns(hits).find((one) => columnKey(one) === 'metadata.constructor')!;
    expect(hits.map((one, at) => columnText(column, one, at))).toEqual(['x', '']);
  });

  it('has no text column if no record has a text', () => {
    expect(inferColumns([hit('a', { metadata: { year: 1999 } })]).map(columnKey)).toEqual([
      'rank',
      'score',
      'id',
      'metadata.year',
    ]);
  });

  it('shows values if a hit has some', () => {
    expect(inferColumns([hit('a'), hit('b', { values: [1, 2] })]).map(columnKey)).toEqual([
      'rank',
      'score',
      'id',
      'values',
    ]);
  });

  it('knows a field named like a column from that column', () => {
    const keys = inferColumns([hit('a', { metadata: { id: 'x', score: 1 } })]).map(columnKey);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('aligns a field as numbers only if all its values are numbers', () => {
    const columns = inferColumns([
      hit('a', { metadata: { year: 1999, mixed: 1 } }),
      hit('b', { metadata: { year: 2000, mixed: 'x' } }),
    ]);
    expect(columns.map((column) => 'isNumeric' in column && column.isNumeric)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it('makes a column as wide as its values need, within bounds', () => {
    const width = (value: string): number | undefined =>
      inferColumns([hit('a', { metadata: { field: value } })]).find(
        (column) => columnKey(column) === 'metadata.field',
      )?.widthPx;
    const [short, longer, endless] = ['x', 'x'.repeat(20), 'x'.repeat(5000)].map(width);
    expect([short! < longer!, longer! < endless!, endless! <= 220]).toEqual([true, true, true]);
  });

  it('takes the widest of many ids into account wherever they stand', () => {
    const many = Array.from({ length: 5000 }, (_, at) => hit(`doc-${at}`));
    const longLast = many.map((one, at) => (at < 4000 ? one : hit(`document-number-${at}`)));
    const width = (columns: ResultColumn[]): number => columns[2]!.widthPx;
    expect(width(inferColumns(longLast))).toBeGreaterThan(width(inferColumns(many)));
  });
});

describe('columnText', () => {
  it('gives each cell as text that loses nothing, and nothing for what a record lacks', () => {
    const full = hit('a', { score: 0.25, metadata: { tags: ['x', 'y'] }, values: [1, 2, 3, 4] });
    const columns = inferColumns([full]);
    const textsOf = (one: typeof full, rank: number): string[] =>
      columns.map((column) => columnText(column, one, rank));
    expect([textsOf(full, 1), textsOf(hit('b'), 2)]).toEqual([
      ['1', '0.2500', 'a', 'x, y', '[1, 2, 3, 4]'],
      ['2', '0.5000', 'b', '', ''],
    ]);
  });
});
