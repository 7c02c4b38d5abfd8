import type { Cell, QueryCell, TextCell } from '../../../src/model/notebook/cell.ts';
import { cellContent } from '../../../src/model/notebook/cellContent.ts';

/** A new query cell. Its id is the host's to give. */
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

/** A new text cell. Its id is the host's to give. */
export function newTextCell(): TextCell {
  return { kind: 'text', id: '', text: '' };
}

/** Whether two cells say the same. */
export function sameCell(one: Cell, other: Cell): boolean {
  return one === other || (one.id === other.id && cellContent(one) === cellContent(other));
}

export const largestTopK = 10_000;

/** The number that a person typed for top k; undefined unless it is a whole number from 1 to 10,000. */
export function parseTopK(text: string): number | undefined {
  const digits = text.trim().replaceAll(/[,_\s]/g, '');
  if (!/^\d+$/.test(digits)) return undefined;
  const topK = Number(digits);
  return topK >= 1 && topK <= largestTopK ? topK : undefined;
}

/** Paragraphs of a text cell: blank lines part them, line breaks within them stay. */
export function paragraphsOf(text: string): string[] {
  return text
    .split(/\r?\n\s*\r?\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
}

/** The place that the focus moves to when the cell at `removed` of `count` goes; undefined when none is left. */
export function placeAfterRemoval(removed: number, count: number): number | undefined {
  return count <= 1 ? undefined : Math.min(removed, count - 2);
}
