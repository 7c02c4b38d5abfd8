import type { Cell } from './cell.ts';
import { fieldsOfCell } from './printNotebook.ts';

/** All of a cell but its id, as text to compare. */
export function cellContent(cell: Cell): string {
  if (cell.kind === 'text') return `text ${cell.text}`;
  return JSON.stringify([cell.kind, cell.name, ...fieldsOfCell(cell)]);
}
