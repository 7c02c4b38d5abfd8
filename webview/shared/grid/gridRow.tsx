import type { ComponentChildren, HTMLAttributes, VNode } from 'preact';
import { ColumnResizer } from './columnResizer.tsx';
import type { GridPlace } from './gridKeys.ts';
import { t } from '../l10n.ts';

/** One data row, `offsetPx` below the header. */
export function GridRow<Row>(
  props: GridShape<Row> & { readonly row: Row; readonly index: number; readonly offsetPx: number },
): VNode {
  const { gridId, columns, place, layout, frozenAt, onPlace, isSelected, row, index, offsetPx } =
    props;
  const isChosen = isSelected?.(index);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      class={isChosen ? 'grid-row is-selected' : 'grid-row'}
      style={{ ...layout, transform: `translateY(${offsetPx}px)` }}
    >
      {columns.map((column, at) => (
        <div
          key={column.key}
          id={cellId(gridId, { row: index, column: at })}
          role="gridcell"
          aria-colindex={at + 1}
          class={cellClass(column, place, index, at)}
          style={frozenStyle(frozenAt, at)}
          onClick={(event) => onPlace({ row: index, column: at }, event)}
        >
          {column.render ? column.render(row, index) : column.text(row, index)}
        </div>
      ))}
    </div>
  );
}

export type GridColumn<Row> = {
  readonly key: string;
  readonly title: string;
  readonly widthPx: number;
  readonly isNumeric?: boolean;
  readonly render?: (row: Row, index: number) => ComponentChildren;
  /** Tooltip of the header. */
  readonly hint?: string;
  readonly sort?: 'ascending' | 'descending';
  /** Whether the column stays in view while the grid scrolls sideways. Frozen columns come first. */
  readonly isFrozen?: boolean;
  /** Returns the text of the cell: copied, and shown if `render` is absent. */
  readonly text: (row: Row, index: number) => string;
};

/** The inline style of every row, so that columns align. */
export type RowLayout = { readonly gridTemplateColumns: string; readonly minWidth: string };

/** The props shared by all rows of a grid. */
export type GridShape<Row> = {
  readonly gridId: string;
  readonly columns: readonly GridColumn<Row>[];
  /** Position of the active cell. */
  readonly place: GridPlace;
  readonly layout: RowLayout;
  /** The left edges of the frozen columns in pixels. */
  readonly frozenAt: readonly number[];
  readonly onPlace: (place: GridPlace, event: MouseEvent) => void;
  /** Absent if rows cannot be selected. */
  readonly isSelected: ((row: number) => boolean) | undefined;
};

/** The header row; it stays visible while the grid scrolls. */
export function GridHead<Row>(
  props: GridShape<Row> & {
    readonly widthOf: (column: GridColumn<Row>) => number;
    readonly onResize: (columnKey: string, widthPx: number) => void;
    /** Absent if columns cannot be moved. */
    readonly onMove: ((columnKey: string, to: number) => void) | undefined;
  },
): VNode {
  const { gridId, columns, place, layout, frozenAt, onPlace, widthOf, onResize, onMove } = props;
  return (
    <div role="rowgroup" class="grid-head" style={{ minWidth: layout.minWidth }}>
      <div role="row" aria-rowindex={1} class="grid-row" style={layout}>
        {columns.map((column, at) => (
          <div
            key={column.key}
            id={cellId(gridId, { row: -1, column: at })}
            role="columnheader"
            aria-colindex={at + 1}
            aria-description={headHelp(onMove !== undefined)}
            class={cellClass(column, place, -1, at)}
            style={frozenStyle(frozenAt, at)}
            {...(onMove && draggable(column.key, at, onMove))}
            aria-sort={column.sort}
            title={column.hint}
            onClick={(event) => onPlace({ row: -1, column: at }, event)}
          >
            {column.title}
            {column.sort && (
              <span aria-hidden="true">{column.sort === 'ascending' ? ' ↑' : ' ↓'}</span>
            )}
            <ColumnResizer
              widthPx={widthOf(column)}
              onResize={(widthPx) => onResize(column.key, widthPx)}
            />
          </div>
        ))}
      </div>
    </div>
  );
}

/** Returns the element id of a cell in its grid. */
export function cellId(gridId: string, { row, column }: GridPlace): string {
  return `${gridId}-${row}-${column}`;
}

function headHelp(canMove: boolean): string {
  return canMove
    ? t('Shift+Left and Shift+Right change the width, Alt+Left and Alt+Right the place')
    : t('Shift+Left and Shift+Right change the width');
}

function frozenStyle(
  frozenAt: readonly number[],
  at: number,
): { readonly left: string } | undefined {
  const leftPx = frozenAt[at];
  return leftPx === undefined ? undefined : { left: `${leftPx}px` };
}

const dragType = 'application/x-vectorscope-column';

/** Makes a header draggable onto another one, whose place it takes. */
function draggable(
  key: string,
  at: number,
  onMove: (columnKey: string, to: number) => void,
): HTMLAttributes<HTMLDivElement> {
  return {
    draggable: true,
    onDragStart: ({ dataTransfer }) => dataTransfer?.setData(dragType, key),
    onDragOver: (event) => {
      if (event.dataTransfer?.types.includes(dragType)) event.preventDefault();
    },
    onDrop: (event) => {
      const moved = event.dataTransfer?.getData(dragType);
      if (moved) onMove(moved, at);
    },
  };
}

function cellClass<Row>(
  column: GridColumn<Row>,
  place: GridPlace,
  row: number,
  at: number,
): string {
  const names = ['grid-cell'];
  if (column.isNumeric) names.push('numeric');
  if (column.isFrozen) names.push('is-frozen');
  if (place.row === row) names.push('is-active-row');
  if (place.row === row && place.column === at) names.push('is-active');
  return names.join(' ');
}
