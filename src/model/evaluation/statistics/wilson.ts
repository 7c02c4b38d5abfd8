import type { Interval } from './bootstrap.ts';
import { normalQuantile } from './normal.ts';

/** Returns Wilson's 95% interval of a share: `count` of `n`. Of nothing it is 0 to 1. */
export function wilsonInterval(count: number, n: number): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const z = normalQuantile(0.975);
  const share = count / n;
  const centre = share + (z * z) / (2 * n);
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return {
    low: count === 0 ? 0 : (centre - spread) / scale,
    high: count === n ? 1 : (centre + spread) / scale,
  };
}
