/** Counts values in ranges between two ends. Values beyond them count in the first or last range. */
export function histogram(
  values: readonly number[],
  low: number,
  high: number,
  ranges: number,
): Histogram {
  const counts = Array.from({ length: ranges }, () => 0);
  const width = (high - low) / ranges || 1;
  for (const value of values) {
    const place = Math.min(Math.max(Math.floor((value - low) / width), 0), ranges - 1);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return { low, high, counts };
}

/** Values by range, of equal width. A range includes its lower end; the last one both ends. */
export type Histogram = {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
};
