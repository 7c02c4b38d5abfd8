import type { Binding, Cell, Notebook } from './cell.ts';
import { Failure } from '../../common/failure.ts';

/**
 * Changes of a notebook; each becomes one undoable text edit. `at` and `to` are positions in the resulting notebook.
 */
export type NotebookEdit =
  | { readonly edit: 'setBinding'; readonly binding: Binding }
  | { readonly edit: 'setParameters'; readonly parameters: string }
  | { readonly edit: 'replaceCell'; readonly cell: Cell }
  | { readonly edit: 'insertCell'; readonly cell: Cell; readonly at: number }
  | { readonly edit: 'insertCells'; readonly cells: readonly Cell[]; readonly at: number }
  | { readonly edit: 'removeCell'; readonly cellId: string }
  | { readonly edit: 'removeCells'; readonly cellIds: readonly string[] }
  | { readonly edit: 'moveCell'; readonly cellId: string; readonly to: number };

/** Returns the notebook after the edit. Throws `conflict` if the cell no longer exists. */
export function editNotebook(notebook: Notebook, edit: NotebookEdit): Notebook {
  const { cells } = notebook;
  switch (edit.edit) {
    case 'setBinding':
      return { ...notebook, binding: edit.binding };
    case 'setParameters':
      return { ...notebook, parameters: edit.parameters };
    case 'replaceCell':
      return { ...notebook, cells: cells.with(cellIndexOf(cells, edit.cell.id), edit.cell) };
    case 'insertCell':
      return { ...notebook, cells: cells.toSpliced(clamp(edit.at, cells.length), 0, edit.cell) };
    case 'insertCells':
      return {
        ...notebook,
        cells: cells.toSpliced(clamp(edit.at, cells.length), 0, ...edit.cells),
      };
    case 'removeCells': {
      const removed = new Set(edit.cellIds.map((id) => cellIndexOf(cells, id)));
      return { ...notebook, cells: cells.filter((_, place) => !removed.has(place)) };
    }
    case 'removeCell':
      return { ...notebook, cells: cells.toSpliced(cellIndexOf(cells, edit.cellId), 1) };
    case 'moveCell':
      break;
  }
  const from = cellIndexOf(cells, edit.cellId);
  const rest = cells.toSpliced(from, 1);
  const moved = cells.slice(from, from + 1);
  return { ...notebook, cells: rest.toSpliced(clamp(edit.to, rest.length), 0, ...moved) };
}

/** Returns the cell's position. Throws `conflict` if it no longer exists. */
export function cellIndexOf(cells: readonly Cell[], cellId: string): number {
  const place = cells.findIndex(({ id }) => id === cellId);
  if (place < 0) throw new Failure('conflict', 'This cell is no longer in the file');
  return place;
}

export function clamp(place: number, length: number): number {
  return Math.max(0, Math.min(Math.trunc(place), length));
}
