import type {
  Cell,
  CompareCell,
  ExplainCell,
  QueryCell,
  TextCell,
} from '../../../src/model/notebook/cell.ts';
import { newExplainCell } from '../../../src/model/notebook/newExplainCell.ts';
import { printCell } from '../../../src/model/notebook/printNotebook.ts';
import { cellContent } from '../../../src/model/notebook/cellContent.ts';

/** Returns a new query cell. The host assigns its id. */
export function newQueryCell(cells: readonly Cell[]): QueryCell {
  const before = cells.findLast((cell) => cell.kind === 'query');
  return {
    kind: 'query',
    id: '',
    name: '',
    input: { by: before?.input.by ?? 'id', value: '' },
    filter: '',
    topK: before?.topK ?? 10,
    includeValues: false,
    expected: '',
    binding: {},
  };
}

/** Returns a new explain cell about the nearest named query above. The host assigns its id. */
export function newExplainCellBelow(above: readonly Cell[]): ExplainCell {
  return newExplainCell(namedQueries(above).at(-1) ?? '');
}

/** Returns a new compare cell of the two nearest named queries above. The host assigns its id. */
export function newCompareCellBelow(above: readonly Cell[]): CompareCell {
  const queries = namedQueries(above).slice(-2).join(', ');
  return { kind: 'compare', id: '', name: '', queries, binding: {} };
}

function namedQueries(cells: readonly Cell[]): readonly string[] {
  return cells.flatMap((cell) => (cell.kind === 'query' && cell.name !== '' ? [cell.name] : []));
}

/** Returns a new text cell. The host assigns its id. */
export function newTextCell(): TextCell {
  return { kind: 'text', id: '', text: '' };
}

/** Returns a cell as a query by its text; a query stays as it is. */
export function asQueryCell(cell: Cell): QueryCell {
  if (cell.kind === 'query') return cell;
  const value = cell.kind === 'text' ? cell.text.trim().replaceAll(/\s*\n\s*/g, ' ') : '';
  return { ...newQueryCell([]), id: cell.id, input: { by: 'text', value } };
}

/** Returns a cell as text: that of a query is what it searches by, that of others their fields. */
export function asTextCell(cell: Cell): TextCell {
  if (cell.kind === 'text') return cell;
  const text = cell.kind === 'query' ? cell.input.value : printCell(cell).slice(1).join('\n');
  return { kind: 'text', id: cell.id, text };
}

/** Returns whether two cells have the same id and content. */
export function sameCell(one: Cell, other: Cell): boolean {
  return one === other || (one.id === other.id && cellContent(one) === cellContent(other));
}

export const largestTopK = 10_000;

/** Parses the text of the top k field; undefined unless it is a whole number from 1 to 10,000. */
export function parseTopK(text: string): number | undefined {
  const digits = text.trim().replaceAll(/[,_\s]/g, '');
  if (!/^\d+$/.test(digits)) return undefined;
  const topK = Number(digits);
  return topK >= 1 && topK <= largestTopK ? topK : undefined;
}

/**
 * Returns the index that gets the focus after some of `count` cells, from `first` on, are removed; undefined if none
 * remains.
 */
export function placeAfterRemoval(first: number, count: number, removed = 1): number | undefined {
  const left = count - removed;
  return left <= 0 ? undefined : Math.min(first, left - 1);
}
