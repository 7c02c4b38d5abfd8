import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Cell } from '../../src/model/notebook/cell.ts';

/** A focus request that waits for the next version of the document, because a new cell has no id before. */
type Awaited = { readonly at: number; readonly afterVersion: number; readonly isEditing: boolean };

export type CellFocus = {
  /** Id of the cell that has the focus, or had it last. */
  readonly currentId: string;
  /** Id of the text cell that is being edited. */
  readonly editedId: string;
  readonly onFocusIn: (event: FocusEvent) => void;
  readonly focus: (cellId: string) => void;
  readonly edit: (cellId: string) => void;
  readonly stopEditing: () => void;
  readonly focusAfterChange: (at: number, isEditing: boolean) => void;
};

/** Manages the focus of cells: moves it between them, and restores it after changes of the document. */
export function useCellFocus(
  list: RefObject<HTMLElement | null>,
  cells: readonly Cell[],
  version: number,
  restoredId: string,
): CellFocus {
  const [currentId, setCurrentId] = useState(restoredId);
  const [editedId, setEditedId] = useState('');
  const awaited = useRef<Awaited>(null);

  const elementOf = (cellId: string): HTMLElement | null =>
    list.current?.querySelector(`[data-cell-id="${CSS.escape(cellId)}"]`) ?? null;
  const focusMain = useMainFocus(elementOf);
  const focus = (cellId: string): void => {
    setCurrentId(cellId);
    const element = elementOf(cellId);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'nearest' });
  };
  const edit = (cellId: string): void => {
    setCurrentId(cellId);
    if (cells.find(({ id }) => id === cellId)?.kind === 'text') setEditedId(cellId);
    else focusMain(cellId);
  };

  useLayoutEffect(() => {
    const request = awaited.current;
    const cell = request && cells[Math.min(request.at, cells.length - 1)];
    if (!request || version <= request.afterVersion) return;
    awaited.current = null;
    if (!cell) return;
    focus(cell.id);
    if (request.isEditing) edit(cell.id);
  });

  const shownId = cells.some(({ id }) => id === currentId) ? currentId : (cells[0]?.id ?? '');
  // When the user returns to the view, the last focused cell gets the focus, not the page.
  useEffect(() => {
    const restore = (): void => {
      const isNowhere = document.activeElement === null || document.activeElement === document.body;
      if (isNowhere) elementOf(shownId)?.focus({ preventScroll: true });
    };
    if (document.hasFocus()) restore();
    window.addEventListener('focus', restore);
    return () => window.removeEventListener('focus', restore);
  }, [shownId]);

  return {
    currentId: shownId,
    editedId,
    focus,
    edit,
    onFocusIn: ({ target }) => {
      const cell = (target as Element).closest<HTMLElement>('[data-cell-id]');
      if (cell?.dataset['cellId']) setCurrentId(cell.dataset['cellId']);
    },
    stopEditing: () => setEditedId(''),
    focusAfterChange: (at, isEditing) => {
      awaited.current = { at, isEditing, afterVersion: version };
    },
  };
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
