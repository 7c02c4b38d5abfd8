import { missingLabel, type MapColumn } from '../../src/model/map.ts';
import { categoryLook, gradientEntry, missingEntry } from './palette.ts';

/** A metadata field with its numbers, in the order of the points. */
export type ColumnData =
  | { readonly column: Extract<MapColumn, { kind: 'category' }>; readonly values: Uint16Array }
  | { readonly column: Extract<MapColumn, { kind: 'number' }>; readonly values: Float32Array };

/** Bytes for each point: palette entry, marker, flags, nothing. */
export const styleBytes = 4;
export const dimFlag = 1;

/** The field with its numbers, taken from the bytes that travelled beside it. */
export function readColumn(column: MapColumn, data: ArrayBuffer): ColumnData {
  return column.kind === 'category'
    ? { column, values: new Uint16Array(data) }
    : { column, values: new Float32Array(data) };
}

/**
 * How each point is drawn when coloured by the field (or by none). Where categories are chosen, all
 * points of others are dim; a record that lacks the field counts as `missingLabel`.
 */
export function stylePoints(
  count: number,
  data: ColumnData | undefined,
  chosen: ReadonlySet<number>,
): Uint8Array {
  const styles = new Uint8Array(count * styleBytes);
  if (data === undefined) return styles;
  for (let index = 0; index < count; index++) {
    const at = index * styleBytes;
    const value = data.values[index] ?? Number.NaN;
    if (data.column.kind === 'number') {
      const { min, max } = data.column;
      styles[at] = Number.isNaN(value)
        ? missingEntry
        : gradientEntry(max > min ? (value - min) / (max - min) : 0.5);
      continue;
    }
    const isMissing = !(value < data.column.labels.length);
    const look = isMissing ? { entry: missingEntry, marker: 0 } : categoryLook(value);
    styles[at] = look.entry;
    styles[at + 1] = look.marker;
    if (chosen.size > 0 && !chosen.has(isMissing ? missingLabel : value)) styles[at + 2] = dimFlag;
  }
  return styles;
}

export function isDim(styles: Uint8Array, index: number): boolean {
  return ((styles[index * styleBytes + 2] ?? 0) & dimFlag) !== 0;
}

/** The field's value of one point as text; empty where the record lacks it. */
export function valueText(data: ColumnData, index: number): string {
  const value = data.values[index] ?? Number.NaN;
  if (data.column.kind === 'category') return data.column.labels[value] ?? '';
  return Number.isNaN(value) ? '' : String(Number(value.toPrecision(6)));
}
