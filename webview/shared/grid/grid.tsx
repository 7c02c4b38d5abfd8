import type { VNode } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { clampWidth, resizeStep } from './columnResizer.tsx';
import { clampToGrid, moveInGrid, type GridPlace, type GridSize } from './gridKeys.ts';
import {
  cellId,
  GridHead,
  GridRow,
  type GridColumn,
  type GridShape,
  type RowLayout,
} from './gridRow.tsx';
import { selectByKey, selectionOf, type GridSelection } from './gridSelection.ts';
import { scrollTopFor, useRowWindow, type RowWindow } from './virtualRows.ts';

/**
 * A virtualized table: only visible rows are rendered. Arrow keys move the active cell; Ctrl+C copies it, or its whole
 * row in the first column.
 */
export function Grid<Row>(props: GridProps<Row>): VNode {
  const { label, columns, rows } = props;
  const ownScroller = useRef<HTMLDivElement>(null);
  const scroller = props.scroller ?? ownScroller;
  const gridId = useId();
  const size = { rows: rows.length, columns: columns.length };
  const [place, go] = usePlace(props, scroller, size);
  const { first, end } = useRowWindow(rows.length, rowHeight, scroller);
  const { onOpen, onWindow, selection } = props;
  useLayoutEffect(() => onWindow?.({ first, end }), [first, end]);

  const isRendered = place.row === -1 || (place.row >= first && place.row < end);
  const widthOf = (column: GridColumn<Row>): number => props.widths[column.key] ?? column.widthPx;
  const layout = layOut(columns.map(widthOf));
  const frozenAt = frozenEdges(columns, widthOf);
  useKeepInSight(scroller, gridId, place, frozenAt);
  const press = (to: GridPlace, event: MouseEvent): void => {
    go(to);
    if (to.row >= 0) props.onPress?.(to.row);
    pressCell(props, to, event);
  };
  const shape = {
    columns,
    place,
    layout,
    frozenAt,
    gridId,
    onPlace: press,
    isSelected: selection?.isSelected,
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const to = moveByKeys(event, props, place, { ...size, page });
    if (to) go(to);
    if (to && to.row >= 0) showRow(scroller.current, to.row);
    if (!to && !actByKey(event, props, place, widthOf)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={scroller}
      class="grid"
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-multiselectable={selection ? true : undefined}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={isRendered ? cellId(gridId, place) : undefined}
      onKeyDown={onKeyDown}
      onDblClick={() => place.row >= 0 && onOpen?.(place.row)}
      onCopy={(event) => copyActive(event, props, place)}
    >
      <GridHead {...shape} widthOf={widthOf} onResize={props.onResize} onMove={props.onMove} />
      <GridRows {...shape} rows={rows} first={first} end={end} />
    </div>
  );
}

export type GridProps<Row> = {
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: ArrayLike<Row>;
  /** Column widths in pixels that the user chose, by column key. */
  readonly widths: Readonly<Record<string, number>>;
  readonly onResize: (columnKey: string, widthPx: number) => void;
  /** The grid moves to this row when it changes; -1 to stay. */
  readonly activeRow?: number;
  /** Called when the user moves to another row. */
  readonly onActive?: (row: number) => void;
  /** Called on a click on a row. */
  readonly onPress?: (row: number) => void;
  /** Called on Enter or a double click on a row. */
  readonly onOpen?: (row: number) => void;
  /** Called on a click or Enter on a column's header. */
  readonly onHeader?: (columnKey: string) => void;
  /** Called when the user moves a column to another place; absent: columns cannot be moved. */
  readonly onMove?: (columnKey: string, to: number) => void;
  /** Called when other rows are rendered. */
  readonly onWindow?: (rows: RowWindow) => void;
  /** Absent: rows cannot be selected. */
  readonly selection?: GridSelection;
  /** Receives the scrolling element. */
  readonly scroller?: { current: HTMLDivElement | null };
};

/** The height of a row in pixels. */
export const rowHeight = 22;
const firstPlace: GridPlace = { row: 0, column: 0 };

type RowsProps<Row> = GridShape<Row> & RowWindow & { readonly rows: ArrayLike<Row> };

function GridRows<Row>({ rows, first, end, ...shape }: RowsProps<Row>): VNode {
  const { minWidth } = shape.layout;
  const height = `${rows.length * rowHeight}px`;
  return (
    <div role="rowgroup" class="grid-body" style={{ minWidth, height }}>
      {Array.from({ length: end - first }, (_, at) => (
        <GridRow
          {...shape}
          key={first + at}
          row={rows[first + at] as Row}
          index={first + at}
          offsetPx={(first + at) * rowHeight}
        />
      ))}
    </div>
  );
}

function showRow(scroller: HTMLElement | null, row: number): void {
  if (!scroller) return;
  const { scrollTop: top, clientHeight: height } = scroller;
  const wanted = scrollTopFor(row, rowHeight, { top, height });
  if (wanted !== top) scroller.scrollTop = wanted;
}

/** The last column takes the remaining width. If the columns do not fit, the grid scrolls sideways. */
function layOut(widths: readonly number[]): RowLayout {
  const minWidth = `${widths.reduce((sum, width) => sum + width, 0)}px`;
  const gridTemplateColumns = widths
    .map((width, at) => (at === widths.length - 1 ? `minmax(${width}px, 1fr)` : `${width}px`))
    .join(' ');
  return { gridTemplateColumns, minWidth };
}

/** Returns the left edges of the frozen columns in pixels. */
function frozenEdges<Row>(
  columns: readonly GridColumn<Row>[],
  widthOf: (column: GridColumn<Row>) => number,
): number[] {
  const edges: number[] = [];
  let leftPx = 0;
  for (const column of columns) {
    if (!column.isFrozen) break;
    edges.push(leftPx);
    leftPx += widthOf(column);
  }
  return edges;
}

/** Returns the active place and how to move it. It follows `activeRow` when that changes. */
function usePlace<Row>(
  { activeRow = -1, onActive }: GridProps<Row>,
  scroller: { readonly current: HTMLElement | null },
  size: { readonly rows: number; readonly columns: number },
): readonly [GridPlace, (to: GridPlace) => void] {
  const [chosen, setPlace] = useState(firstPlace);
  const place = clampToGrid(chosen, size);
  useLayoutEffect(() => {
    if (activeRow < 0) return;
    if (activeRow !== place.row) setPlace({ ...place, row: activeRow });
    showRow(scroller.current, activeRow);
  }, [activeRow]);
  const go = (to: GridPlace): void => {
    setPlace(to);
    if (to.row !== place.row && to.row >= 0) onActive?.(to.row);
  };
  return [place, go];
}

/** Returns the place that a key moves to, also with the selection or with a column; undefined for other keys. */
function moveByKeys<Row>(
  event: KeyboardEvent,
  props: GridProps<Row>,
  place: GridPlace,
  size: GridSize,
): GridPlace | undefined {
  const { selection } = props;
  const extended = selection && selectByKey(selection, place, event, size);
  if (extended) return extended.to ?? place;
  return moveInGrid(place, event, size) ?? moveColumnByKey(event, props, place);
}

/** Resizes the active column, or opens the active row; returns false if the key does neither. */
function actByKey<Row>(
  event: KeyboardEvent,
  props: GridProps<Row>,
  place: GridPlace,
  widthOf: (column: GridColumn<Row>) => number,
): boolean {
  if (resizeByKey(event, props, place, widthOf)) return true;
  return event.key === 'Enter' && openByKey(props, place);
}

/** Scrolls sideways until the active cell is visible; `showRow` scrolls vertically. */
function useKeepInSight(
  scroller: { readonly current: HTMLElement | null },
  gridId: string,
  place: GridPlace,
  frozenAt: readonly number[],
): void {
  useLayoutEffect(() => {
    const grid = scroller.current;
    const cell = document.getElementById(cellId(gridId, place));
    if (!grid || !cell || !grid.contains(document.activeElement)) return;
    if (place.column < frozenAt.length) return;
    const left = cell.offsetLeft - frozenWidth(grid);
    const right = cell.offsetLeft + Math.min(cell.offsetWidth, grid.clientWidth);
    if (left < grid.scrollLeft) grid.scrollLeft = left;
    else if (right > grid.scrollLeft + grid.clientWidth) grid.scrollLeft = right - grid.clientWidth;
  }, [gridId, place.row, place.column]);
}

/** The width of the frozen columns in pixels. */
function frozenWidth(grid: HTMLElement): number {
  const cells = [...grid.querySelectorAll<HTMLElement>('.grid-head .is-frozen')];
  return cells.reduce((widthPx, { offsetWidth }) => widthPx + offsetWidth, 0);
}

/** Selects the pressed row, or presses its header. */
function pressCell<Row>(
  { columns, selection, onHeader }: GridProps<Row>,
  { row, column }: GridPlace,
  event: MouseEvent,
): void {
  const key = columns[column]?.key;
  if (row >= 0) selection?.select(row, selectionOf(event, key));
  else if (key !== undefined) onHeader?.(key);
}

/** Opens the active row, or presses the active header; returns false if nothing listens. */
function openByKey<Row>(
  { columns, onOpen, onHeader }: GridProps<Row>,
  { row, column }: GridPlace,
): boolean {
  const listener = row >= 0 ? onOpen : onHeader;
  if (row >= 0) onOpen?.(row);
  else onHeader?.(columns[column]?.key ?? '');
  return listener !== undefined;
}

/** Resizes the column whose header is active; returns false if the key does not resize. */
function resizeByKey<Row>(
  event: KeyboardEvent,
  { columns, onResize }: GridProps<Row>,
  { row, column }: GridPlace,
  widthOf: (column: GridColumn<Row>) => number,
): boolean {
  const step = resizeStep(event);
  const active = columns[column];
  if (row !== -1 || step === 0 || !active) return false;
  onResize(active.key, clampWidth(widthOf(active) + step));
  return true;
}

/** Moves the column whose header is active; returns its new place, or nothing if the key does not move it. */
function moveColumnByKey<Row>(
  { key, altKey }: KeyboardEvent,
  { columns, onMove }: GridProps<Row>,
  { row, column }: GridPlace,
): GridPlace | undefined {
  const step = key === 'ArrowLeft' ? -1 : 1;
  const isMove = altKey && (key === 'ArrowLeft' || key === 'ArrowRight');
  const to = column + step;
  const moved = columns[column];
  if (row !== -1 || !isMove || !onMove || !moved || !columns[to]) return undefined;
  onMove(moved.key, to);
  return { row, column: to };
}

function copyActive<Row>(event: ClipboardEvent, props: GridProps<Row>, place: GridPlace): void {
  if (!event.clipboardData || window.getSelection()?.isCollapsed === false) return;
  const text = placeText(props, place);
  event.clipboardData.setData('text/plain', text);
  event.preventDefault();
}

/** Returns the text of a cell; in the first column that of the whole row, separated by tabs. */
function placeText<Row>({ columns, rows }: GridProps<Row>, { row, column }: GridPlace): string {
  const textOf = (one: GridColumn<Row>): string =>
    row === -1 ? one.title : one.text(rows[row] as Row, row);
  if (column === 0)
    return columns.map((one) => textOf(one).replaceAll(/[\t\r\n]+/g, ' ')).join('\t');
  const active = columns[column];
  return active ? textOf(active) : '';
}
