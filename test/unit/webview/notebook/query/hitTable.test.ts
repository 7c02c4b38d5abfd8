import { expect, it } from 'vitest';
import { hitTable, tableText } from '../../../../../webview/notebook/query/hitTable.ts';
import { plainCellView } from '../../../../../webview/notebook/state/notebookView.ts';
import { hit, hitsOutcome } from '../fixtures.ts';

it('copies a table as it is shown: order, hidden columns and pinned hits', () => {
  const outcome = hitsOutcome([
    hit('a', { score: 0.5, metadata: { year: 1999, text: 'one\ttwo' } }),
    hit('b', { score: 0.25, metadata: { year: 2001, text: 'three' } }),
  ]);
  const table = hitTable(outcome, {
    ...plainCellView,
    columns: { order: ['id'], hidden: ['score'], frozen: [] },
    pinned: ['b'],
  });
  expect(tableText(table)).toBe('id\t#\tyear\ttext\nb\t2\t2001\tthree\na\t1\t1999\tone two');
});

it('has the same order of columns for any hits', () => {
  const keys = (...years: number[]): string[] =>
    hitTable(
      hitsOutcome([
        hit('a', { metadata: { zone: 'x', author: 'y', title: 't', text: 'words' } }),
        ...years.map((year) => hit(String(year), { metadata: { year, zone: 'z' } })),
      ]),
      plainCellView,
    ).columns.map(({ title }) => title);
  expect([keys(1999), keys(1999, 2000, 2001)]).toEqual([
    ['#', 'score', 'id', 'title', 'author', 'year', 'zone', 'text'],
    ['#', 'score', 'id', 'title', 'author', 'year', 'zone', 'text'],
  ]);
});
