import type { CellKind, Problem } from './cell.ts';
import { blockLength, blockLine, type FieldKey } from './fieldText.ts';
import { readCellHeader, readKey, checkFirstLine, type Section } from './notebookSyntax.ts';
import { isBlank, splitIntoLines, type Line } from './textLines.ts';

/**
 * Positions of all sections and fields in a notebook's text. With problems, the layout holds what could be parsed; a
 * notebook with notes only is valid.
 */
export type NotebookLayout = {
  readonly lines: readonly Line[];
  readonly header: SectionLayout;
  readonly cells: readonly CellLayout[];
  readonly problems: readonly Problem[];
};

/** A field of a notebook's text: its value as typed, and the positions of the value's lines. */
export type FieldLayout = {
  readonly key: FieldKey;
  readonly value: string;
  /** Lines of the field, `toLine` exclusive. */
  readonly fromLine: number;
  readonly toLine: number;
  /** Start of each line of the value. */
  readonly places: readonly { readonly line: number; readonly start: number }[];
};

/** Lines of the header or a cell. Trailing blank lines are between `toLine` and the next section. */
export type SectionLayout = {
  readonly fromLine: number;
  readonly toLine: number;
  readonly fields: readonly FieldLayout[];
};

export type CellLayout = SectionLayout & {
  readonly kind: CellKind;
  readonly name: string;
};

/** Parses the outline of a notebook's text. A blank text is an empty notebook. */
export function parseLayout(text: string): NotebookLayout {
  const lines = splitIntoLines(text);
  const problems: Problem[] = [];
  const heads = lines.flatMap(({ text }, line) => (text.startsWith('###') ? [line] : []));
  const firstHead = heads[0] ?? lines.length;
  const cells = heads.flatMap((line, at) => {
    const head = readCellHeader(lines, line, problems);
    if (!head) return [];
    const next = heads[at + 1] ?? lines.length;
    if (head.kind === 'text')
      return [{ ...head, fromLine: line, toLine: trimEnd(lines, line + 1, next), fields: [] }];
    const toLine = trimFields(lines, line + 1, next);
    const fields = fieldsOf(lines, line + 1, toLine, head.kind, problems);
    return [{ ...head, fromLine: line, toLine, fields }];
  });
  const header = headerOf(lines, firstHead, heads.length === 0, problems);
  return { lines, header, cells, problems: problems.sort((a, b) => a.line - b.line) };
}

function headerOf(
  lines: readonly Line[],
  to: number,
  isAll: boolean,
  problems: Problem[],
): SectionLayout {
  const fromLine = lines.findIndex(({ text }) => !isBlank(text));
  if (fromLine < 0 && isAll) return { fromLine: 0, toLine: 0, fields: [] };
  const problem = checkFirstLine(lines[fromLine]?.text ?? '', fromLine);
  // A wrong first line means another file type: one problem is clearer than one per line.
  if (problem) {
    problems.push(problem);
    return { fromLine, toLine: trimEnd(lines, fromLine, to), fields: [] };
  }
  const toLine = trimFields(lines, fromLine + 1, to);
  return { fromLine, toLine, fields: fieldsOf(lines, fromLine + 1, toLine, 'header', problems) };
}

/** Returns `to` without the blank lines before it. */
function trimEnd(lines: readonly Line[], from: number, to: number): number {
  let end = to;
  while (end > from && isBlank(lines[end - 1]?.text ?? '')) end--;
  return end;
}

/** Like `trimEnd`, but keeps blank lines with an indent, which belong to a field's value. */
function trimFields(lines: readonly Line[], from: number, to: number): number {
  let end = trimEnd(lines, from, to);
  while (end < to && blockLine(lines[end]?.text ?? '') !== undefined) end++;
  return end;
}

function fieldsOf(
  lines: readonly Line[],
  from: number,
  to: number,
  section: Section,
  problems: Problem[],
): readonly FieldLayout[] {
  const texts = lines.slice(0, to).map(({ text }) => text);
  const fields: FieldLayout[] = [];
  for (let line = from; line < to; line++) {
    const text = texts[line] ?? '';
    if (isBlank(text) || text.startsWith('#')) continue;
    const read = readKey(text, line, section, fields);
    if ('message' in read) {
      problems.push(read);
      line += blockLength(texts, line + 1);
      continue;
    }
    const length = read.value === '' ? blockLength(texts, line + 1) : 0;
    fields.push(fieldOf(texts, line, read, length));
    line += length;
  }
  return fields;
}

function fieldOf(
  texts: readonly string[],
  line: number,
  read: { readonly key: FieldKey; readonly value: string; readonly start: number },
  length: number,
): FieldLayout {
  const { key, value, start } = read;
  const field = { key, fromLine: line, toLine: line + 1 + length };
  if (length === 0) return { ...field, value, places: [{ line, start }] };
  const block = texts.slice(line + 1, field.toLine).map((text) => blockLine(text) ?? '');
  const places = block.map((content, at) => ({
    line: line + 1 + at,
    start: (texts[line + 1 + at]?.length ?? 0) - content.length,
  }));
  return { ...field, value: block.join('\n'), places };
}
