import { useLayoutEffect, useState } from 'preact/hooks';

/** Rows that exist: from `first` to before `end`. */
export type RowWindow = { readonly first: number; readonly end: number };

/** What is seen of a scroller, in pixels. A head of one row's height sticks to its top. */
export type Seen = { readonly top: number; readonly height: number };

/** Rows kept on either side of those in sight. */
const spareRows = 8;

/** The rows of one height that are in sight, and a few around them. */
export function rowWindow(seen: Seen, rowHeight: number, count: number): RowWindow {
  const first = Math.floor(seen.top / rowHeight) - spareRows;
  const end = Math.ceil((seen.top + seen.height - rowHeight) / rowHeight) + spareRows;
  return { first: Math.max(0, Math.min(first, count)), end: Math.max(0, Math.min(end, count)) };
}

/** Where the scroller stands once a row is in sight; where it is already if it need not move. */
export function scrollTopFor(row: number, rowHeight: number, { top, height }: Seen): number {
  const above = row * rowHeight;
  const below = above + 2 * rowHeight - height;
  if (above < top) return above;
  return below > top ? below : top;
}

/** Keeps up with scrolling and resizing; renders again when other rows are to exist. */
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
