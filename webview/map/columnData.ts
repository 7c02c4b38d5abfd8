import type { MapColumn } from '../../src/model/map.ts';

/** A metadata field with its numbers, in the order of the points. */
export type ColumnData =
  | { readonly column: Extract<MapColumn, { kind: 'category' }>; readonly values: Uint16Array }
  | { readonly column: Extract<MapColumn, { kind: 'number' }>; readonly values: Float32Array };

/** Stands for a field that no record has: how faithful each point's place is. */
export const faithfulnessName = '(faithfulness)';

/** A column of shares from 0 to 1, from the bytes of the engine. */
export function faithfulnessColumn(data: ArrayBuffer): ColumnData {
  const column = { kind: 'number', name: faithfulnessName, min: 0, max: 1 } as const;
  return { column, values: new Float32Array(data) };
}

/** The field with its numbers, taken from the bytes that travelled beside it. */
export function readColumn(column: MapColumn, data: ArrayBuffer): ColumnData {
  return column.kind === 'category'
    ? { column, values: new Uint16Array(data) }
    : { column, values: new Float32Array(data) };
}

/** The field's value of one point as text; empty where the record lacks it. */
export function valueText(data: ColumnData, index: number): string {
  const value = data.values[index] ?? Number.NaN;
  if (data.column.kind === 'category') return data.column.labels[value] ?? '';
  return Number.isNaN(value) ? '' : String(Number(value.toPrecision(6)));
}
