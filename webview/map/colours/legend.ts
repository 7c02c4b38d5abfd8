import { missingLabel } from '../../../src/model/map/map.ts';
import type { ColumnData } from '../shared/columnData.ts';
import type { PointSet } from '../shared/pointSet.ts';
import { lookOf, plainLook, type Colouring } from './colouring.ts';

/** What the colours of a map stand for: categories, or a range of numbers. */
export type Legend =
  | { readonly kind: 'categories'; readonly entries: readonly LegendEntry[] }
  | {
      readonly kind: 'gradient';
      readonly min: number;
      readonly max: number;
      readonly missing: number;
    };

export type LegendEntry = {
  /** Index among the field's labels, or `missingLabel`. */
  readonly category: number;
  /** Empty for records without the field. */
  readonly label: string;
  readonly count: number;
  readonly entry: number;
  readonly marker: number;
  /** Whether it is one of many categories without a colour of their own. */
  readonly isPlain: boolean;
};

/**
 * Returns the legend of a field, with counts of the points on the map, in the field's order. Records without the field
 * come last.
 */
export function legendOf(colouring: Colouring): Legend {
  const { column, values } = colouring.data;
  if (column.kind !== 'category') {
    let missing = 0;
    for (const value of values) if (Number.isNaN(value)) missing++;
    return { kind: 'gradient', min: column.min, max: column.max, missing };
  }
  const counts = new Uint32Array(column.labels.length + 1);
  for (const value of values) {
    const place = Math.min(value, column.labels.length);
    counts[place] = (counts[place] as number) + 1;
  }
  const entries = column.labels.map((label, category) => ({
    category,
    label,
    count: counts[category] as number,
    ...lookOf(colouring, category),
    isPlain: !colouring.isDistinct(category),
  }));
  const missing = counts[column.labels.length] as number;
  return {
    kind: 'categories',
    entries:
      missing === 0
        ? entries
        : [
            ...entries,
            {
              category: missingLabel,
              label: '',
              count: missing,
              ...plainLook,
              isPlain: false,
            },
          ],
  };
}

/** Returns how many of the selected points have each category; undefined without a selection or categories. */
export function selectedCounts(
  data: ColumnData | undefined,
  { size, indices }: PointSet,
): ReadonlyMap<number, number> | undefined {
  if (size === 0 || data?.column.kind !== 'category') return undefined;
  const counts = new Map<number, number>();
  for (const index of indices) {
    const value = data.values[index] ?? missingLabel;
    const category = value < data.column.labels.length ? value : missingLabel;
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  return counts;
}
