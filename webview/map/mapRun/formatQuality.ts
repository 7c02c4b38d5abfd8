/** Formats a quality from 0 to 1 with three digits; values that round to 1 have two. */
export function formatQuality(share: number): string {
  return share.toFixed(share < 0.9995 ? 3 : 2);
}
