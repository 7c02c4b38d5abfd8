import type { Binding, Cell } from '../../../src/model/notebook/cell.ts';
import type { CellActions } from '../cellActions.ts';
import type { NotebookController } from '../state/notebookController.ts';
import type { NotebookViewStore } from '../state/notebookViewStore.ts';

/** The props of a cell of any kind. */
export type CellItemProps = {
  readonly controller: NotebookController;
  readonly viewStore: NotebookViewStore;
  readonly actions: CellActions;
  /** The effective binding of the cell: the notebook's binding with the cell's overrides. */
  readonly binding: Binding;
  readonly cell: Cell;
  /** The names of the queries that a map cell can show. */
  readonly queryNames: readonly string[];
  readonly at: number;
  readonly count: number;
};
