import { Failure } from '../../common/failure.ts';
import { mapNumberNames } from '../map/mapLimits.ts';
import type { Cell, Notebook, RunnableCell } from './cell.ts';
import { analysisFieldDefaults } from './analysisFields.ts';
import { fieldsOfBinding } from './bindingFields.ts';
import { escapeText, printField, type FieldKey } from './fieldText.ts';
import { mapFieldDefaults, isMapNumberKey, keyOfNumber } from './mapFields.ts';
import { clamp, editNotebook, cellIndexOf, type NotebookEdit } from './notebookEdit.ts';
import {
  parseLayout,
  type CellLayout,
  type NotebookLayout,
  type SectionLayout,
} from './notebookLayout.ts';
import { isInput } from './notebookSyntax.ts';
import { defaultTopK } from './parseNotebook.ts';
import { queryOptions } from './queryOptions.ts';
import { fieldsOfCell, printCell, printHead, printNotebook } from './printNotebook.ts';
import { isBlank, replaceLines, splitLines, type TextEdit } from './textLines.ts';

/**
 * Returns the smallest text edits that apply `edit`: other cells, comments and order stay unchanged. `notebook` is the
 * parsed text with the ids that the edit uses. Edits do not overlap; their offsets refer to `text`.
 */
export function editText(
  text: string,
  notebook: Notebook,
  edit: NotebookEdit,
): readonly TextEdit[] {
  if (edit.edit === 'replaceCell' || edit.edit === 'insertCell') checkQueryCell(edit.cell);
  if (edit.edit === 'insertCells') edit.cells.forEach(checkQueryCell);
  if (isBlank(text.replace(/[\r\n]/g, ''))) {
    const replacement = printNotebook(editNotebook(notebook, edit));
    return [{ start: 0, end: text.length, replacement }];
  }
  const layout = parseLayout(text);
  switch (edit.edit) {
    case 'setBinding':
      return rewriteHeader(text, layout, fieldsOfBinding(edit.binding));
    case 'setParameters':
      return rewriteHeader(
        text,
        layout,
        new Map<FieldKey, string | undefined>([['parameters', edit.parameters || undefined]]),
      );
    case 'replaceCell':
      return replaceCell(text, layout, cellIndexOf(notebook.cells, edit.cell.id), edit.cell);
    case 'insertCell':
      return insertCell(text, layout, clamp(edit.at, layout.cells.length), printCell(edit.cell));
    case 'insertCells':
      return insertCell(text, layout, clamp(edit.at, layout.cells.length), printCells(edit.cells));
    case 'removeCells':
      return removeCells(
        text,
        layout,
        edit.cellIds.map((id) => cellIndexOf(notebook.cells, id)),
      );
    case 'removeCell':
      return removeCell(text, layout, cellIndexOf(notebook.cells, edit.cellId));
    case 'moveCell':
      break;
  }
  return moveCell(text, layout, cellIndexOf(notebook.cells, edit.cellId), edit.to);
}

function rewriteHeader(
  text: string,
  layout: NotebookLayout,
  wanted: ReadonlyMap<FieldKey, string | undefined>,
): readonly TextEdit[] {
  const lines = rewriteFields(layout, layout.header, wanted, impliedOfHeader);
  return replaceSection(text, layout.header, lines);
}

/** Default values of the header's fields. */
const impliedOfHeader: ReadonlyMap<FieldKey, string> = new Map<FieldKey, string>([
  ['environment', ''],
  ['index', ''],
  ['namespace', ''],
  ['parameters', ''],
]);

/** Rejects content that would make the file unreadable. */
function checkQueryCell(cell: Cell): void {
  if (cell.kind === 'query' && !Number.isFinite(cell.topK))
    throw new Failure('badInput', '“top k” needs a number');
  if (cell.kind === 'map')
    for (const name of mapNumberNames)
      if (!Number.isFinite(cell.parameters[name]))
        throw new Failure('badInput', `“${keyOfNumber(name)}” needs a number`);
}

function replaceCell(
  text: string,
  layout: NotebookLayout,
  place: number,
  cell: Cell,
): readonly TextEdit[] {
  const old = cellAt(layout, place);
  if (cell.kind !== 'text' && cell.kind === old.kind) {
    const lines = rewriteFields(layout, old, fieldsOfCell(cell), impliedOf(cell, old));
    const head = printHead(cell);
    const isRenamed = head !== printHead({ ...cell, name: old.name });
    return replaceSection(text, old, isRenamed ? lines.with(0, head) : lines);
  }
  if (cell.kind === 'text' && old.kind === 'text') {
    const oldLines = linesOfSection(layout, old);
    const [head = '', ...rest] = oldLines;
    const start = rest.findIndex((line) => !isBlank(line));
    const space = rest.slice(0, Math.max(start, 0));
    return replaceSection(text, old, [head, ...space, ...escapeText(cell.text)]);
  }
  return replaceSection(text, old, printCell(cell));
}

