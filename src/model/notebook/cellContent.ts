import type { Cell } from './cell.ts';
import { fieldsOfCell } from './printNotebook.ts';

/** Returns a cell's content without its id, as text for comparison. */
export function cellContent(cell: Cell): string {
  if (cell.kind === 'text') return `text ${cell.text}`;
  return JSON.stringify([cell.kind, cell.name, ...fieldsOfCell(cell)]);
}
