import { describe, expect, it } from 'vitest';
import type { FilteredRows } from '../../../../../src/engine/namespace/filters/filteredRows.ts';
import {
  MetadataColumns,
  type RowSource,
} from '../../../../../src/engine/namespace/filters/metadataColumns.ts';
import type { CooperativeTask } from '../../../../../src/engine/workers/cooperativeTasks.ts';
import { countBits, rowsOf } from '../../../../../src/engine/structures/bitSet.ts';
import type { Filter } from '../../../../../src/model/filter/filter.ts';
import { matchesFilter } from '../../../../../src/model/filter/matchesFilter.ts';
import type { Metadata, MetadataValue } from '../../../../../src/model/record.ts';
import { seededRandom } from '../../../../support/random.ts';

const fields = ['a', 'b', '__proto__'];
const words = ['x', 'y', 'true', '1', ''];
const comparisons = ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte'] as const;

function* rowsNow(records: readonly Metadata[]): Generator<{ row: number; metadata: Metadata }> {
  for (let row = 0; row < records.length; row++) yield { row, metadata: records[row]! };
}

describe('MetadataColumns', () => {
  it.each([
    { room: 'all columns', maxUnaskedBytes: Infinity },
    { room: 'some columns', maxUnaskedBytes: 8000 },
    { room: 'columns that filters ask for', maxUnaskedBytes: 0 },
  ])('let pass what the filter language says, with room for $room', ({ maxUnaskedBytes }) => {
    const random = seededRandom(21);
    const records = Array.from({ length: 300 }, () => metadata(random));
    const columns = new MetadataColumns({ maxUnaskedBytes: () => maxUnaskedBytes });
    let loading = columns.loadAll(sourceOf(records));
    const change = (): void => {
      const row = Math.floor(random() * (records.length + 1));
      records[row] = metadata(random);
      columns.set(row, records[row]);
    };
    for (let step = 0; step < 400; step++) {
      const filter = filterOf(random, 2);
      const rows = found(columns.filter(filter, sourceOf(records)), () => {
        if (random() < 0.01) change();
        // Somebody else reads all columns meanwhile, and ends early at times.
        if (random() < 0.5) loading.next();
        if (random() < 0.01) loading.return();
        if (random() < 0.01) loading = columns.loadAll(sourceOf(records));
      });
      expect({ filter, rows: rowsIn(rows) }).toEqual({ filter, rows: passing(filter, records) });
      change();
      expect({ filter, rows: rowsIn(rows) }).toEqual({ filter, rows: passing(filter, records) });
      rows.release();
    }
  });

  it('read all fields in one pass over the records', () => {
    const columns = new MetadataColumns();
    const records = [
      { a: 1, b: 'x' },
      { a: 2, c: true },
    ];
    finish(columns.loadAll(sourceOf(records)));
    expect(columns.columnCount).toBe(3);
    for (const field of ['a', 'b', 'c', 'd'])
      expect(rowsWith(field, columns, neverRead)).toEqual(passing(has(field), records));
  });

  it('read the records once for filters that come while they are read', () => {
    const columns = new MetadataColumns();
    const records = Array.from({ length: 10 }, (_, at) => ({ a: at, [`b${at % 2}`]: 1 }));
    let readCount = 0;
    const source = (): RowSource => ({
      count: records.length,
      onDisk: {
        *[Symbol.iterator]() {
          readCount++;
          yield* rowsNow(records);
        },
      },
    });
    const loading = columns.loadAll(source);
    for (let step = 0; step < 5; step++) loading.next();
    for (const field of ['a', 'b0', 'b1'])
      expect(rowsWith(field, columns, source)).toEqual(passing(has(field), records));
    finish(loading);
    expect(readCount).toBe(1);
  });

  it('give a field its column with the first record that has it', () => {
    const columns = new MetadataColumns();
    finish(columns.loadAll(sourceOf([])));
    columns.set(0, { a: 1 });
    columns.set(1, { a: 2, b: 'x' });
    const source = (): RowSource => ({ ...neverRead(), count: 2 });
    expect(rowsWith('a', columns, source)).toEqual([0, 1]);
    expect(rowsWith('b', columns, source)).toEqual([1]);
  });

  it('leave out long texts that no filter asks for, and read them when one does', () => {
    const columns = new MetadataColumns({ maxUnaskedBytes: () => 100_000 });
    const records = Array.from({ length: 1000 }, (_, at) => ({
      a: at,
      text: `${at}`.padStart(200),
    }));
    finish(columns.loadAll(sourceOf(records)));
    expect(columns.columnCount).toBe(1);
    expect(rowsWith('text', columns, sourceOf(records))).toEqual(passing(has('text'), records));
    expect(rowsWith('text', columns, neverRead)).toEqual(passing(has('text'), records));
  });

  it('read more fields than they store for filters that come together', () => {
    const columns = new MetadataColumns();
    const record = Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`f${at}`, at]));
    const anyOf = (from: number, to: number): Filter => ({
      op: 'and',
      operands: Array.from({ length: to - from }, (_, at) => has(`f${from + at}`)),
    });
    const filters = [anyOf(0, 60), anyOf(60, 120)];
    const tasks = filters.map((filter) => columns.filter(filter, sourceOf([record, {}, record])));
    for (const task of tasks) task.next();
    expect(tasks.map((task) => rowsIn(found(task)))).toEqual([
      [0, 2],
      [0, 2],
    ]);
  });

  it('tell all who read the records what they fail with', () => {
    const columns = new MetadataColumns();
    const source = (): RowSource => ({
      count: 1,
      onDisk: {
        *[Symbol.iterator]() {
          yield { row: 0, metadata: { a: 1 } };
          throw new Error('damaged');
        },
      },
    });
    const loading = columns.loadAll(source);
    loading.next();
    expect(() => rowsWith('a', columns, source)).toThrow('damaged');
    expect(() => finish(loading)).toThrow('damaged');
    expect(rowsWith('a', columns, sourceOf([{ a: 1 }]))).toEqual([0]);
  });

  it('make no column for fields that no record has', () => {
    const columns = new MetadataColumns();
    const records = [{ a: 1 }, { a: 'x' }];
    const absent = Array.from({ length: 1000 }, (_, at): Filter => ({
      op: 'compare',
      field: `absent-${at}`,
      comparison: at % 2 === 0 ? '$eq' : '$ne',
      value: at,
    }));
    const present: Filter = { op: 'exists', field: 'a', isExpected: true };
    let most = 0;
    const filters: Filter[] = [
      { op: 'or', operands: [...absent, present] },
      { op: 'and', operands: [...absent, present] },
    ];
    for (const filter of filters) {
      const rows = found(columns.filter(filter, sourceOf(records)), () => {
        most = Math.max(most, columns.columnCount);
      });
      expect(rowsIn(rows)).toEqual(passing(filter, records));
      rows.release();
    }
    expect(most).toBe(1);
  });

  it('see a field that the first record gets while its filter is in use', () => {
    const columns = new MetadataColumns();
    const records: Metadata[] = [{ a: 1 }, { a: 2 }];
    const filter: Filter = { op: 'compare', field: 'new', comparison: '$eq', value: 'x' };
    const rows = found(columns.filter(filter, sourceOf(records)));
    columns.set(1, { new: 'x' });
    expect(rowsIn(rows)).toEqual([1]);
    rows.release();
    records[1] = { new: 'x' };
    expect(rowsIn(found(columns.filter(filter, sourceOf(records))))).toEqual([1]);
  });

  it('pass the rows of the filter language for more fields than they store', () => {
    const columns = new MetadataColumns();
    const records = Array.from({ length: 200 }, (_, at): Metadata => ({ [`f${at}`]: at }));
    const filter: Filter = {
      op: 'or',
      operands: records.map((_, at) => ({
        op: 'compare',
        field: `f${at}`,
        comparison: '$gte',
        value: 100,
      })),
    };
    const rows = found(columns.filter(filter, sourceOf(records)));
    expect(rowsIn(rows)).toEqual(passing(filter, records));
    expect(columns.columnCount).toBeLessThanOrEqual(64);
  });

  it('follow no writes for filters that ended early', () => {
    const columns = new MetadataColumns();
    const records: Metadata[] = Array.from({ length: 10 }, () => ({ a: 1 }));
    const filter: Filter = { op: 'exists', field: 'a', isExpected: true };
    const steps = columns.filter(filter, sourceOf(records));
    steps.next();
    expect([columns.columnCount, columns.followedCount]).toEqual([1, 1]);
    steps.return(undefined as never);
    expect([columns.columnCount, columns.followedCount]).toEqual([0, 0]);
  });
});