/** Returns the default values of a cell's fields. */
function impliedOf(
  cell: RunnableCell,
  { fields }: CellLayout,
): ReadonlyMap<FieldKey, string | undefined> {
  if (cell.kind === 'map') return mapFieldDefaults;
  if (cell.kind !== 'query') return analysisFieldDefaults;
  const inputIsGiven = fields.some(({ key }) => isInput(key));
  return new Map(impliedOfQuery).set('text', inputIsGiven ? undefined : '');
}

const impliedOfQuery: ReadonlyMap<FieldKey, string | undefined> = new Map<FieldKey, string>([
  ['top k', String(defaultTopK)],
  ['values', 'no'],
  ...Object.values(queryOptions).map((key) => [key, ''] as const),
  ['expected', ''],
  ['filter', ''],
]);

/** Returns a section's lines with the wanted fields; unchanged fields keep their lines. */
function rewriteFields(
  layout: NotebookLayout,
  section: SectionLayout,
  wanted: ReadonlyMap<FieldKey, string | undefined>,
  implied: ReadonlyMap<FieldKey, string | undefined>,
): readonly string[] {
  const order = [...wanted.keys()];
  const changes = [...wanted].flatMap(([key, value]) => {
    const field = section.fields.find((field) => field.key === key);
    const before = field?.value ?? implied.get(key);
    if (isEqual(key, before, value ?? implied.get(key))) return [];
    return {
      at: (field?.fromLine ?? lineFor(section, key, order)) - section.fromLine,
      remove: field ? field.toLine - field.fromLine : 0,
      insert: value === undefined ? [] : printField(key, value),
    };
  });
  const lines = [...linesOfSection(layout, section)];
  // From last to first, so that earlier positions stay valid; at the same position the later field first.
  for (const { at, remove, insert } of changes.toReversed().sort((a, b) => b.at - a.at))
    lines.splice(at, remove, ...insert);
  return lines;
}

/** Returns the line for a new field: below the fields that are printed before it. */
function lineFor(section: SectionLayout, key: FieldKey, order: readonly FieldKey[]): number {
  const place = order.indexOf(key);
  const above = section.fields.filter((field) => order.indexOf(field.key) < place);
  return Math.max(section.fromLine + 1, ...above.map(({ toLine }) => toLine));
}

function isEqual(key: FieldKey, a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return key === 'top k' || isMapNumberKey(key)
    ? Number(a) === Number(b)
    : splitLines(a).join('\n') === splitLines(b).join('\n');
}

function insertCell(
  text: string,
  layout: NotebookLayout,
  place: number,
  body: readonly string[],
): readonly TextEdit[] {
  const next = layout.cells[place];
  if (!next) return replaceLines(text, endOfCell(layout, place - 1), Infinity, ['', ...body]);
  const isCrowded = !isBlank(layout.lines[next.fromLine - 1]?.text ?? '');
  const lines = [...(isCrowded ? [''] : []), ...body, ''];
  return replaceLines(text, next.fromLine, next.fromLine, lines);
}

function printCells(cells: readonly Cell[]): readonly string[] {
  return cells.flatMap((cell, at) => [...(at > 0 ? [''] : []), ...printCell(cell)]);
}

function removeCell(text: string, layout: NotebookLayout, place: number): readonly TextEdit[] {
  return removeRange(text, layout, place, place);
}

/** Removes the cells at these places, as one edit for each run of neighbours. */
function removeCells(
  text: string,
  layout: NotebookLayout,
  places: readonly number[],
): readonly TextEdit[] {
  const removed = new Set(places);
  const firsts = [...removed].filter((place) => !removed.has(place - 1));
  return firsts.flatMap((first) => {
    let last = first;
    while (removed.has(last + 1)) last++;
    return removeRange(text, layout, first, last);
  });
}

function removeRange(
  text: string,
  layout: NotebookLayout,
  first: number,
  last: number,
): readonly TextEdit[] {
  const next = layout.cells[last + 1];
  if (next) return replaceLines(text, cellAt(layout, first).fromLine, next.fromLine, []);
  return replaceLines(text, endOfCell(layout, first - 1), Infinity, []);
}

function moveCell(
  text: string,
  layout: NotebookLayout,
  from: number,
  to: number,
): readonly TextEdit[] {
  const place = clamp(to, layout.cells.length - 1);
  if (place === from) return [];
  const body = linesOfSection(layout, cellAt(layout, from));
  return [
    ...removeCell(text, layout, from),
    ...insertCell(text, layout, place > from ? place + 1 : place, body),
  ];
}

/** Returns the line after the cell's last one; before the first cell, the header's. */
function endOfCell(layout: NotebookLayout, place: number): number {
  return (layout.cells[place] ?? layout.header).toLine;
}

function cellAt(layout: NotebookLayout, place: number): CellLayout {
  const cell = layout.cells[place];
  if (!cell) throw new Failure('internal', 'The cells do not fit the text');
  return cell;
}

function linesOfSection(
  layout: NotebookLayout,
  { fromLine, toLine }: SectionLayout,
): readonly string[] {
  return layout.lines.slice(fromLine, toLine).map(({ text }) => text);
}

function replaceSection(
  text: string,
  { fromLine, toLine }: SectionLayout,
  lines: readonly string[],
): readonly TextEdit[] {
  return replaceLines(text, fromLine, toLine, lines);
}
