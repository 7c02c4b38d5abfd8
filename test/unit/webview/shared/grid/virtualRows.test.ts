import { describe, expect, it } from 'vitest';
import { rowWindow, scrollTopFor } from '../../../../../webview/shared/grid/virtualRows.ts';

const rowHeight = 20;
/** A head and ten rows. */
const height = 220;

describe('rows that exist', () => {
  it('are those in sight and eight on either side', () => {
    expect(rowWindow({ top: 2000, height }, rowHeight, 1_000_000)).toEqual({ first: 92, end: 118 });
  });

  it('begin at the first and end with the last', () => {
    expect([
      rowWindow({ top: 0, height }, rowHeight, 5),
      rowWindow({ top: 19_800, height }, rowHeight, 1000),
      rowWindow({ top: 500, height }, rowHeight, 0),
    ]).toEqual([
      { first: 0, end: 5 },
      { first: 982, end: 1000 },
      { first: 0, end: 0 },
    ]);
  });
});

describe('going to a row', () => {
  it('moves no further than is needed, in either direction', () => {
    const seen = { top: 200, height };
    expect([9, 10, 19, 20].map((row) => scrollTopFor(row, rowHeight, seen))).toEqual([
      180, 200, 200, 220,
    ]);
  });
});
