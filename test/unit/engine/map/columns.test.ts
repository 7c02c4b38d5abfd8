import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../../src/engine/map/columns.ts';
import { missingLabel, otherLabel, type MapColumn } from '../../../../src/model/map.ts';
import type { Metadata } from '../../../../src/model/record.ts';
import { sampleInput } from './mapInput.ts';

const times = <T>(count: number, item: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => item(at));
const columns = (records: readonly Metadata[]): MapColumn[] =>
  columnsOf(records).map(({ column }) => column);

describe('the columns of a map', () => {
  it('are categories with labels by falling count, and numbers with their range', () => {
    const records: Metadata[] = [
      { kind: 'b', size: 2 },
      { kind: 'a', size: -1 },
      { kind: 'b' },
      { size: 7 },
    ];
    const [kind, size] = columnsOf(records);
    expect([kind?.column, size?.column]).toEqual([
      { kind: 'category', name: 'kind', labels: ['b', 'a'], counts: [2, 1] },
      { kind: 'number', name: 'size', min: -1, max: 7 },
    ]);
    expect([...new Uint16Array(kind!.data)]).toEqual([0, 1, 0, missingLabel]);
    expect([...new Float32Array(size!.data)]).toEqual([2, -1, NaN, 7]);
  });

  it('take booleans and the first of a list as labels', () => {
    const records: Metadata[] = [
      { isNew: true, tags: ['x', 'y'] },
      { isNew: false, tags: ['x'] },
      { isNew: true, tags: [] },
    ];
    expect(columns(records)).toEqual([
      { kind: 'category', name: 'isNew', labels: ['true', 'false'], counts: [2, 1] },
      { kind: 'category', name: 'tags', labels: ['x'], counts: [2] },
    ]);
  });

  it('leave out texts, names of single records and what is the same everywhere', () => {
    const records = times(10, (at) => ({
      text: at < 5 ? 'same' : 'other',
      url: `/${at}`,
      source: 'crawl',
      version: 3,
    }));
    expect(columns(records)).toEqual([]);
  });

  it('gather the rarest of many labels under one', () => {
    const records = [
      ...times(200, (at) => ({ city: `big ${at % 50}` })),
      ...times(80, (at) => ({ city: `small ${String(at).padStart(2, '0')}` })),
    ];
    const [found] = columnsOf(records);
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

  it('leave out a field whose common labels are few of its records', () => {
    expect(columns(times(400, (at) => ({ title: `page ${at >> 1}` })))).toEqual([]);
  });

  it('go by the type that most records have', () => {
    const records: Metadata[] = [{ year: 1990 }, { year: 2001 }, { year: 'unknown' }];
    const [year] = columnsOf(records);
    expect(year?.column).toEqual({ kind: 'number', name: 'year', min: 1990, max: 2001 });
    expect(new Float32Array(year!.data)[2]).toBeNaN();
  });

  it('are what one would colour the samples by', async () => {
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
