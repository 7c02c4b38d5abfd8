import { describe, expect, it } from 'vitest';
import type { QueryCell } from '../../../../../src/model/notebook/cell.ts';
import {
  asQueryCell,
  asTextCell,
  newQueryCell,
  parseTopK,
  placeAfterRemoval,
  sameCell,
} from '../../../../../webview/notebook/state/cells.ts';
import { query, text } from '../fixtures.ts';

describe('a cell of another kind', () => {
  it('asks by the text of a text cell', () => {
    expect(asQueryCell(text('a', 'how do I\npay?'))).toMatchObject({
      kind: 'query',
      id: 'a',
      input: { by: 'text', value: 'how do I pay?' },
    });
  });

  it('keeps what a query searches by as its text', () => {
    const asked = query('a', { input: { by: 'text', value: 'money back' } });
    expect(asTextCell(asked)).toEqual({ kind: 'text', id: 'a', text: 'money back' });
  });

  it('keeps the fields of other cells as its text', () => {
    const compare = { kind: 'compare', id: 'a', name: '', queries: 'x, y', binding: {} } as const;
    expect(asTextCell(compare)).toEqual({ kind: 'text', id: 'a', text: 'queries: x, y' });
  });
});

describe('sameCell', () => {
  const changes: readonly Partial<QueryCell>[] = [
    { id: 'b' },
    { name: 'x' },
    { input: { by: 'text', value: 'dog' } },
    { input: { by: 'id', value: 'cat' } },
    { filter: '{}' },
    { topK: 3 },
    { includeValues: true },
    { expected: 'a' },
    { binding: { environment: 'x' } },
    { binding: { index: 'x' } },
    { binding: { namespace: 'x' } },
  ];

  it('finds equal cells equal', () => {
    expect([sameCell(query('a'), query('a')), sameCell(text('a', 'x'), text('a', 'x'))]).toEqual([
      true,
      true,
    ]);
  });

  it.each(changes)('sees a change of %o', (change) => {
    expect(sameCell(query('a'), query('a', change))).toBe(false);
  });

  it('sees a change of kind or text', () => {
    const others = [sameCell(text('a', 'x'), text('a', 'y')), sameCell(text('a', ''), query('a'))];
    expect(others).toEqual([false, false]);
  });
});

describe('newQueryCell', () => {
  it('goes on as the last query did', () => {
    const cells = [query('a', { input: { by: 'text', value: 'x' }, topK: 50 }), text('b', '')];
    expect(newQueryCell(cells)).toMatchObject({ input: { by: 'text', value: '' }, topK: 50 });
  });
});

describe('parseTopK', () => {
  it.each([
    ['10', 10],
    [' 1,000 ', 1000],
    ['10 000', 10_000],
    ['0', undefined],
    ['10001', undefined],
    ['1.5', undefined],
    ['-1', undefined],
    ['1e3', undefined],
    ['', undefined],
  ])('reads %j as %s', (typed, topK) => {
    expect(parseTopK(typed)).toBe(topK);
  });
});

describe('placeAfterRemoval', () => {
  it('stays in place, at the end goes one back, and has nowhere to go when the last is removed', () => {
    expect([placeAfterRemoval(0, 3), placeAfterRemoval(2, 3), placeAfterRemoval(0, 1)]).toEqual([
      0,
      1,
      undefined,
    ]);
  });

  it('counts all cells that are removed', () => {
    expect([
      placeAfterRemoval(1, 5, 2),
      placeAfterRemoval(3, 5, 2),
      placeAfterRemoval(0, 2, 2),
    ]).toEqual([1, 2, undefined]);
  });
});
