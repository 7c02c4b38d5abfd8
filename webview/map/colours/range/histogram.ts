import type { NumberScale } from '../numberScale.ts';

/** Counts the values in equal bins of a scale. The last bin includes the maximum. NaN is not counted. */
export function histogramOf(
  values: Float32Array | Float64Array,
  { shareOf }: NumberScale,
  parts: number,
): Uint32Array {
  const counts = new Uint32Array(parts);
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const part = Math.min(Math.floor(shareOf(value) * parts), parts - 1);
    counts[part] = (counts[part] as number) + 1;
  }
  return counts;
}

/**
 * Returns the outline of the bars in a box one unit high and one unit wide per bin. Heights are square roots, so that
 * small counts remain visible.
 */
export function histogramPath(counts: Uint32Array): string {
  const most = Math.sqrt(Math.max(1, ...counts));
  const steps = Array.from(counts, (count, part) => {
    const y = (1 - Math.sqrt(count) / most).toFixed(3);
    return `V${y}H${part + 1}`;
  });
  return `M0 1${steps.join('')}V1Z`;
}
