import { missingLabel, otherLabel } from '../../../src/model/map/map.ts';
import { isDerived, type ColumnData } from '../shared/columnData.ts';
import type { NumberRange } from '../viewState.ts';

/** The legend's filter: all points, points with the chosen labels, or points with a value in a range. */
export type LegendFilter =
  | { readonly kind: 'all' }
  /** Indexes of the field's labels; `missingLabel` for records without the field. */
  | { readonly kind: 'labels'; readonly chosen: ReadonlySet<number> }
  | { readonly kind: 'range'; readonly min: number; readonly max: number };

export const allPass: LegendFilter = { kind: 'all' };

/** Returns whether the point passes the filter. Records without a value are in no range. */
export function passes(
  filter: LegendFilter,
  { column, values }: ColumnData,
  index: number,
): boolean {
  if (filter.kind === 'all') return true;
  const value = values[index] ?? Number.NaN;
  if (filter.kind === 'range') return value >= filter.min && value <= filter.max;
  const isMissing = column.kind !== 'category' || !(value < column.labels.length);
  return filter.chosen.has(isMissing ? missingLabel : value);
}

/** Returns the equivalent metadata filter; undefined if a metadata filter cannot express it. */
export function toMetadataFilter(
  filter: LegendFilter,
  data: ColumnData | undefined,
): object | undefined {
  if (filter.kind === 'all' || data === undefined) return undefined;
  const { column } = data;
  if (isDerived(column.name)) return undefined;
  if (filter.kind === 'range') return rangeFilter(filter, data);
  if (column.kind !== 'category') return undefined;
  const labels = [...filter.chosen].map((place) => column.labels[place]);
  const isNamed = labels.every((label) => label !== undefined && label !== otherLabel);
  return isNamed ? { [column.name]: { $in: labels } } : undefined;
}

/** Largest number of values that describe a selection. */
const maxValues = 8;
/** A range describes a selection if it is narrower than this share of the field's range. */
const narrowShare = 0.5;

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

/** Metadata filters compare only numbers: times stored as text have no range filter. */
function rangeFilter({ min, max }: NumberRange, data: ColumnData): object | undefined {
  const { column } = data;
  if (column.kind === 'number') return { [column.name]: { $gte: min, $lte: max } };
  const unitMs = 'unitMs' in data ? data.unitMs : undefined;
  if (unitMs === undefined) return undefined;
  return { [column.name]: { $gte: min / unitMs, $lte: max / unitMs } };
}
