import { useLayoutEffect, useState } from 'preact/hooks';

/** Returns the rows in view and a few around them. All rows have the same height. */
export function rowWindow(seen: Seen, rowHeight: number, count: number): RowWindow {
  const first = Math.floor(seen.top / rowHeight) - spareRows;
  const end = Math.ceil((seen.top + seen.height - rowHeight) / rowHeight) + spareRows;
  return { first: Math.max(0, Math.min(first, count)), end: Math.max(0, Math.min(end, count)) };
}

/** The rendered rows: from `first` up to `end` (exclusive). */
export type RowWindow = { readonly first: number; readonly end: number };

/** The visible part of a scroller, in pixels. A header of one row's height sticks to its top. */
export type Seen = { readonly top: number; readonly height: number };

/** Number of extra rows rendered on either side of the visible ones. */
const spareRows = 8;

/** Returns the scroll position that brings a row into view; the current one if it is already visible. */
export function scrollTopFor(row: number, rowHeight: number, { top, height }: Seen): number {
  const above = row * rowHeight;
  const below = above + 2 * rowHeight - height;
  if (above < top) return above;
  return below > top ? below : top;
}

/** Returns the rows to render, and renders again after scrolling or resizing if they change. */
export function useRowWindow(
  count: number,
  rowHeight: number,
  scroller: { readonly current: HTMLElement | null },
): RowWindow {
  const [seen, setSeen] = useState<Seen>({ top: 0, height: 0 });
  const visible = rowWindow(seen, rowHeight, count);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const look = (): void => {
      const now = { top: element.scrollTop, height: element.clientHeight };
      setSeen((before) => {
        const [old, next] = [before, now].map((one) => rowWindow(one, rowHeight, count));
        return old?.first === next?.first && old?.end === next?.end ? before : now;
      });
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [count, rowHeight]);
  return visible;
}
