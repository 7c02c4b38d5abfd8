import { expect, it } from 'vitest';
import { missingLabel } from '../../../../../src/model/map/map.ts';
import type { ColumnData } from '../../../../../webview/map/shared/columnData.ts';
import {
  nextSort,
  sortPoints,
  tableColumns,
} from '../../../../../webview/map/table/tableColumns.ts';

const fields: ColumnData[] = [
  {
    column: { kind: 'number', name: 'rank', min: 2, max: 30 },
    values: Float64Array.of(30, Number.NaN, 2, 4),
  },
  {
    column: {
      kind: 'category',
      name: 'tags',
      labels: ['b', 'a'],
      counts: [2, 1],
      lists: ['b, c, d', '', '', ''],
    },
    values: Uint16Array.of(0, 0, 1, missingLabel),
  },
];
const map = { names: ['r10', 'r9', 'r1', 'r2'], titles: [], texts: ['', '', '', ''] };
const columns = tableColumns(map, fields);
const all = Uint32Array.of(0, 1, 2, 3);
const order = (key: string, isDescending = false): number[] => [
  ...sortPoints(all, columns, { key, isDescending }),
];

it('sorts numbers by value and texts by their numbers, those without a value last', () => {
  expect(order('metadata.rank')).toEqual([2, 3, 0, 1]);
  expect(order('metadata.rank', true)).toEqual([0, 3, 2, 1]);
  expect(order('id')).toEqual([2, 3, 1, 0]);
  expect(order('metadata.tags', true)).toEqual([0, 1, 2, 3]);
});

it('keeps the order of the points without a choice, or for a column that is not there', () => {
  expect([...sortPoints(all, columns, undefined)]).toEqual([0, 1, 2, 3]);
  expect(order('metadata.gone')).toEqual([0, 1, 2, 3]);
});

it('shows lists whole', () => {
  const tags = columns.find(({ key }) => key === 'metadata.tags');
  expect([0, 1, 2, 3].map((index) => tags?.text(index, index))).toEqual(['b, c, d', 'b', 'a', '']);
});

it('has a title column where records have titles, and no text column without texts', () => {
  const titled = tableColumns({ ...map, titles: ['One', '', '', ''] }, []);
  expect(titled.map(({ key }) => key)).toEqual(['id', 'title']);
});

it('goes from ascending to descending to the order of the points', () => {
  const first = nextSort(undefined, 'id');
  const second = nextSort(first, 'id');
  expect([first, second, nextSort(second, 'id'), nextSort(second, 'text')]).toEqual([
    { key: 'id', isDescending: false },
    { key: 'id', isDescending: true },
    undefined,
    { key: 'text', isDescending: false },
  ]);
});