const neverRead = (): RowSource => ({
  count: 2,
  onDisk: {
    [Symbol.iterator]: () => {
      throw new Error('The records are read');
    },
  },
});

const has = (field: string): Filter => ({ op: 'exists', field, isExpected: true });

/** The rows that have a field, by a filter. */
function rowsWith(field: string, columns: MetadataColumns, source: () => RowSource): number[] {
  const rows = found(columns.filter(has(field), source));
  rows.release();
  return rowsIn(rows);
}

function finish(steps: CooperativeTask<void>): void {
  while (steps.next().done !== true);
}

/** Runs all steps, with something else between them. */
function found(steps: CooperativeTask<FilteredRows>, between: () => void = () => {}): FilteredRows {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    between();
  }
}

function sourceOf(records: readonly Metadata[]): () => RowSource {
  return () => ({ count: records.length, onDisk: rowsNow(records) });
}

function rowsIn({ words }: FilteredRows): number[] {
  return [...rowsOf(words, countBits(words))];
}

function passing(filter: Filter, records: readonly Metadata[]): number[] {
  return records.flatMap((one, row) => (matchesFilter(filter, one) ? [row] : []));
}

function metadata(random: () => number): Metadata {
  const chosen = fields.filter(() => random() < 0.7);
  return Object.fromEntries(chosen.map((field) => [field, value(random)]));
}

function value(random: () => number): MetadataValue {
  const kind = random();
  if (kind < 0.3) return scalar(random);
  if (kind < 0.6) return Math.floor(4 * random());
  if (kind < 0.8) return words.filter(() => random() < 0.4);
  return random() < 0.5;
}

function scalar(random: () => number): string | number | boolean {
  const kind = random();
  if (kind < 0.5) return words[Math.floor(words.length * random())]!;
  return kind < 0.8 ? Math.floor(4 * random()) : random() < 0.5;
}

function filterOf(random: () => number, depth: number): Filter {
  const field = fields[Math.floor(fields.length * random())]!;
  const kind = random();
  if (depth > 0 && kind < 0.4) {
    const operands = Array.from({ length: Math.floor(3.5 * random()) }, () =>
      filterOf(random, depth - 1),
    );
    return { op: kind < 0.2 ? 'and' : 'or', operands };
  }
  if (kind < 0.5) return { op: 'exists', field, isExpected: random() < 0.5 };
  if (kind < 0.65) {
    return { op: 'in', field, isNegated: random() < 0.5, values: [scalar(random), scalar(random)] };
  }
  const comparison = comparisons[Math.floor(comparisons.length * random())]!;
  const isOrder = comparison !== '$eq' && comparison !== '$ne';
  return {
    op: 'compare',
    field,
    comparison,
    value: isOrder ? Math.floor(4 * random()) : scalar(random),
  };
}
