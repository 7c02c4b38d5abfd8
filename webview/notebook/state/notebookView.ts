import { isObject } from '../../../src/common/objects.ts';
/** The state of the notebook view that survives hiding and reloading. */
export type NotebookView = {
  readonly scrollTop: number;
  readonly focusedCellId: string;
  readonly cells: Readonly<Record<string, CellView>>;
  /** The heights of cells in pixels when they were shown last. */
  readonly heights: Readonly<Record<string, number>>;
  /** The ids of the cells in order, valid while the notebook's session lasts. */
  readonly order: readonly string[];
  readonly session: string;
};

/** The view state of one cell. */
export type CellView = {
  readonly shows: 'table' | 'json';
  /** Column widths in pixels that the user chose, by column key. */
  readonly widths: Readonly<Record<string, number>>;
  readonly columns?: ColumnChoice | undefined;
  /** What the hits are sorted by; absent for their score. */
  readonly sort?: HitSort | undefined;
  /** Ids of hits that stand above the others. */
  readonly pinned?: readonly string[];
  /** Whether only the head of the cell is shown. */
  readonly isFolded?: boolean;
  /** The view state of the cell's map, decoded by the map view; absent before a map was shown. */
  readonly map?: object;
};

/** Columns as the user arranged them, by column key. */
export type ColumnChoice = {
  /** The columns in order. Others come behind them. */
  readonly order: readonly string[];
  readonly hidden: readonly string[];
  /** Columns that come first and stay in view while the grid scrolls sideways. */
  readonly frozen: readonly string[];
};

export type HitSort = { readonly key: string; readonly isDescending: boolean };

export const plainCellView: CellView = { shows: 'table', widths: {} };
const plainView: NotebookView = {
  scrollTop: 0,
  focusedCellId: '',
  cells: {},
  heights: {},
  order: [],
  session: '',
};

/** Decodes a saved state; invalid parts get their defaults. */
export function decodeNotebookView(state: unknown): NotebookView {
  if (!isObject(state)) return plainView;
  const { scrollTop, focusedCellId, cells, heights, order, session } = state;
  return {
    scrollTop: isFinitePositive(scrollTop) ? scrollTop : 0,
    focusedCellId: typeof focusedCellId === 'string' ? focusedCellId : '',
    cells: isObject(cells)
      ? Object.fromEntries(Object.entries(cells).map(([id, view]) => [id, decodeCellView(view)]))
      : {},
    heights: numbersOf(heights),
    order: textsOf(order),
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
  const known = new Set(cellIds);
  const ofCells = <T>(all: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    Object.fromEntries(
      Object.entries(all).flatMap(([id, one]) => {
        const now = nowOf(id);
        return now !== undefined && known.has(now) ? [[now, one] as const] : [];
      }),
    );
  return {
    ...view,
    focusedCellId: nowOf(view.focusedCellId) ?? '',
    cells: ofCells(view.cells),
    heights: ofCells(view.heights),
    order: cellIds,
    session,
  };
}

function decodeCellView(state: unknown): CellView {
  if (!isObject(state)) return plainCellView;
  return {
    shows: state['shows'] === 'json' ? 'json' : 'table',
    widths: numbersOf(state['widths']),
    ...decodeArrangement(state),
    ...(state['isFolded'] === true && { isFolded: true }),
    ...(isObject(state['map']) && { map: state['map'] }),
  };
}

function decodeArrangement({
  columns,
  sort,
  pinned,
}: Record<string, unknown>): Pick<CellView, 'columns' | 'sort' | 'pinned'> {
  return {
    ...(isObject(columns) && {
      columns: {
        order: textsOf(columns['order']),
        hidden: textsOf(columns['hidden']),
        frozen: textsOf(columns['frozen']),
      },
    }),
    ...(isObject(sort) &&
      typeof sort['key'] === 'string' && {
        sort: { key: sort['key'], isDescending: sort['isDescending'] === true },
      }),
    ...(Array.isArray(pinned) && { pinned: textsOf(pinned) }),
  };
}

function textsOf(state: unknown): readonly string[] {
  return Array.isArray(state) ? state.filter((one) => typeof one === 'string') : [];
}

/** Returns the entries that are positive numbers. */
function numbersOf(state: unknown): Readonly<Record<string, number>> {
  const entries = isObject(state) ? Object.entries(state) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, number] => isFinitePositive(entry[1])),
  );
}

function isFinitePositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
