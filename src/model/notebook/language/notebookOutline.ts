import { parseLayout, type CellLayout } from '../notebookLayout.ts';

/** Returns the cells of a notebook's text in order. */
export function notebookOutline(text: string): readonly OutlinedCell[] {
  const { cells, lines } = parseLayout(text);
  return cells.map((cell, at) => ({
    title: `${at + 1} ${cell.kind} ${cell.name}`.trimEnd(),
    detail: cell.kind === 'text' ? (lines[cell.fromLine + 1]?.text ?? '') : detailOf(cell),
    fromLine: cell.fromLine,
    toLine: Math.max(cell.fromLine, cell.toLine - 1),
  }));
}

/** A cell in the outline of a notebook's text. Lines are zero-based, `toLine` inclusive. */
export type OutlinedCell = {
  readonly title: string;
  /** The first field that says what the cell is about. */
  readonly detail: string;
  readonly fromLine: number;
  readonly toLine: number;
};

/** Returns the ranges of lines that fold: cells, and fields of several lines. */
export function notebookFolds(text: string): readonly (readonly [from: number, to: number])[] {
  const { header, cells } = parseLayout(text);
  const fields = [header, ...cells].flatMap((section) => section.fields);
  return [...cells, ...fields]
    .map(({ fromLine, toLine }) => [fromLine, toLine - 1] as const)
    .filter(([from, to]) => to > from);
}

const telling = ['text', 'id', 'vector', 'records', 'query string', 'query', 'queries', 'method'];

function detailOf({ fields }: CellLayout): string {
  const field = fields.find(({ key }) => telling.includes(key));
  return field?.value.split('\n')[0]?.slice(0, 80) ?? '';
}
