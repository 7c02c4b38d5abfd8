import { describe, expect, it } from 'vitest';
import { colourColumns } from '../../../../src/engine/map/colourColumns.ts';
import { missingLabel, otherLabel, type MapColumn } from '../../../../src/model/map/map.ts';
import type { Metadata } from '../../../../src/model/record.ts';
import { sampleInput } from './mapInput.ts';

const times = <T>(count: number, item: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => item(at));
const columns = (records: readonly Metadata[]): MapColumn[] =>
  colourColumns(records).map(({ column }) => column);

describe('the columns of a map', () => {
  it('are categories with labels by falling count, or numbers with their range', () => {
    const records: Metadata[] = [
      { kind: 'b', size: 2 },
      { kind: 'a', size: -1 },
      { kind: 'b' },
      { size: 7 },
    ];
    const [kind, size] = colourColumns(records);
    expect([kind?.column, size?.column]).toEqual([
      { kind: 'category', name: 'kind', labels: ['b', 'a'], counts: [2, 1] },
      { kind: 'number', name: 'size', min: -1, max: 7 },
    ]);
    expect([...new Uint16Array(kind!.data)]).toEqual([0, 1, 0, missingLabel]);
    expect([...new Float64Array(size!.data)]).toEqual([2, -1, NaN, 7]);
  });

  it('use booleans and the first item of a list as labels', () => {
    const records: Metadata[] = [
      { isNew: true, tags: ['x', 'y'] },
      { isNew: false, tags: ['x'] },
      { isNew: true, tags: [] },
    ];
    expect(columns(records)).toEqual([
      { kind: 'category', name: 'isNew', labels: ['true', 'false'], counts: [2, 1] },
      { kind: 'category', name: 'tags', labels: ['x'], counts: [2], lists: ['x, y', '', ''] },
    ]);
  });

  it('leave out texts, names of single records and constant fields', () => {
    const records = times(10, (at) => ({
      text: at < 5 ? 'same' : 'other',
      url: `/${at}`,
      source: 'crawl',
      version: 3,
    }));
    expect(columns(records)).toEqual([]);
  });

  it('merge the rarest of many labels into one', () => {
    const records = [
      ...times(200, (at) => ({ city: `big ${at % 50}` })),
      ...times(80, (at) => ({ city: `small ${String(at).padStart(2, '0')}` })),
    ];
    const [found] = colourColumns(records);
    const { column } = found!;
    if (column.kind !== 'category') throw new Error('not a category');
    expect([column.labels.length, column.labels.at(-1), column.counts.at(-1)]).toEqual([
      64,
      otherLabel,
      67,
    ]);
    expect(column.counts.reduce((sum, count) => sum + count)).toBe(280);
    expect(new Uint16Array(found!.data)[279]).toBe(63);
  });

  it('leave out a field whose common labels cover few records', () => {
    expect(columns(times(400, (at) => ({ title: `page ${at >> 1}` })))).toEqual([]);
  });

  it('have the type that most records have', () => {
    const records: Metadata[] = [{ year: 1990 }, { year: 2001 }, { year: 'unknown' }];
    const [year] = colourColumns(records);
    expect(year?.column).toEqual({ kind: 'number', name: 'year', min: 1990, max: 2001 });
    expect(new Float64Array(year!.data)[2]).toBeNaN();
  });

  it('store numbers exactly', () => {
    const created = [1_716_400_000_123, 1_716_400_000_124, 0.1];
    const [found] = colourColumns(created.map((value) => ({ created: value })));
    expect([...new Float64Array(found!.data)]).toEqual(created);
  });

  it('are times when texts are dates, even when each date occurs once', () => {
    const records: Metadata[] = [
      { day: '2024-05-02', at: '2024-05-02T10:00:00+02:00' },
      { day: '2023-01-31', at: '2024-05-02T09:00:00Z' },
      { at: '2024-05-02T07:00:00' },
    ];
    const [day, at] = colourColumns(records);
    const days = [Date.UTC(2024, 4, 2), Date.UTC(2023, 0, 31)];
    const hour = (of: number): number => Date.UTC(2024, 4, 2, of);
    expect([day?.column, at?.column]).toEqual([
      { kind: 'time', name: 'day', type: 'plainDate', min: days[1], max: days[0] },
      { kind: 'time', name: 'at', type: 'instant', min: hour(7), max: hour(9) },
    ]);
    expect([...new Float64Array(day!.data)]).toEqual([...days, NaN]);
    expect([...new Float64Array(at!.data)]).toEqual([hour(8), hour(9), hour(7)]);
  });

  it('are times when at most one text in twenty is not a date, else categories', () => {
    const dated = (others: number): Metadata[] =>
      times(40, (at) => ({ day: at < others ? 'unknown' : `2024-05-0${1 + (at % 9)}` }));
    expect(columns(dated(2)).map(({ kind }) => kind)).toEqual(['time']);
    expect(columns(dated(3)).map(({ kind }) => kind)).toEqual(['category']);
  });

  it('include the time of day when some values have one', () => {
    const [column] = columns([{ at: '2024-05-02' }, { at: '2024-05-02 10:00' }]);
    expect(column).toMatchObject({ kind: 'time', type: 'plainDateTime' });
  });

  it('store numbers as numbers, regardless of the field name', () => {
    const [column] = columns([{ created_at: 1_716_400_000 }, { created_at: 1_716_500_000 }]);
    expect(column?.kind).toBe('number');
  });

  it('are the useful fields of the sample indexes', async () => {
    const words = columns((await sampleInput('english-words')).metadata);
    expect(words.map(({ kind, name }) => [name, kind])).toEqual([
      ['class', 'category'],
      ['pos', 'category'],
      ['rank', 'number'],
    ]);
    const docs = columns((await sampleInput('fiori-docs')).metadata);
    expect(docs.map(({ name }) => name)).toEqual(['category', 'tags', 'words']);
  });
});
