/** Returns the position that a key moves to, clamped to the grid; undefined for other keys. */
export function moveInGrid(from: GridPlace, pressed: Keys, size: GridSize): GridPlace | undefined {
  if (pressed.altKey || pressed.shiftKey) return undefined;
  const isFar = pressed.ctrlKey || pressed.metaKey;
  const to = isFar ? farMove(from, pressed.key, size) : nearMove(from, pressed.key, size);
  return to && clampToGrid(to, size);
}

/** A cell position in a grid. Row -1 is the header. */
export type GridPlace = { readonly row: number; readonly column: number };

export type GridSize = {
  readonly rows: number;
  readonly columns: number;
  /** Number of whole rows visible at once. */
  readonly page: number;
};

type Keys = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Clamps a position to the grid. */
export function clampToGrid(place: GridPlace, size: Pick<GridSize, 'rows' | 'columns'>): GridPlace {
  return {
    row: Math.max(-1, Math.min(place.row, size.rows - 1)),
    column: Math.max(0, Math.min(place.column, size.columns - 1)),
  };
}

function nearMove({ row, column }: GridPlace, key: string, size: GridSize): GridPlace | undefined {
  switch (key) {
    case 'ArrowUp':
      return { row: row - 1, column };
    case 'ArrowDown':
      return { row: row + 1, column };
    case 'ArrowLeft':
      return { row, column: column - 1 };
    case 'ArrowRight':
      return { row, column: column + 1 };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: size.columns - 1 };
    case 'PageUp':
      return { row: Math.max(0, row - size.page), column };
    case 'PageDown':
      return { row: row + size.page, column };
    default:
      return undefined;
  }
}

function farMove(from: GridPlace, key: string, size: GridSize): GridPlace | undefined {
  if (key === 'Home') return { row: 0, column: 0 };
  if (key === 'End') return { row: size.rows - 1, column: size.columns - 1 };
  if (key === 'ArrowUp') return { ...from, row: 0 };
  if (key === 'ArrowDown') return { ...from, row: size.rows - 1 };
  return undefined;
}
