import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { NotebookViewStore } from '../state/notebookViewStore.ts';
import { useIsInView } from './useIsInView.ts';

/**
 * Returns the height in pixels of a cell that is left empty, because the notebook has many cells and this one is far from
 * view: the height that it had last. `undefined` for a cell that is in the page.
 */
export function useEmptyHeight(
  element: RefObject<HTMLElement | null>,
  viewStore: NotebookViewStore,
  { cellId, count, isKept }: CellPresence,
): number | undefined {
  const isNear = useIsInView(element, nearPx);
  const isEmpty = count > fewCells && !isKept && !isNear;
  useEffect(() => {
    const target = element.current;
    if (isEmpty || !target) return undefined;
    const observer = new ResizeObserver(() => viewStore.noteHeight(cellId, target.offsetHeight));
    observer.observe(target);
    return () => observer.disconnect();
  }, [isEmpty, cellId, viewStore]);
  return isEmpty ? (viewStore.view.heights[cellId] ?? typicalPx) : undefined;
}

/** A notebook of up to this many cells has all of them in the page. */
const fewCells = 30;

/** Cells this close to the visible area are in the page. */
const nearPx = 1500;

/** The height of a cell that was never shown: about that of a query without hits. */
const typicalPx = 140;

export type CellPresence = {
  readonly cellId: string;
  /** The number of cells of the notebook. */
  readonly count: number;
  /** Whether the cell stays in the page wherever it is. */
  readonly isKept: boolean;
};
