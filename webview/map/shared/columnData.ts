import { namespaceField, type MapColumn } from '../../../src/model/map/map.ts';
import type { MapQuery } from '../../../src/protocol/map.ts';
import { formatTime } from '../../shared/formatTime.ts';

type ColumnOf<Kind extends MapColumn['kind']> = Extract<MapColumn, { kind: Kind }>;

/** A metadata field with its numbers, in the order of the points. */
export type ColumnData =
  | { readonly column: ColumnOf<'category'>; readonly values: Uint16Array }
  | { readonly column: ColumnOf<'number'>; readonly values: Float32Array | Float64Array }
  | TimeColumn;

/** A field whose values lie on a line. */
export type RangeColumn = Exclude<ColumnData, { column: { kind: 'category' } }>;

/** Times in milliseconds since 1970. */
export type TimeColumn = {
  readonly column: ColumnOf<'time'>;
  readonly values: Float64Array;
  /** The unit of the field's own numbers, in milliseconds; absent where the field has texts. */
  readonly unitMs?: number;
};

/** Stands for a field that no record has: how faithful each point's place is. */
export const faithfulnessName = '(faithfulness)';

/** A column of shares from 0 to 1, from the bytes of the engine. */
export function faithfulnessColumn(data: ArrayBufferLike): ColumnData {
  const column = { kind: 'number', name: faithfulnessName, min: 0, max: 1 } as const;
  return { column, values: new Float32Array(data) };
}

/** The name of the field that no record has: how each point scores for a query. */
export function scoreName({ style, name }: Pick<MapQuery, 'style' | 'name'>): string {
  return `(score ${style}) ${name}`;
}

/** The query's name in such a name; undefined in all others. */
export function scoredQuery(name: string): string | undefined {
  return /^\(score \d\) (.*)$/s.exec(name)?.[1];
}

/** A column of scores, from the bytes of the engine. */
export function scoreColumn(name: string, data: ArrayBufferLike): ColumnData {
  const values = new Float32Array(data);
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const column = {
    kind: 'number',
    name,
    ...(min <= max ? { min, max } : { min: 0, max: 0 }),
  } as const;
  return { column, values };
}

/** Whether a field is none of the records' metadata, so that no filter can name it. */
export function isDerived(name: string): boolean {
  return name === faithfulnessName || name === namespaceField || scoredQuery(name) !== undefined;
}

/** The field with its numbers, taken from the bytes that travelled beside it. */
export function readColumn(column: MapColumn, data: ArrayBufferLike): ColumnData {
  switch (column.kind) {
    case 'category':
      return { column, values: new Uint16Array(data) };
    case 'number':
      return { column, values: new Float64Array(data) };
    case 'time':
      return { column, values: new Float64Array(data) };
  }
}

/** The field's value of one point as text; empty where the record lacks it. */
export function valueText(data: ColumnData, index: number): string {
  const value = data.values[index] ?? Number.NaN;
  if (data.column.kind === 'category') return data.column.labels[value] ?? '';
  return Number.isNaN(value) ? '' : numberText(data.column, value);
}

/** A number or time of the field as people read it. */
export function numberText(column: RangeColumn['column'], value: number): string {
  if (column.kind === 'time') return formatTime(value, column.type);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}
