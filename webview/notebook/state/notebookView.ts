/** The view state of one cell. */
export type CellView = {
  readonly shows: 'table' | 'json';
  /** Column widths in pixels that the user chose, by column key. */
  readonly widths: Readonly<Record<string, number>>;
  /** The view state of the cell's map, decoded by the map view; absent before a map was shown. */
  readonly map?: object;
};

/** The state of the notebook view that survives hiding and reloading. */
export type NotebookView = {
  readonly scrollTop: number;
  readonly focusedCellId: string;
  readonly cells: Readonly<Record<string, CellView>>;
  /** The ids of the cells in order, valid while the notebook's session lasts. */
  readonly order: readonly string[];
  readonly session: string;
};

export const plainCellView: CellView = { shows: 'table', widths: {} };
const plainView: NotebookView = {
  scrollTop: 0,
  focusedCellId: '',
  cells: {},
  order: [],
  session: '',
};

/** Decodes a saved state; invalid parts get their defaults. */
export function decodeNotebookView(state: unknown): NotebookView {
  if (!isRecord(state)) return plainView;
  const { scrollTop, focusedCellId, cells, order, session } = state;
  return {
    scrollTop: isFinitePositive(scrollTop) ? scrollTop : 0,
    focusedCellId: typeof focusedCellId === 'string' ? focusedCellId : '',
    cells: isRecord(cells)
      ? Object.fromEntries(Object.entries(cells).map(([id, view]) => [id, decodeCellView(view)]))
      : {},
    order: Array.isArray(order) ? order.filter((id) => typeof id === 'string') : [],
    session: typeof session === 'string' ? session : '',
  };
}

/** Returns the state for the current cells. A new session has new cell ids, so cells are then matched by position. */
export function viewFor(
  view: NotebookView,
  session: string,
  cellIds: readonly string[],
): NotebookView {
  const isSame = session === view.session;
  const nowOf = (id: string): string | undefined => (isSame ? id : cellIds[view.order.indexOf(id)]);
  const cells = Object.entries(view.cells).flatMap(([id, cell]) => {
    const now = nowOf(id);
    return now !== undefined && cellIds.includes(now) ? [[now, cell] as const] : [];
  });
  return {
    ...view,
    focusedCellId: nowOf(view.focusedCellId) ?? '',
    cells: Object.fromEntries(cells),
    order: cellIds,
    session,
  };
}

function decodeCellView(state: unknown): CellView {
  if (!isRecord(state)) return plainCellView;
  const widths = isRecord(state['widths']) ? Object.entries(state['widths']) : [];
  return {
    shows: state['shows'] === 'json' ? 'json' : 'table',
    widths: Object.fromEntries(
      widths.filter((entry): entry is [string, number] => isFinitePositive(entry[1])),
    ),
    ...(isRecord(state['map']) && { map: state['map'] }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFinitePositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
