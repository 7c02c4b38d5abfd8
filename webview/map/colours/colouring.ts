import type { ColumnData, RangeColumn } from '../shared/columnData.ts';
import type { ViewState } from '../viewState.ts';
import type { LegendFilter } from './legendFilter.ts';
import { createScale, likelyScale, type NumberScale } from './numberScale.ts';
import { categoryStyle, gradientEntry, missingEntry } from './palette.ts';

/** How the values of a field look. */
export type Colouring = {
  readonly data: ColumnData;
  /** The scale of the colours: over the range of the filter, else over all values. Absent for categories. */
  readonly scale?: NumberScale;
  /** The scale of the same kind over all values. */
  readonly axis?: NumberScale;
  /** Whether this category has a colour of its own; the others are grey. */
  readonly isDistinct: (category: number) => boolean;
};

/** A palette entry and a marker. */
export type Look = { readonly entry: number; readonly marker: number };

/** Up to this number of categories all have colours. With more of them, only the largest have. */
const maxCategories = 12;
const largest = 11;

/** The look of records without a value, and of categories without a colour of their own. */
export const plainLook: Look = { entry: missingEntry, marker: 0 };

/** Returns how the values of a field look with the choices of the user. */
export function createColouring(
  data: ColumnData,
  filter: LegendFilter,
  { scales = {}, showsAllCategories = false }: ViewState,
): Colouring {
  if (data.column.kind === 'category') {
    const showsAll = showsAllCategories || data.column.labels.length <= maxCategories;
    const chosen = filter.kind === 'labels' ? filter.chosen : undefined;
    return {
      data,
      isDistinct: (category) => showsAll || category < largest || chosen?.has(category) === true,
    };
  }
  const { column, values } = data as RangeColumn;
  const kind = scales[column.name] ?? likelyScale(values, column);
  const axis = createScale(kind, values, column);
  const scale = filter.kind === 'range' ? createScale(kind, values, filter) : axis;
  return { data, scale, axis, isDistinct: () => true };
}

/** Returns the look of a value. */
export function lookOf({ data, scale, isDistinct }: Colouring, value: number): Look {
  const { column } = data;
  if (column.kind === 'category')
    return value < column.labels.length && isDistinct(value) ? categoryStyle(value) : plainLook;
  if (Number.isNaN(value) || scale === undefined) return plainLook;
  return { entry: gradientEntry(scale.shareOf(value)), marker: 0 };
}
