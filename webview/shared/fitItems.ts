/** Returns how many items of these widths fit in a row. If not all fit, space for the `more` button is reserved. */
export function countFitting(widths: readonly number[], room: number, more: number): number {
  const all = widths.reduce((sum, width) => sum + width, 0);
  // Widths on a zoomed screen are fractional.
  if (all <= room + 0.5) return widths.length;
  let left = room + 0.5 - more;
  const first = widths.findIndex((width) => (left -= width) < 0);
  return Math.max(0, first);
}
