import type { Binding, Cell } from '../../../src/model/notebook/cell.ts';
import type { CellActions } from '../cellActions.ts';
import type { NotebookController } from '../state/notebookController.ts';
import type { CellFocus } from '../useCellFocus.ts';
import type { NotebookViewStore } from '../state/notebookViewStore.ts';

/** What a cell is given, of whichever kind it is. */
export type CellItemProps = {
  readonly controller: NotebookController;
  readonly viewStore: NotebookViewStore;
  readonly actions: CellActions;
  readonly focus: CellFocus;
  /** What the cell runs on: the notebook's binding with the cell's own parts. */
  readonly binding: Binding;
  readonly cell: Cell;
  /** The names of the queries that a map can show. */
  readonly queryNames: readonly string[];
  readonly at: number;
  readonly count: number;
};
