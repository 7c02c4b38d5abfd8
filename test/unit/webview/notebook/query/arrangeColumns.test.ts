import { describe, expect, it } from 'vitest';
import {
  moveColumn,
  noChoice,
  orderColumns,
  toggleFrozen,
  toggleHidden,
  visibleColumns,
} from '../../../../../webview/notebook/query/arrangeColumns.ts';

const columns = ['rank', 'score', 'id', 'year', 'text'].map((key) => ({ key }));
const keysOf = (shown: readonly { readonly key: string }[]): string =>
  shown.map(({ key }) => key).join(' ');

describe('the columns of a result', () => {
  it('keep their order until the user moves one', () => {
    const moved = moveColumn(noChoice, columns, 'text', 'score');
    expect([keysOf(orderColumns(columns, noChoice)), keysOf(orderColumns(columns, moved))]).toEqual(
      ['rank score id year text', 'rank text score id year'],
    );
  });

  it('that a later run adds come behind those that the user ordered', () => {
    const moved = moveColumn(noChoice, columns, 'text', 'rank');
    const more = [{ key: 'rank' }, { key: 'author' }, ...columns.slice(1)];
    expect(keysOf(orderColumns(more, moved))).toBe('text rank score id year author');
  });

  it('come first while they are frozen, and join them when they are moved among them', () => {
    const frozen = toggleFrozen(noChoice, 'id');
    const ordered = orderColumns(columns, frozen);
    const joined = moveColumn(frozen, ordered, 'year', 'id');
    const left = moveColumn(joined, orderColumns(columns, joined), 'id', 'text');
    expect([keysOf(ordered), joined.frozen, left.frozen]).toEqual([
      'id rank score year text',
      ['id', 'year'],
      ['year'],
    ]);
  });

  it('can be hidden, but not all of them', () => {
    const none = columns.reduce((choice, { key }) => toggleHidden(choice, key), noChoice);
    expect([
      keysOf(visibleColumns(columns, toggleHidden(noChoice, 'score'))),
      keysOf(visibleColumns(columns, none)),
      toggleHidden(none, 'id').hidden,
    ]).toEqual(['rank id year text', 'rank', ['rank', 'score', 'year', 'text']]);
  });
});
