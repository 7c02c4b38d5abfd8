import type { Cell } from '../../src/model/notebook/cell.ts';
import { printCell } from '../../src/model/notebook/printNotebook.ts';
import { newMapCell } from '../../src/model/notebook/newMapCell.ts';
import type { CellCommand } from './cell/cellKeys.ts';
import {
  asQueryCell,
  asTextCell,
  newCompareCellBelow,
  newExplainCellBelow,
  newQueryCell,
  newTextCell,
  placeAfterRemoval,
} from './state/cells.ts';
import type { NotebookController } from './state/notebookController.ts';
import type { CellFocus } from './useCellFocus.ts';

/** The commands of keys and buttons on the cells of one render. */
export class CellActions {
  readonly #controller: NotebookController;
  readonly #cells: readonly Cell[];
  readonly #focus: CellFocus;

  constructor(controller: NotebookController, cells: readonly Cell[], focus: CellFocus) {
    this.#controller = controller;
    this.#cells = cells;
    this.#focus = focus;
  }

  /** Applies the command to the cell at this index; does nothing if there is none. */
  perform(command: CellCommand | 'stop', at: number): void {
    const cell = this.#cells[at];
    if (!cell) return;
    const { id } = cell;
    const last = this.#cells.length - 1;
    const actions: Record<CellCommand | 'stop', () => void> = {
      edit: () => this.#focus.edit(id),
      leave: () => this.#focus.focus(id),
      run: () => this.#run(cell),
      stop: () => void this.#controller.stop(id),
      runAndGoOn: () => {
        this.#run(cell);
        if (at === last) this.insert('query', at + 1);
        else this.#focusAt(at + 1);
      },
      runAndInsert: () => {
        this.#run(cell);
        this.insert('query', at + 1);
      },
      copy: () => this.#copy(cell),
      cut: () => {
        this.#copy(cell);
        this.#remove(id, at);
      },
      paste: () => this.#paste(at + 1),
      toQuery: () => this.#convert(cell, asQueryCell(cell)),
      toText: () => this.#convert(cell, asTextCell(cell)),
      insertAbove: () => this.insert('query', at),
      insertBelow: () => this.insert('query', at + 1),
      remove: () => this.#remove(id, at),
      moveUp: () => this.#move(id, at - 1),
      moveDown: () => this.#move(id, at + 1),
      focusPrevious: () => this.#focusAt(at - 1),
      focusNext: () => this.#focusAt(at + 1),
      focusFirst: () => this.#focusAt(0),
      focusLast: () => this.#focusAt(last),
    };
    actions[command]();
  }

  /** Inserts a new cell at this index and focuses it for editing. */
  insert(kind: Cell['kind'], at: number): void {
    this.#focus.focusAfterChange(at, true);
    void this.#controller.edit({ edit: 'insertCell', cell: this.#newCell(kind, at), at });
  }

  /** Copies the cell for pasting in this view, and its text for other programs. */
  #copy(cell: Cell): void {
    this.#controller.copiedCell = cell;
    void this.#controller.copy(printCell(cell).join('\n'));
  }

  #paste(at: number): void {
    const { copiedCell } = this.#controller;
    if (copiedCell === undefined) return;
    this.#focus.focusAfterChange(at, false);
    void this.#controller.edit({ edit: 'insertCell', cell: { ...copiedCell, id: '' }, at });
  }

  #convert(cell: Cell, converted: Cell): void {
    if (converted.kind !== cell.kind)
      void this.#controller.edit({ edit: 'replaceCell', cell: converted });
  }

  #newCell(kind: Cell['kind'], at: number): Cell {
    if (kind === 'text') return newTextCell();
    if (kind === 'query') return newQueryCell(this.#cells);
    const above = this.#cells.slice(0, at);
    if (kind === 'explain') return newExplainCellBelow(above);
    if (kind === 'compare') return newCompareCellBelow(above);
    // The map of a new map cell shows the hits of the nearest query above.
    const query = above.findLast((cell) => cell.kind === 'query');
    return newMapCell(query?.binding, query?.name);
  }

  /** Runs a cell. Running a text cell ends its editing. */
  #run(cell: Cell): void {
    if (cell.kind === 'text') this.#focus.focus(cell.id);
    else void this.#controller.run(cell.id);
  }

  #move(cellId: string, to: number): void {
    if (to < 0 || to >= this.#cells.length) return;
    this.#focus.focusAfterChange(to, false);
    void this.#controller.edit({ edit: 'moveCell', cellId, to });
  }

  #remove(cellId: string, at: number): void {
    const next = placeAfterRemoval(at, this.#cells.length);
    if (next !== undefined) this.#focus.focusAfterChange(next, false);
    void this.#controller.edit({ edit: 'removeCell', cellId });
  }

  #focusAt(at: number): void {
    const cell = this.#cells[Math.max(0, Math.min(at, this.#cells.length - 1))];
    if (cell) this.#focus.focus(cell.id);
  }
}
