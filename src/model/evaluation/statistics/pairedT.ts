import { meanOf } from './mean.ts';

/** Tests whether the mean difference is 0, two-sided. `undefined` without a spread: all differences are equal. */
export function pairedT(differences: readonly number[]): PairedT | undefined {
  const deviation = standardDeviation(differences);
  if (deviation === undefined || deviation === 0) return undefined;
  const t = (meanOf(differences) / deviation) * Math.sqrt(differences.length);
  const freedom = differences.length - 1;
  return { t, p: incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) };
}

const { exp, log, abs } = Math;

/** A paired t test of differences. */
export type PairedT = { readonly t: number; readonly p: number };

/** Returns the standard deviation of a sample; `undefined` of fewer than two values. */
export function standardDeviation(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** The regularized incomplete beta function (continued fraction of DLMF 8.17.22 by Lentz' method). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = exp(a * log(x) + b * log(1 - x) - logBeta(a, b)) / a;
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let product = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let factor = 1;
    for (const step of [even, odd]) {
      d = 1 / notZero(1 + step * d);
      c = notZero(1 + step / c);
      factor = c * d;
      product *= factor;
    }
    if (abs(factor - 1) < 1e-16) break;
  }
  return front * product;
}

function notZero(value: number): number {
  return abs(value) < 1e-300 ? 1e-300 : value;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Stirling's series, after the argument is raised to 15 or more. */
function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 15; at++) shift += log(at);
  const inverse = 1 / (at * at);
  const tail = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / at;
  return (at - 0.5) * log(at) - at + 0.5 * log(2 * Math.PI) + tail - shift;
}
