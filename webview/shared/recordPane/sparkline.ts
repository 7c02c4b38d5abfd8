/**
 * Returns a line through the values as an SVG path of this size, with zero inside. If there are more values than
 * columns, each column spans its minimum and maximum, so that no peak is lost.
 */
export function sparklinePath(values: readonly number[], width: number, height: number): string {
  if (values.length === 0) return '';
  const { min, max } = rangeOf(values);
  const yOf = (value: number): string => (height * (1 - (value - min) / (max - min))).toFixed(1);
  const [first] = values;
  if (first !== undefined && values.length === 1) return `M0.0 ${yOf(first)}H${width}`;
  if (values.length <= width) {
    const step = width / Math.max(1, values.length - 1);
    const points = values.map((value, at) => `${(at * step).toFixed(1)} ${yOf(value)}`);
    return `M${points.join('L')}`;
  }
  const columns = Array.from({ length: Math.floor(width) }, (_, column) => {
    const from = Math.floor((column * values.length) / width);
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / width));
    const part = values.slice(from, to);
    return `${column} ${yOf(Math.min(...part))}L${column} ${yOf(Math.max(...part))}`;
  });
  return `M${columns.join('L')}`;
}

/** Returns minimum and maximum including zero; -1 and 1 if all values are zero. */
export function rangeOf(values: readonly number[]): { min: number; max: number } {
  const { least, greatest } = extentOf(values);
  const [min, max] = [Math.min(0, least), Math.max(0, greatest)];
  return min === max ? { min: min - 1, max: max + 1 } : { min, max };
}

/** Returns the minimum and maximum of a non-empty list. */
export function extentOf(values: readonly number[]): { least: number; greatest: number } {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return { least, greatest };
}
