import type { FieldKey } from '../fieldText.ts';
import { parseLayout, type FieldLayout, type NotebookLayout } from '../notebookLayout.ts';
import type { Section } from '../notebookSyntax.ts';

/** Returns what a line and character of the text belong to. The text may be unfinished or wrong. */
export function placeInNotebook(text: string, line: number, character: number): NotebookPlace {
  const layout = parseLayout(text);
  const cellAt = layout.cells.findLastIndex(({ fromLine }) => fromLine <= line);
  const cell = layout.cells[cellAt];
  const { fields } = cell ?? layout.header;
  const field = fields.find((one) => line >= one.fromLine && line < one.toLine);
  const offset = field && offsetIn(field, line, character);
  return {
    layout,
    cellAt,
    section: cell?.kind ?? 'header',
    used: fields.map(({ key }) => key),
    ...(field && offset !== undefined && { value: { field, offset } }),
  };
}

/** Where a caret is in a notebook's text. */
export type NotebookPlace = {
  readonly layout: NotebookLayout;
  /** The section; `text` for a cell of words. */
  readonly section: Section | 'text';
  /** Position of the cell; -1 for the header. */
  readonly cellAt: number;
  /** The field whose value the caret is in, and its place in the value. */
  readonly value?: { readonly field: FieldLayout; readonly offset: number };
  /** Keys that the section has. */
  readonly used: readonly FieldKey[];
};

/** Returns the line and character of an offset in a field's value. */
export function positionIn(
  { value, places, fromLine }: FieldLayout,
  offset: number,
): { readonly line: number; readonly character: number } {
  let rest = offset;
  const lines = value.split('\n');
  for (const [at, { length }] of lines.entries()) {
    const place = places[at];
    if (place && rest <= length) return { line: place.line, character: place.start + rest };
    rest -= length + 1;
  }
  return { line: fromLine, character: 0 };
}

function offsetIn(
  { value, places }: FieldLayout,
  line: number,
  character: number,
): number | undefined {
  let before = 0;
  for (const [at, { length }] of value.split('\n').entries()) {
    const place = places[at];
    if (place?.line === line)
      return character < place.start
        ? undefined
        : before + Math.min(character - place.start, length);
    before += length + 1;
  }
  return undefined;
}
