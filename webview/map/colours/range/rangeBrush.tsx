import type { VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { t } from '../../../shared/l10n.ts';
import { numberText, type RangeColumn } from '../../shared/columnData.ts';
import type { PointColours } from '../pointColours.ts';
import type { NumberRange } from '../../viewState.ts';
import { fieldName } from '../../shared/displayText.ts';
import { beginDrag, dragTo, keyTo, type Drag } from './brush.ts';
import { histogramOf, histogramPath } from './histogram.ts';
import { roundRange } from './roundRange.ts';

const bars = 48;
const reachPx = 8;
/** Shorter drags count as clicks. */
const clickPx = 3;

type BrushProps = { readonly colours: PointColours; readonly data: RangeColumn };

/** A histogram of the values with a brush: a drag, or keys on its two ends, filters the points. */
export function RangeBrush({ colours, data }: BrushProps): VNode {
  const { column, values } = data;
  const { filter } = colours;
  const chosen = filter.kind === 'range' ? filter : undefined;
  const { min, max } = chosen ?? column;
  const path = useMemo(() => histogramPath(histogramOf(values, column, bars)), [values, column]);
  const set = (range: NumberRange | undefined): void =>
    colours.setRange(range && roundRange(column, range));
  const share = (value: number): number =>
    column.max > column.min
      ? Math.min(1, Math.max(0, (value - column.min) / (column.max - column.min)))
      : 0;
  return (
    <div
      class="brush"
      role="group"
      aria-label={t('Range of {0}', fieldName(column.name))}
      title={t('Drag to choose a range, click to show all')}
      {...useDrag(column, chosen, set)}
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
        share={share(min)}
        value={min}
        set={(value) => set({ min: Math.min(value, max), max })}
      />
      <End
        column={column}
        name={t('to')}
        share={share(max)}
        value={max}
        set={(value) => set({ min, max: Math.max(value, min) })}
      />
    </div>
  );
}

type PointerHandler = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => void;

/** Returns pointer handlers for an element that spans the whole range. A click outside of the ends clears the range. */
function useDrag(
  all: NumberRange,
  chosen: NumberRange | undefined,
  set: (range: NumberRange | undefined) => void,
): Readonly<Record<'onPointerDown' | 'onPointerMove' | 'onPointerUp', PointerHandler>> {
  const drag = useRef<
    { readonly what: Drag; readonly fromPx: number; isMoved: boolean } | undefined
  >(undefined);
  const perPixel = (element: HTMLElement): number => (all.max - all.min) / element.clientWidth;
  const valueAt: (event: Parameters<PointerHandler>[0]) => number = ({ currentTarget, clientX }) =>
    all.min + (clientX - currentTarget.getBoundingClientRect().left) * perPixel(currentTarget);
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
      if (current.isMoved) set(dragTo(current.what, valueAt(event), all));
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
  /** Position between the minimum (0) and the maximum (1). */
  readonly share: number;
  readonly value: number;
  readonly set: (value: number) => void;
};

/** One end of the range: a slider for the keyboard and a handle for the pointer. */
function End({ column, name, share, value, set }: EndProps): VNode {
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
      style={{ left: percent(share) }}
      onKeyDown={(event) => {
        const next = keyTo(event.key, value, column);
        if (next === undefined) return;
        event.preventDefault();
        set(next);
      }}
    />
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}
