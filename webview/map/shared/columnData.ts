import { namespaceField, type MapColumn } from '../../../src/model/map/map.ts';
import type { MapQuery } from '../../../src/protocol/map.ts';
import { formatTime } from '../../shared/formatTime.ts';

type ColumnOf<Kind extends MapColumn['kind']> = Extract<MapColumn, { kind: Kind }>;

/** A metadata field with one value per point, in point order. */
export type ColumnData =
  | CategoryData
  | { readonly column: ColumnOf<'number'>; readonly values: Float32Array | Float64Array }
  | TimeColumn;

/** A field with categories. */
export type CategoryData = {
  readonly column: ColumnOf<'category'>;
  readonly values: Uint16Array;
};

/** Returns whether the field has categories. */
export function isCategories(data: ColumnData | undefined): data is CategoryData {
  return data?.column.kind === 'category';
}

/** A field with numeric or time values. */
export type RangeColumn = Exclude<ColumnData, { column: { kind: 'category' } }>;

/** Times in milliseconds since 1970. */
export type TimeColumn = {
  readonly column: ColumnOf<'time'>;
  readonly values: Float64Array;
  /** The unit of the field's numbers in milliseconds; absent if the field holds texts. */
  readonly unitMs?: number;
};

/** Name of the computed column with the position accuracy of each point. */
export const accuracyColumnName = '(position accuracy)';

/** Creates a column of shares from 0 to 1 from the bytes of the engine. */
export function accuracyColumn(data: ArrayBufferLike): ColumnData {
  const column = { kind: 'number', name: accuracyColumnName, min: 0, max: 1 } as const;
  return { column, values: new Float32Array(data) };
}

/** Returns the name of the computed column with the scores for a query. */
export function scoreName({ style, name }: Pick<MapQuery, 'style' | 'name'>): string {
  return `(score ${style}) ${name}`;
}

/** Returns the query's name in the name of a score column; undefined for other names. */
export function scoredQuery(name: string): string | undefined {
  return /^\(score \d\) (.*)$/s.exec(name)?.[1];
}

/** Creates a score column from the bytes of the engine. */
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

/** Returns whether a column is computed, so that no metadata filter can name it. */
export function isDerived(name: string): boolean {
  return name === accuracyColumnName || name === namespaceField || scoredQuery(name) !== undefined;
}

/** Creates a column from its description and its bytes. */
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

/** Returns the value of one point as text; empty if the record lacks the field. */
export function valueText(data: ColumnData, index: number): string {
  const value = data.values[index] ?? Number.NaN;
  if (data.column.kind === 'category') return data.column.labels[value] ?? '';
  return Number.isNaN(value) ? '' : numberText(data.column, value);
}

/** Formats a number or time of the field. */
export function numberText(column: RangeColumn['column'], value: number): string {
  if (column.kind === 'time') return formatTime(value, column.type);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}
