/** How many things of these widths stand in a row, the last of them followed by `more` where some have no room. */
export function countFitting(widths: readonly number[], room: number, more: number): number {
  const all = widths.reduce((sum, width) => sum + width, 0);
  // Widths on a zoomed screen are not whole.
  if (all <= room + 0.5) return widths.length;
  let left = room + 0.5 - more;
  const first = widths.findIndex((width) => (left -= width) < 0);
  return Math.max(0, first);
}
