import type { NumberRange } from '../../viewState.ts';

/**
 * Returns the drag that starts at the value `from`. `chosen` is the current range, undefined for all values. Ends
 * within `reach` of `from` are grabbed.
 */
export function beginDrag(chosen: NumberRange | undefined, from: number, reach: number): Drag {
  if (chosen === undefined) return { kind: 'new', from };
  const { min, max } = chosen;
  const toMin = Math.abs(from - min);
  const toMax = Math.abs(from - max);
  if (Math.min(toMin, toMax) <= reach) {
    const isMin = toMin < toMax || (toMin === toMax && from < min);
    return isMin
      ? { kind: 'end', fixed: max, offset: min - from }
      : { kind: 'end', fixed: min, offset: max - from };
  }
  return from > min && from < max ? { kind: 'whole', range: chosen, from } : { kind: 'new', from };
}

/** The effect of a drag on a range: draws a new range, moves one end, or moves the whole range. */
export type Drag =
  | { readonly kind: 'new'; readonly from: number }
  | { readonly kind: 'end'; readonly fixed: number; readonly offset: number }
  | { readonly kind: 'whole'; readonly range: NumberRange; readonly from: number };

/** Returns the range after a drag to the value `at`, clamped to `all`. */
export function dragTo(drag: Drag, at: number, all: NumberRange): NumberRange {
  if (drag.kind === 'whole') {
    const { range, from } = drag;
    const by = Math.min(Math.max(at - from, all.min - range.min), all.max - range.max);
    return { min: range.min + by, max: range.max + by };
  }
  const [fixed, moved] = drag.kind === 'new' ? [drag.from, at] : [drag.fixed, at + drag.offset];
  const within = (value: number): number => Math.min(Math.max(value, all.min), all.max);
  return { min: within(Math.min(fixed, moved)), max: within(Math.max(fixed, moved)) };
}

/** Returns the value that a key moves an end of the range to; undefined for other keys. */
export function keyTo(key: string, value: number, all: NumberRange): number | undefined {
  const step = (all.max - all.min) / 100;
  const within = (next: number): number => Math.min(Math.max(next, all.min), all.max);
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return within(value - step);
    case 'ArrowRight':
    case 'ArrowUp':
      return within(value + step);
    case 'PageDown':
      return within(value - 10 * step);
    case 'PageUp':
      return within(value + 10 * step);
    case 'Home':
      return all.min;
    case 'End':
      return all.max;
    default:
      return undefined;
  }
}
