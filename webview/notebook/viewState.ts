/** What the view of one cell remembers. */
export type CellView = {
  readonly shows: 'table' | 'json';
  /** Column widths in pixels that the user chose, by column key. */
  readonly widths: Readonly<Record<string, number>>;
};

/** What survives hiding and reloading the view. */
export type NotebookView = {
  readonly scrollTop: number;
  readonly focusedCellId: string;
  readonly cells: Readonly<Record<string, CellView>>;
};

export const plainCellView: CellView = { shows: 'table', widths: {} };
const plainView: NotebookView = { scrollTop: 0, focusedCellId: '', cells: {} };

/** The view as it was kept; what cannot be read is left at its default. */
export function decodeNotebookView(state: unknown): NotebookView {
  if (!isRecord(state)) return plainView;
  const { scrollTop, focusedCellId, cells } = state;
  return {
    scrollTop: isFinitePositive(scrollTop) ? scrollTop : 0,
    focusedCellId: typeof focusedCellId === 'string' ? focusedCellId : '',
    cells: isRecord(cells)
      ? Object.fromEntries(Object.entries(cells).map(([id, view]) => [id, decodeCellView(view)]))
      : {},
  };
}

/** The view without cells that are gone. */
export function pruneView(view: NotebookView, cellIds: readonly string[]): NotebookView {
  const kept = Object.entries(view.cells).filter(([id]) => cellIds.includes(id));
  return { ...view, cells: Object.fromEntries(kept) };
}

function decodeCellView(state: unknown): CellView {
  if (!isRecord(state)) return plainCellView;
  const widths = isRecord(state['widths']) ? Object.entries(state['widths']) : [];
  return {
    shows: state['shows'] === 'json' ? 'json' : 'table',
    widths: Object.fromEntries(
      widths.filter((entry): entry is [string, number] => isFinitePositive(entry[1])),
    ),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFinitePositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
