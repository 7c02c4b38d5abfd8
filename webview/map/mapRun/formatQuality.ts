/** A share with three digits; what rounds to 1 is 1. */
export function formatQuality(share: number): string {
  return share.toFixed(share < 0.9995 ? 3 : 2);
}
