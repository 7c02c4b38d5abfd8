import type { Interval } from '../../src/model/evaluation/statistics/bootstrap.ts';
import { t } from '../shared/l10n.ts';

/** Formats a number with its sign and three decimals. What rounds to 0 is +0.000. */
export function formatSigned(value: number): string {
  const rounded = Math.abs(value).toFixed(3);
  return `${value < 0 && Number(rounded) > 0 ? '−' : '+'}${rounded}`;
}

/** Formats the interval of a difference. */
export function formatInterval({ low, high }: Interval): string {
  return t('{0} to {1}', formatSigned(low), formatSigned(high));
}

/** Formats a p value, which is never 0. */
export function formatP(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
