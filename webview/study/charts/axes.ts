import type { Point, Shape } from './chart.ts';

/** Returns axes with about five round ticks each. */
export function axes({ size, across, up, acrossTitle, upTitle }: AxesOptions): Axes {
  const [width, height] = size;
  const x = (value: number): number =>
    left + ((value - across.low) / (across.high - across.low || 1)) * (width - left - right);
  const y = (value: number): number =>
    height - bottom - ((value - up.low) / (up.high - up.low || 1)) * (height - top - bottom);
  const base = height - bottom;
  return {
    x,
    y,
    shapes: [
      {
        kind: 'line',
        points: [
          [left, top],
          [left, base],
          [width - right, base],
        ],
        colour: 'dim',
      },
      ...ticks(across).map((value): Shape => ({
        kind: 'text',
        at: [x(value), base + 13],
        text: tickText(value),
        anchor: 'middle',
        colour: 'dim',
      })),
      ...ticks(up).map((value): Shape => ({
        kind: 'text',
        at: [left - 5, y(value) + 4],
        text: tickText(value),
        anchor: 'end',
        colour: 'dim',
      })),
      {
        kind: 'text',
        at: [width - right, height - 5],
        text: acrossTitle,
        anchor: 'end',
        colour: 'dim',
      },
      { kind: 'text', at: [4, 12], text: upTitle, anchor: 'start', colour: 'dim' },
    ],
  };
}

/** A plot area with the ranges of its axes. */
export type Axes = {
  readonly shapes: readonly Shape[];
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
};

type Range = { readonly low: number; readonly high: number };

export type AxesOptions = {
  readonly size: Point;
  readonly across: Range;
  readonly up: Range;
  readonly acrossTitle: string;
  readonly upTitle: string;
};

const [left, right, top, bottom] = [46, 12, 22, 34];

/** Returns round numbers in a range: steps of 1, 2 or 5 times a power of ten. */
export function ticks({ low, high }: Range): readonly number[] {
  const rough = (high - low) / 5;
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);
}

function tickText(value: number): string {
  return String(Number(value.toPrecision(6))).replace('-', '−');
}
