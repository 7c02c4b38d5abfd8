import type { ColumnData } from '../shared/columnData.ts';
import { toMetadataFilter } from './legendFilter.ts';

/**
 * Returns a metadata filter by the field that all these points pass; undefined if the field does not tell them from the
 * other points.
 */
export function filterOfPoints(
  data: ColumnData | undefined,
  points: Uint32Array,
): object | undefined {
  if (data === undefined) return undefined;
  const { column } = data;
  const values = Array.from(points, (index) => data.values[index] ?? Number.NaN);
  if (column.kind === 'category') {
    const chosen = new Set(values);
    const isFew = chosen.size <= maxValues && chosen.size < column.labels.length;
    return isFew ? toMetadataFilter({ kind: 'labels', chosen }, data) : undefined;
  }
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const isNarrow = max - min < narrowShare * (column.max - column.min);
  return isNarrow ? toMetadataFilter({ kind: 'range', min, max }, data) : undefined;
}

/** Largest number of values that describe a selection. */
const maxValues = 8;
/** A range describes a selection if it is narrower than this share of the field's range. */
const narrowShare = 0.5;
