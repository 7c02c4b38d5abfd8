import { describe, expect, it } from 'vitest';
import { clampToGrid, moveInGrid } from '../../../../../webview/shared/grid/gridKeys.ts';

const size = { rows: 100, columns: 5, page: 20 };
const from = { row: 10, column: 2 };
const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

describe('moveInGrid', () => {
  it.each([
    ['ArrowUp', { row: 9, column: 2 }],
    ['ArrowDown', { row: 11, column: 2 }],
    ['ArrowLeft', { row: 10, column: 1 }],
    ['ArrowRight', { row: 10, column: 3 }],
    ['Home', { row: 10, column: 0 }],
    ['End', { row: 10, column: 4 }],
    ['PageUp', { row: 0, column: 2 }],
    ['PageDown', { row: 30, column: 2 }],
  ])('moves by %s', (key, to) => {
    expect(moveInGrid(from, { ...plain, key }, size)).toEqual(to);
  });

  it.each([
    ['Home', { row: 0, column: 0 }],
    ['End', { row: 99, column: 4 }],
    ['ArrowUp', { row: 0, column: 2 }],
    ['ArrowDown', { row: 99, column: 2 }],
  ])('moves far by Ctrl+%s', (key, to) => {
    expect(moveInGrid(from, { ...plain, ctrlKey: true, key }, size)).toEqual(to);
  });

  it('reaches the header from the first row and stops there', () => {
    const header = moveInGrid({ row: 0, column: 1 }, { ...plain, key: 'ArrowUp' }, size);
    expect(header).toEqual({ row: -1, column: 1 });
    expect(moveInGrid(header!, { ...plain, key: 'ArrowUp' }, size)).toEqual(header);
  });

  it('stops at the last row', () => {
    expect(moveInGrid({ row: 95, column: 0 }, { ...plain, key: 'PageDown' }, size)).toEqual({
      row: 99,
      column: 0,
    });
  });

  it('leaves other keys, and Alt and Shift, to others', () => {
    const keys = [
      { ...plain, key: 'a' },
      { ...plain, altKey: true, key: 'ArrowUp' },
      { ...plain, shiftKey: true, key: 'ArrowRight' },
    ];
    expect(keys.map((key) => moveInGrid(from, key, size))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('clampToGrid', () => {
  it('finds a place in a grid that became smaller', () => {
    expect(clampToGrid({ row: 50, column: 8 }, { rows: 3, columns: 2 })).toEqual({
      row: 2,
      column: 1,
    });
  });

  it('leaves the header of an empty grid', () => {
    expect(clampToGrid({ row: 0, column: 0 }, { rows: 0, columns: 1 })).toEqual({
      row: -1,
      column: 0,
    });
  });
});
