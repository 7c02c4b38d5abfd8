import type { NumberRange } from '../viewState.ts';
import type { ScaleKind } from './scaleKinds.ts';

/** Maps the values of a range to shares from 0 to 1, and back. Both directions rise. */
export type NumberScale = {
  readonly kind: ScaleKind;
  readonly shareOf: (value: number) => number;
  readonly valueAt: (share: number) => number;
};

type Values = Float32Array | Float64Array;

/** Number of values that are sorted at most: quantiles of a sample are near enough for colours. */
const maxSorted = 20_000;
const quantiles = 241;
/** A field is skewed if its median is within this share of one end of its range. */
const skewedShare = 0.1;
/** Least ratio of the ends for a logarithmic scale. */
const leastRatio = 100;

/** Returns the scale that spreads the colours over the values: linear, unless the field is skewed. */
export function likelyScale(values: Values, range: NumberRange): ScaleKind {
  const sorted = sortedSample(values, range);
  const median = sorted[sorted.length >> 1] ?? Number.NaN;
  const isBalanced = ({ shareOf }: NumberScale): boolean =>
    Math.abs(shareOf(median) - 0.5) <= 0.5 - skewedShare;
  if (sorted.length < 3 || isBalanced(linearScale(range))) return 'linear';
  const { min, max } = range;
  return min > 0 && max / min >= leastRatio && isBalanced(logScale(range)) ? 'log' : 'quantile';
}

/** Returns the scale of this kind over a range. A logarithmic scale needs positive ends, else it is linear. */
export function createScale(kind: ScaleKind, values: Values, range: NumberRange): NumberScale {
  if (kind === 'log' && range.min > 0) return logScale(range);
  return kind === 'quantile' ? quantileScale(sortedSample(values, range)) : linearScale(range);
}

function linearScale({ min, max }: NumberRange): NumberScale {
  const span = max - min;
  return {
    kind: 'linear',
    shareOf: (value) => (span > 0 ? within((value - min) / span) : 0.5),
    valueAt: (share) => min + span * share,
  };
}

function logScale({ min, max }: NumberRange): NumberScale {
  const span = Math.log(max / min);
  return {
    kind: 'log',
    shareOf: (value) => (value > 0 && span > 0 ? within(Math.log(value / min) / span) : 0),
    valueAt: (share) => (share >= 1 ? max : min * Math.exp(span * share)),
  };
}

function quantileScale(sorted: Values): NumberScale {
  const last = sorted.length - 1;
  const steps = Float64Array.from(
    { length: quantiles },
    (_, at) => sorted[Math.round((at / (quantiles - 1)) * last)] ?? 0,
  );
  return {
    kind: 'quantile',
    shareOf: (value) => {
      // Equal values share the middle of their quantiles.
      const [from, to] = [countBelow(steps, value, false), countBelow(steps, value, true)];
      return within((from === to ? from - 0.5 : (from + to - 1) / 2) / (quantiles - 1));
    },
    valueAt: (share) => {
      const at = within(share) * (quantiles - 1);
      const below = Math.min(Math.floor(at), quantiles - 2);
      const [low = 0, high = 0] = steps.subarray(below, below + 2);
      return low + (high - low) * (at - below);
    },
  };
}

/** Returns how many of the sorted steps are below the value, or at most the value. */
function countBelow(steps: Float64Array, value: number, includesEqual: boolean): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const step = steps[middle] as number;
    if (step < value || (includesEqual && step === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sortedSample(values: Values, { min, max }: NumberRange): Values {
  const step = Math.ceil(values.length / maxSorted) || 1;
  return values.filter((value, at) => at % step === 0 && value >= min && value <= max).sort();
}

function within(share: number): number {
  return Math.min(Math.max(share, 0), 1);
}
