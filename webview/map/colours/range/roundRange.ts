import type { RangeColumn } from '../../shared/columnData.ts';
import type { NumberRange } from '../../viewState.ts';

const dayMs = 86_400_000;
const secondMs = 1000;

/** Rounds a range to whole days or seconds, or to as many digits as the screen can resolve. */
export function roundRange(column: RangeColumn['column'], { min, max }: NumberRange): NumberRange {
  const round = rounding(column);
  // The ends of the full range are not rounded, so that no value is excluded.
  const end = (value: number): number =>
    value <= column.min ? column.min : value >= column.max ? column.max : round(value);
  return { min: end(min), max: end(max) };
}

function rounding(column: RangeColumn['column']): (value: number) => number {
  const span = column.max - column.min;
  const step =
    column.kind === 'number'
      ? 10 ** Math.floor(Math.log10(span / 200))
      : column.type === 'plainDate'
        ? dayMs
        : secondMs;
  if (!(step > 0)) return (value) => value;
  // Dividing by 10, 100, … gives the nearest decimal; multiplying by 0.1 does not.
  if (step < 1) {
    const parts = Math.round(1 / step);
    return (value) => Math.round(value * parts) / parts;
  }
  return (value) => Math.round(value / step) * step;
}
