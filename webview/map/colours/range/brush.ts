import type { NumberRange } from '../../viewState.ts';

/** What a drag over a range does: draws a new one, moves one of its ends, or the whole of it. */
export type Drag =
  | { readonly kind: 'new'; readonly from: number }
  | { readonly kind: 'end'; readonly fixed: number; readonly offset: number }
  | { readonly kind: 'whole'; readonly range: NumberRange; readonly from: number };

/**
 * The drag that begins at the value `from`, where `chosen` is the range so far (undefined for all). `reach` is how far
 * from an end, in values, that end is taken.
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

/** The range once the drag has come to the value `at`; it stays within `all`. */
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

/** Where a key takes an end of the range; undefined for keys that mean nothing here. */
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
