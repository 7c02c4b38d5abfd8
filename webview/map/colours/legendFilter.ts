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

/** Metadata filters compare only numbers: times stored as text have no range filter. */
function rangeFilter({ min, max }: NumberRange, data: ColumnData): object | undefined {
  const { column } = data;
  if (column.kind === 'number') return { [column.name]: { $gte: min, $lte: max } };
  const unitMs = 'unitMs' in data ? data.unitMs : undefined;
  if (unitMs === undefined) return undefined;
  return { [column.name]: { $gte: min / unitMs, $lte: max / unitMs } };
}
