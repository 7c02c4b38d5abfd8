import { moveInGrid, type GridPlace, type GridSize } from './gridKeys.ts';

/** The selected rows of a grid; the owner stores them. */
export type GridSelection = {
  readonly isSelected: (row: number) => boolean;
  readonly select: (row: number, change: SelectionChange) => void;
  readonly selectAll: () => void;
};

/** `only` replaces the selection, `toggle` adds or removes a row, `extend` selects up to a row. */
export type SelectionChange = 'only' | 'toggle' | 'extend';

/** The key of a column of check marks: a click on it toggles its row. */
export const checkColumn = 'check';

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Returns how a click changes the selection. */
export function selectionOf(
  { shiftKey, ctrlKey, metaKey }: Pick<MouseEvent, 'shiftKey' | 'ctrlKey' | 'metaKey'>,
  columnKey: string | undefined,
): SelectionChange {
  if (shiftKey) return 'extend';
  return ctrlKey || metaKey || columnKey === checkColumn ? 'toggle' : 'only';
}

/**
 * Changes the selection by a key: Space toggles, Shift with a move extends, Ctrl+A selects all. Returns where the
 * active cell moves, or undefined for other keys.
 */
export function selectByKey(
  selection: GridSelection,
  place: GridPlace,
  pressed: Pressed,
  size: GridSize,
): { readonly to?: GridPlace } | undefined {
  const isFar = pressed.ctrlKey || pressed.metaKey;
  // Caps Lock makes it an A.
  if (isFar && pressed.key.toLowerCase() === 'a') {
    selection.selectAll();
    return {};
  }
  if (place.row < 0 || pressed.altKey) return undefined;
  if (pressed.key === ' ') {
    selection.select(place.row, pressed.shiftKey ? 'extend' : 'toggle');
    return {};
  }
  if (!pressed.shiftKey) return undefined;
  const to = moveInGrid(place, { ...plain(pressed), shiftKey: false }, size);
  if (to === undefined || to.row < 0 || to.row === place.row) return undefined;
  selection.select(to.row, 'extend');
  return { to };
}

/** Events have their properties on the prototype, so they cannot be spread. */
function plain({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): Pressed {
  return { key, ctrlKey, metaKey, altKey, shiftKey };
}
