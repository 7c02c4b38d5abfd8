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
import type { NotebookViewStore } from './state/notebookViewStore.ts';
import type { CellFocus } from './useCellFocus.ts';

/** The commands of keys and buttons on the cells of a notebook. */
export class CellActions {
  readonly #controller: NotebookController;
  readonly #viewStore: NotebookViewStore;
  readonly #shown: { readonly current: ShownCells };

  /** `shown` always holds what was rendered last, so that the actions stay the same object. */
  constructor(
    controller: NotebookController,
    viewStore: NotebookViewStore,
    shown: { readonly current: ShownCells },
  ) {
    this.#controller = controller;
    this.#viewStore = viewStore;
    this.#shown = shown;
  }

  /** Applies the command to the cell at this index; does nothing if there is none. */
  perform(command: CellCommand | 'stop', at: number): void {
    const cell = this.#cells[at];
    if (!cell) return;
    const { id } = cell;
    const last = this.#cells.length - 1;
    const actions: Record<CellCommand | 'stop', () => void> = {
      edit: () => {
        this.#setFolded([cell], false);
        this.#focus.edit(id);
      },
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
      copy: () => this.#copy(this.#chosen(cell)),
      cut: () => {
        this.#copy(this.#chosen(cell));
        this.#remove(this.#chosen(cell));
      },
      paste: () => this.#paste(at + 1),
      undo: () => void this.#undo(at, false),
      redo: () => void this.#undo(at, true),
      fold: () => this.#setFolded(this.#chosen(cell), true),
      unfold: () => this.#setFolded(this.#chosen(cell), false),
      extendUp: () => this.#extendTo(at - 1),
      extendDown: () => this.#extendTo(at + 1),
      toQuery: () => this.#convert(cell, asQueryCell(cell)),
      toText: () => this.#convert(cell, asTextCell(cell)),
      insertAbove: () => this.insert('query', at),
      insertBelow: () => this.insert('query', at + 1),
      remove: () => this.#remove(this.#chosen(cell)),
      moveUp: () => this.#move(this.#chosen(cell), at, -1),
      moveDown: () => this.#move(this.#chosen(cell), at, 1),
      focusPrevious: () => this.#focusAt(at - 1),
      focusNext: () => this.#focusAt(at + 1),
      focusFirst: () => this.#focusAt(0),
      focusLast: () => this.#focusAt(last),
    };
    actions[command]();
  }

  /** Ends the editing of a text cell. */
  stopEditing(): void {
    this.#focus.stopEditing();
  }

  /** Inserts a new cell at this index and focuses it for editing. */
  insert(kind: Cell['kind'], at: number): void {
    this.#focus.focusAfterChange(at, true);
    void this.#controller.edit({ edit: 'insertCell', cell: this.#newCell(kind, at), at });
  }

  get #cells(): readonly Cell[] {
    return this.#shown.current.cells;
  }

  get #focus(): CellFocus {
    return this.#shown.current.focus;
  }

  /** Returns the selected cells, if this one is among them, else this one. */
  #chosen(cell: Cell): readonly Cell[] {
    const selected = new Set(this.#focus.selectedIds);
    return selected.has(cell.id) ? this.#cells.filter(({ id }) => selected.has(id)) : [cell];
  }

  /** Copies cells for pasting in this view, and their text for other programs. */
  #copy(cells: readonly Cell[]): void {
    this.#controller.copiedCells = cells;
    void this.#controller.copy(cells.map((cell) => printCell(cell).join('\n')).join('\n\n'));
  }

  #paste(at: number): void {
    const cells = this.#controller.copiedCells.map((cell) => ({ ...cell, id: '' }));
    if (cells.length === 0) return;
    this.#focus.focusAfterChange(at + cells.length - 1, false);
    void this.#controller.edit({ edit: 'insertCells', cells, at });
  }

  /** Takes back the last edit, or makes it again, and focuses the cell that is then at this index. */
  async #undo(at: number, isRedo: boolean): Promise<void> {
    const { version } = this.#controller.model;
    this.#focus.focusAfterChange(at, false);
    await this.#controller.undo(isRedo);
    if (this.#controller.model.version === version) this.#focus.stopAwaiting();
  }

  #setFolded(cells: readonly Cell[], isFolded: boolean): void {
    for (const { id } of cells) {
      const view = this.#viewStore.cell(id);
      if ((view.isFolded ?? false) !== isFolded) this.#viewStore.setCell(id, { ...view, isFolded });
    }
  }

  #extendTo(at: number): void {
    const cell = this.#cells[at];
    if (cell) this.#focus.extend(cell.id);
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

  /** Moves neighbouring cells by one place: the cell on that side goes to their other side. */
  #move(moved: readonly Cell[], at: number, step: -1 | 1): void {
    const first = this.#cells.findIndex(({ id }) => id === moved[0]?.id);
    const last = first + moved.length - 1;
    const passed = this.#cells[step < 0 ? first - 1 : last + 1];
    if (!passed) return;
    const to = step < 0 ? last : first;
    if (moved.length === 1) this.#focus.focusAfterChange(at + step, false);
    void this.#controller.edit({ edit: 'moveCell', cellId: passed.id, to });
  }

  #remove(removed: readonly Cell[]): void {
    const first = this.#cells.findIndex(({ id }) => id === removed[0]?.id);
    const next = placeAfterRemoval(first, this.#cells.length, removed.length);
    if (next !== undefined) this.#focus.focusAfterChange(next, false);
    void this.#controller.edit({ edit: 'removeCells', cellIds: removed.map(({ id }) => id) });
  }

  #focusAt(at: number): void {
    const cell = this.#cells[Math.max(0, Math.min(at, this.#cells.length - 1))];
    if (cell) this.#focus.focus(cell.id);
  }
}

/** The cells of the last render, and their focus. */
export type ShownCells = { readonly cells: readonly Cell[]; readonly focus: CellFocus };
