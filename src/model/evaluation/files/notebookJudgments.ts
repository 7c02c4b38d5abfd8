import type { Cell, QueryCell } from '../../notebook/cell.ts';
import { parseList } from '../../notebook/parseList.ts';

/** Returns the query cells that expect records. */
export function expectingCells(cells: readonly Cell[]): readonly ExpectingCell[] {
  return cells.flatMap((cell) => {
    const expected = cell.kind === 'query' ? parseList(cell.expected) : [];
    return cell.kind === 'query' && expected.length > 0 ? [{ cell, expected }] : [];
  });
}

/** A query cell whose `expected` field lists records. */
export type ExpectingCell = { readonly cell: QueryCell; readonly expected: readonly string[] };
