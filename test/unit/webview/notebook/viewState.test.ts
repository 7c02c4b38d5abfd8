import { describe, expect, it } from 'vitest';
import { decodeNotebookView, pruneView } from '../../../../webview/notebook/viewState.ts';

const view = {
  scrollTop: 120,
  focusedCellId: 'b',
  cells: { a: { shows: 'json', widths: { id: 200 } }, b: { shows: 'table', widths: {} } },
} as const;

describe('decodeNotebookView', () => {
  it('reads what was kept', () => {
    expect(decodeNotebookView(structuredClone(view))).toEqual(view);
  });

  it.each([undefined, null, 'x', 7, []])('starts plain from %j', (state) => {
    expect(decodeNotebookView(state)).toEqual({ scrollTop: 0, focusedCellId: '', cells: {} });
  });

  it('leaves out what cannot be', () => {
    const state = {
      scrollTop: NaN,
      focusedCellId: 3,
      cells: { a: { shows: 'pie', widths: { id: -5, score: '7', year: 90 } }, b: null },
    };
    expect(decodeNotebookView(state)).toEqual({
      scrollTop: 0,
      focusedCellId: '',
      cells: { a: { shows: 'table', widths: { year: 90 } }, b: { shows: 'table', widths: {} } },
    });
  });
});

describe('pruneView', () => {
  it('forgets cells that are gone', () => {
    expect(Object.keys(pruneView(view, ['a', 'c']).cells)).toEqual(['a']);
  });
});
