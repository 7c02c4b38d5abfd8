import type { VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { t } from '../../../shared/l10n.ts';
import { numberText, type RangeColumn } from '../../shared/columnData.ts';
import type { NumberScale } from '../numberScale.ts';
import type { PointColours } from '../pointColours.ts';
import type { NumberRange } from '../../viewState.ts';
import { fieldName } from '../../shared/displayText.ts';
import { beginDrag, dragTo, keyTo, type Drag } from './brush.ts';
import { histogramOf, histogramPath } from './histogram.ts';
import { roundRange } from './roundRange.ts';

/** A histogram of the values with a brush: a drag, or keys on its two ends, filters the points. */
export function RangeBrush({ colours, data, axis }: BrushProps): VNode {
  const { column, values } = data;
  const { filter } = colours;
  const chosen = filter.kind === 'range' ? filter : undefined;
  const { min, max } = chosen ?? column;
  const path = useMemo(() => histogramPath(histogramOf(values, axis, bars)), [values, axis]);
  const set = (range: NumberRange | undefined): void =>
    colours.setRange(range && roundRange(column, range));
  const setShares = (shares: NumberRange | undefined): void =>
    set(shares && { min: axis.valueAt(shares.min), max: axis.valueAt(shares.max) });
  const share = axis.shareOf;
  const chosenShares = chosen && { min: share(min), max: share(max) };
  return (
    <div
      class="brush"
      role="group"
      aria-label={t('Range of {0}', fieldName(column.name))}
      title={t('Drag to choose a range, click to show all')}
      {...useDrag(chosenShares, setShares)}
    >
      <svg
        class="histogram"
        viewBox={`0 0 ${bars} 1`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path d={path} />
      </svg>
      <div class="brush-outside" style={{ left: 0, width: percent(share(min)) }} />
      <div class="brush-outside" style={{ right: 0, width: percent(1 - share(max)) }} />
      <End
        column={column}
        name={t('from')}
        axis={axis}
        value={min}
        set={(value) => set({ min: Math.min(value, max), max })}
      />
      <End
        column={column}
        name={t('to')}
        axis={axis}
        value={max}
        set={(value) => set({ min, max: Math.max(value, min) })}
      />
    </div>
  );
}

const bars = 48;
const reachPx = 8;
const allShares: NumberRange = { min: 0, max: 1 };
/** Shorter drags count as clicks. */
const clickPx = 3;

type BrushProps = {
  readonly colours: PointColours;
  readonly data: RangeColumn;
  /** Places the values between the two ends of the brush. */
  readonly axis: NumberScale;
};

type PointerHandler = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => void;

/**
 * Returns pointer handlers for an element that spans all shares, from 0 to 1. A click outside of the ends clears the
 * range.
 */
function useDrag(
  chosen: NumberRange | undefined,
  set: (range: NumberRange | undefined) => void,
): Readonly<Record<'onPointerDown' | 'onPointerMove' | 'onPointerUp', PointerHandler>> {
  const drag = useRef<
    { readonly what: Drag; readonly fromPx: number; isMoved: boolean } | undefined
  >(undefined);
  const perPixel = (element: HTMLElement): number => 1 / element.clientWidth;
  const valueAt: (event: Parameters<PointerHandler>[0]) => number = ({ currentTarget, clientX }) =>
    (clientX - currentTarget.getBoundingClientRect().left) * perPixel(currentTarget);
  return {
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      const { currentTarget, clientX, pointerId } = event;
      currentTarget.setPointerCapture(pointerId);
      const what = beginDrag(chosen, valueAt(event), reachPx * perPixel(currentTarget));
      drag.current = { what, fromPx: clientX, isMoved: false };
    },
    onPointerMove: (event) => {
      const { current } = drag;
      if (!current) return;
      current.isMoved ||= Math.abs(event.clientX - current.fromPx) > clickPx;
      if (current.isMoved) set(dragTo(current.what, valueAt(event), allShares));
    },
    onPointerUp: () => {
      const { current } = drag;
      drag.current = undefined;
      if (current && !current.isMoved && current.what.kind !== 'end') set(undefined);
    },
  };
}

type EndProps = {
  readonly column: RangeColumn['column'];
  readonly name: string;
  readonly axis: NumberScale;
  readonly value: number;
  readonly set: (value: number) => void;
};

/** One end of the range: a slider for the keyboard and a handle for the pointer. */
function End({ column, name, axis, value, set }: EndProps): VNode {
  return (
    <div
      class="brush-end"
      role="slider"
      tabIndex={0}
      aria-label={name}
      aria-valuemin={column.min}
      aria-valuemax={column.max}
      aria-valuenow={value}
      aria-valuetext={numberText(column, value)}
      style={{ left: percent(axis.shareOf(value)) }}
      onKeyDown={(event) => {
        const next = keyTo(event.key, axis.shareOf(value), allShares);
        if (next === undefined) return;
        event.preventDefault();
        set(axis.valueAt(next));
      }}
    />
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}
