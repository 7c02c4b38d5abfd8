import { describe, expect, it } from 'vitest';
import { decodeNotebookView, viewFor } from '../../../../../webview/notebook/state/notebookView.ts';

const view = {
  scrollTop: 120,
  focusedCellId: 'b',
  cells: {
    a: { shows: 'json', widths: { id: 200 } },
    b: {
      shows: 'table',
      widths: {},
      columns: { order: ['id'], hidden: [], frozen: ['id'] },
      sort: { key: 'id', isDescending: true },
      pinned: ['x'],
      isFolded: true,
      map: { chosen: ['x'] },
    },
  },
  heights: { a: 300, b: 90 },
  order: ['a', 'b'],
  session: 's1',
} as const;

describe('decodeNotebookView', () => {
  it('reads what was kept', () => {
    expect(decodeNotebookView(structuredClone(view))).toEqual(view);
  });

  it.each([undefined, null, 'x', 7, []])('starts plain from %j', (state) => {
    expect(decodeNotebookView(state)).toEqual({
      scrollTop: 0,
      focusedCellId: '',
      cells: {},
      heights: {},
      order: [],
      session: '',
    });
  });

  it('leaves out what cannot be', () => {
    const state = {
      scrollTop: NaN,
      focusedCellId: 3,
      cells: {
        a: {
          shows: 'pie',
          widths: { id: -5, score: '7', year: 90 },
          sort: 'x',
          columns: 3,
          pinned: {},
          isFolded: 1,
          map: 'x',
        },
        b: null,
      },
      heights: { a: -1, b: 80, c: 'x' },
      order: [1, 'b'],
    };
    expect(decodeNotebookView(state)).toEqual({
      scrollTop: 0,
      focusedCellId: '',
      cells: { a: { shows: 'table', widths: { year: 90 } }, b: { shows: 'table', widths: {} } },
      heights: { b: 80 },
      order: ['b'],
      session: '',
    });
  });
});

describe('viewFor', () => {
  it('forgets cells that are gone', () => {
    const { cells, heights } = viewFor(view, 's1', ['a', 'c']);
    expect([Object.keys(cells), heights]).toEqual([['a'], { a: 300 }]);
  });

  it('finds cells by their ids as long as the session lasts, wherever they stand', () => {
    expect(viewFor(view, 's1', ['b', 'c', 'a'])).toEqual({ ...view, order: ['b', 'c', 'a'] });
  });

  it('finds cells by their places in a new session, in which they have other ids', () => {
    expect(viewFor(view, 's2', ['b', 'c', 'd'])).toEqual({
      scrollTop: 120,
      focusedCellId: 'c',
      cells: { b: view.cells.a, c: view.cells.b },
      heights: { b: 300, c: 90 },
      order: ['b', 'c', 'd'],
      session: 's2',
    });
  });
});
