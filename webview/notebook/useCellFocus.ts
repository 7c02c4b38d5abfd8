import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Cell } from '../../src/model/notebook/cell.ts';

/** Manages the focus of cells: moves it between them, and restores it after changes of the document. */
export function useCellFocus(
  list: RefObject<HTMLElement | null>,
  cells: readonly Cell[],
  version: number,
  restoredId: string,
): CellFocus {
  const [currentId, setCurrentId] = useState(restoredId);
  const [anchorId, setAnchorId] = useState('');
  const [editedId, setEditedId] = useState('');
  const isExtending = useRef(false);

  const elementOf = (cellId: string): HTMLElement | null =>
    list.current?.querySelector(`[data-cell-id="${CSS.escape(cellId)}"]`) ?? null;
  const focusMain = useMainFocus(elementOf);
  const focus = (cellId: string): void => {
    setCurrentId(cellId);
    setAnchorId('');
    const element = elementOf(cellId);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'nearest' });
  };
  const extend = (cellId: string): void => {
    const from = anchorId === '' ? shownId : anchorId;
    isExtending.current = true;
    focus(cellId);
    isExtending.current = false;
    setAnchorId(from);
  };
  const edit = (cellId: string): void => {
    setCurrentId(cellId);
    if (cells.find(({ id }) => id === cellId)?.kind === 'text') setEditedId(cellId);
    else focusMain(cellId);
  };

  const afterChange = useFocusAfterChange(cells, version, { focus, edit });

  const shownId = cells.some(({ id }) => id === currentId) ? currentId : (cells[0]?.id ?? '');
  useRestoredFocus(() => elementOf(shownId), shownId);
  return {
    currentId: shownId,
    editedId,
    selectedIds: idsBetween(cells, anchorId, shownId),
    focus,
    extend,
    edit,
    onFocusIn: ({ target }) => {
      const cell = (target as Element).closest<HTMLElement>('[data-cell-id]');
      if (!cell?.dataset['cellId']) return;
      // The focus that comes back to the view leaves the selection as it is.
      if (!isExtending.current && cell.dataset['cellId'] !== shownId) setAnchorId('');
      setCurrentId(cell.dataset['cellId']);
    },
    stopEditing: () => setEditedId(''),
    ...afterChange,
  };
}

/** A focus request that waits for the next version of the document, because a new cell has no id before. */
type Awaited = { readonly at: number; readonly afterVersion: number; readonly isEditing: boolean };

export type CellFocus = {
  /** Id of the cell that has the focus, or had it last. */
  readonly currentId: string;
  /** Id of the text cell that is being edited. */
  readonly editedId: string;
  readonly onFocusIn: (event: FocusEvent) => void;
  /** Ids of the selected cells in order; always with the current one. */
  readonly selectedIds: readonly string[];
  readonly focus: (cellId: string) => void;
  /** Moves the focus and selects all cells from where the selection began. */
  readonly extend: (cellId: string) => void;
  readonly edit: (cellId: string) => void;
  readonly stopEditing: () => void;
  readonly focusAfterChange: (at: number, isEditing: boolean) => void;
  /** Waits no longer for a change, because there was none. */
  readonly stopAwaiting: () => void;
};

/** Focuses the cell at an index when the next version of the document is shown. */
function useFocusAfterChange(
  cells: readonly Cell[],
  version: number,
  { focus, edit }: Pick<CellFocus, 'focus' | 'edit'>,
): Pick<CellFocus, 'focusAfterChange' | 'stopAwaiting'> {
  const awaited = useRef<Awaited>(null);
  useLayoutEffect(() => {
    const request = awaited.current;
    const cell = request && cells[Math.min(request.at, cells.length - 1)];
    if (!request || version <= request.afterVersion) return;
    awaited.current = null;
    if (!cell) return;
    focus(cell.id);
    if (request.isEditing) edit(cell.id);
  });
  return {
    focusAfterChange: (at, isEditing) => {
      awaited.current = { at, isEditing, afterVersion: version };
    },
    stopAwaiting: () => {
      awaited.current = null;
    },
  };
}

/** When the user returns to the view, the last focused cell gets the focus, not the page. */
function useRestoredFocus(element: () => HTMLElement | null, cellId: string): void {
  useEffect(() => {
    const restore = (): void => {
      const isNowhere = document.activeElement === null || document.activeElement === document.body;
      if (isNowhere) element()?.focus({ preventScroll: true });
    };
    if (document.hasFocus()) restore();
    window.addEventListener('focus', restore);
    return () => window.removeEventListener('focus', restore);
  }, [cellId]);
}

/** Returns the ids of the cells from one to another, in their order; without the first, only the other. */
function idsBetween(cells: readonly Cell[], anchorId: string, currentId: string): string[] {
  const [from, to] = [anchorId, currentId].map((id) => cells.findIndex((cell) => cell.id === id));
  if (from === undefined || to === undefined || to < 0) return [];
  if (from < 0) return [currentId];
  return cells.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ id }) => id);
}

/** Returns a function that gives a cell's main field the focus: at once, or when the cell is in the page. */
function useMainFocus(elementOf: (cellId: string) => HTMLElement | null): (cellId: string) => void {
  const next = useRef('');
  const focusNext = (): void => {
    const main = elementOf(next.current)?.querySelector<HTMLElement>('[data-main]');
    if (!main) return;
    next.current = '';
    main.focus();
  };
  useLayoutEffect(focusNext);
  return (cellId) => {
    next.current = cellId;
    focusNext();
  };
}
