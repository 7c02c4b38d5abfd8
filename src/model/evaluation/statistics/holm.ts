/** Returns the p values of several comparisons adjusted by Holm's method, in the given order. */
export function holmAdjusted(values: readonly number[]): readonly number[] {
  const order = values.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p);
  const adjusted = values.slice();
  let highest = 0;
  for (const [rank, { p, at }] of order.entries()) {
    highest = Math.max(highest, Math.min(1, p * (values.length - rank)));
    adjusted[at] = highest;
  }
  return adjusted;
}
