import { lookOf, type Colouring } from './colouring.ts';
import { passes, type LegendFilter } from './legendFilter.ts';
import type { PointSet } from '../shared/pointSet.ts';

/**
 * Returns the style of each point for a colouring (or for none). Points that fail the filter are dim. If
 * `highlighted` is given, all other points are muted.
 */
export function stylePoints(
  count: number,
  colouring: Colouring | undefined,
  filter: LegendFilter,
  highlighted: PointSet | undefined,
): Uint8Array {
  const styles = new Uint8Array(count * styleBytes);
  for (let index = 0; index < count; index++) {
    const at = index * styleBytes;
    if (colouring !== undefined) {
      const { data } = colouring;
      const { entry, marker } = lookOf(colouring, data.values[index] ?? Number.NaN);
      styles[at] = entry;
      styles[at + 1] = marker;
      if (!passes(filter, data, index)) styles[at + 2] = dimFlag;
    }
    if (highlighted && !highlighted.has(index)) styles[at + 2] = (styles[at + 2] ?? 0) | mutedFlag;
  }
  return styles;
}

/** Bytes per point: palette entry, marker, flags, unused. */
export const styleBytes = 4;
/** The legend's filter excludes the point: it is dim, and cannot be hovered or selected. */
const dimFlag = 1;
/** Other points are selected or found: the point is dim but can still be hovered and selected. */
const mutedFlag = 2;

/** Returns whether the point is drawn dim, for either reason. */
export function looksDim(styles: Uint8Array, index: number): boolean {
  return ((styles[index * styleBytes + 2] ?? 0) & (dimFlag | mutedFlag)) !== 0;
}

/**
 * Returns the styles as 32-bit words, one per point, first byte lowest. The bytes must start at the beginning of their
 * buffer.
 */
export function styleWords(styles: Uint8Array): Uint32Array {
  return new Uint32Array(styles.buffer, 0, styles.length / styleBytes);
}

/** The bits of a style word that mark a dim point. */
export const dimBits = (dimFlag | mutedFlag) << 16;

/** Returns whether the legend's filter excludes the point. */
export function isDim(styles: Uint8Array, index: number): boolean {
  return ((styles[index * styleBytes + 2] ?? 0) & dimFlag) !== 0;
}
