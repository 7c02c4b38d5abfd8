import { mapNumberNames } from '../../model/map/mapLimits.ts';
import type { Cell, Problem, QueryCell, RunnableCell } from '../../model/notebook/cell.ts';
import { inputKinds } from '../../model/notebook/cell.ts';
import { isQueryOption, queryOptions } from '../../model/notebook/queryOptions.ts';
import { parseParameters } from '../../model/notebook/input/parseParameters.ts';
import { hasVariables } from '../../model/notebook/input/fillVariables.ts';
import {
  parseLayout,
  type CellLayout,
  type FieldLayout,
} from '../../model/notebook/notebookLayout.ts';
import { isMapNumberKey, keyOfNumber } from '../../model/notebook/mapFields.ts';
import { notebookOf } from '../../model/notebook/parseNotebook.ts';
import type { CellProblem } from '../../protocol/notebook.ts';
import { checkQueryCell } from '../queries/checkQueryCell.ts';
import { checkMapCell, queryProblems } from './checkMapCell.ts';
import { compareProblems, explainProblems } from './namedCells.ts';

/** Returns all problems of a notebook's text that can be found without a request, with their positions. */
export function notebookProblems(text: string): readonly Problem[] {
  const layout = parseLayout(text);
  const parsed = notebookOf(layout);
  if (!parsed.isValid) return parsed.problems;
  const { cells } = parsed.notebook;
  const found = cells.flatMap((cell, at) => {
    const place = layout.cells[at];
    return cell.kind !== 'text' && place ? problemsOf(cell, place, cells) : [];
  });
  return [...layout.problems, ...parameterProblems(layout.header.fields), ...found];
}

function parameterProblems(fields: readonly FieldLayout[]): readonly Problem[] {
  const field = fields.find(({ key }) => key === 'parameters');
  if (field === undefined) return [];
  const { problems } = parseParameters(field.value);
  return problems.map(({ start, end, message }) =>
    placed({ message, place: { start, end } }, field),
  );
}

function problemsOf(
  cell: RunnableCell,
  layout: CellLayout,
  cells: readonly Cell[],
): readonly Problem[] {
  return problemsIn(cell, cells).flatMap((problem) => {
    const field = layout.fields.find(({ key }) => isFieldOf(problem, key));
    // An empty input is a cell in progress, not an error.
    return !field || isBlank(field.value) ? [] : [placed(problem, field)];
  });
}

function problemsIn(cell: RunnableCell, cells: readonly Cell[]): readonly CellProblem[] {
  if (cell.kind === 'map') return [...checkMapCell(cell), ...queryProblems(cell, cells)];
  if (cell.kind === 'explain') return explainProblems(cell, cells);
  if (cell.kind === 'compare') return compareProblems(cell, cells);
  const checked = checkQueryCell(cell);
  if (checked.isValid) return [];
  // Values that only a run knows may make them valid.
  return checked.problems.filter(({ field }) => !hasVariables(textOf(cell, field)));
}

function textOf(cell: QueryCell, field: CellProblem['field']): string {
  if (field === 'input') return cell.input.value;
  if (field === 'filter') return cell.filter;
  return isQueryOption(field) ? (cell[field] ?? '') : '';
}

function isFieldOf({ field }: CellProblem, key: FieldLayout['key']): boolean {
  if (field === 'input') return inputKinds.some((input) => input === key);
  if (isMapNumberKey(key))
    return mapNumberNames.some((name) => name === field && keyOfNumber(name) === key);
  if (isQueryOption(field)) return key === queryOptions[field];
  return field === 'topK' ? key === 'top k' : key === field;
}

/** Maps a problem to its position in the text; a problem over several lines ends with its first line. */
function placed(
  { message, place }: Pick<CellProblem, 'message' | 'place'>,
  field: FieldLayout,
): Problem {
  let rest = place?.start ?? 0;
  let length = place ? place.end - place.start : Infinity;
  for (const [at, line] of field.value.split('\n').entries()) {
    const position = field.places[at];
    if (position && rest <= line.length) {
      length = Math.min(Math.max(length, 1), Math.max(line.length - rest, 1));
      const start = position.start + rest;
      return { line: position.line, start, end: start + length, message };
    }
    rest -= line.length + 1;
  }
  return { line: field.fromLine, start: 0, end: field.key.length, message };
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
