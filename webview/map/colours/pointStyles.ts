import type { ColumnData } from '../shared/columnData.ts';
import { passes, type LegendFilter } from './legendFilter.ts';
import { categoryStyle, gradientEntry, missingEntry } from './palette.ts';
import type { PointSet } from '../shared/pointSet.ts';

/** Bytes for each point: palette entry, marker, flags, nothing. */
export const styleBytes = 4;
/** The legend leaves the point out: it is drawn dim, and neither pointed at nor selected. */
const dimFlag = 1;
/** Others are selected or found: the point is drawn dim, and all else stays possible. */
const mutedFlag = 2;

/**
 * How each point is drawn when coloured by the field (or by none). Points that do not pass the filter are dim; where
 * some points are to stand out, all others are muted.
 */
export function stylePoints(
  count: number,
  data: ColumnData | undefined,
  filter: LegendFilter,
  highlighted: PointSet | undefined,
): Uint8Array {
  const styles = new Uint8Array(count * styleBytes);
  for (let index = 0; index < count; index++) {
    const at = index * styleBytes;
    if (data !== undefined) {
      const { entry, marker } = lookOf(data, data.values[index] ?? Number.NaN);
      styles[at] = entry;
      styles[at + 1] = marker;
      if (!passes(filter, data, index)) styles[at + 2] = dimFlag;
    }
    if (highlighted && !highlighted.has(index)) styles[at + 2] = (styles[at + 2] ?? 0) | mutedFlag;
  }
  return styles;
}

function lookOf({ column }: ColumnData, value: number): { entry: number; marker: number } {
  if (column.kind === 'category') {
    return value < column.labels.length ? categoryStyle(value) : { entry: missingEntry, marker: 0 };
  }
  if (Number.isNaN(value)) return { entry: missingEntry, marker: 0 };
  const { min, max } = column;
  return { entry: gradientEntry(max > min ? (value - min) / (max - min) : 0.5), marker: 0 };
}

/** Whether the point is drawn dim, for whichever reason. */
export function looksDim(styles: Uint8Array, index: number): boolean {
  return ((styles[index * styleBytes + 2] ?? 0) & (dimFlag | mutedFlag)) !== 0;
}

/** The styles as words, one for each point, the first byte lowest; they begin where their buffer does. */
export function styleWords(styles: Uint8Array): Uint32Array {
  return new Uint32Array(styles.buffer, 0, styles.length / styleBytes);
}

/** The bits of a word that say that its point is drawn dim. */
export const dimBits = (dimFlag | mutedFlag) << 16;

/** Whether the legend leaves the point out. */
export function isDim(styles: Uint8Array, index: number): boolean {
  return ((styles[index * styleBytes + 2] ?? 0) & dimFlag) !== 0;
}
