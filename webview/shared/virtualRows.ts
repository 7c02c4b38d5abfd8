import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';

export type VirtualRows = Virtualizer<HTMLElement, HTMLElement>;

export type VirtualRowsOptions = {
  readonly count: number;
  readonly rowHeight: number;
  /** Height of what stands above the rows in the same scroller and sticks to its top. */
  readonly headHeight: number;
  readonly scroller: { readonly current: HTMLElement | null };
};

/** Keeps only the rows near the visible part of a scroller; renders again when that part changes. */
export function useVirtualRows({
  count,
  rowHeight,
  headHeight,
  scroller,
}: VirtualRowsOptions): VirtualRows {
  const [, renderAgain] = useReducer((times: number) => times + 1, 0);
  const options: VirtualizerOptions<HTMLElement, HTMLElement> = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    overscan: 8,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => renderAgain(undefined),
  };
  const [rows] = useState(() => new Virtualizer(options));
  rows.setOptions(options);
  useLayoutEffect(() => rows._didMount(), [rows]);
  useLayoutEffect(() => rows._willUpdate());
  return rows;
}
