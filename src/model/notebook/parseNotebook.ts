import type { Cell, ParsedNotebook, Problem, QueryCell } from './cell.ts';
import { readCompareCell, readExplainCell } from './analysisFields.ts';
import { bindingOf } from './bindingFields.ts';
import { inputKinds } from './cell.ts';
import { keepNames, type EnvironmentNameResolver } from './environmentNameResolver.ts';
import { unescapeLine } from './fieldText.ts';
import { readMapCell } from './mapFields.ts';
import { queryOptions, readOptions } from './queryOptions.ts';
import {
  parseLayout,
  type CellLayout,
  type FieldLayout,
  type NotebookLayout,
} from './notebookLayout.ts';
import { problemOf, readNumber } from './readField.ts';
import { isBlank } from './textLines.ts';

export const defaultTopK = 10;

/**
 * Parses a notebook, or returns all problems of its text. Ids count the cells from 1; `CellIdentities` makes them
 * stable.
 */
export function parseNotebook(
  text: string,
  naming: EnvironmentNameResolver = keepNames,
): ParsedNotebook {
  return notebookOf(parseLayout(text), naming);
}

/** Like `parseNotebook`, from a parsed layout. */
export function notebookOf(
  layout: NotebookLayout,
  naming: EnvironmentNameResolver = keepNames,
): ParsedNotebook {
  const problems = layout.problems.filter(({ isNote }) => isNote !== true);
  const cells = layout.cells.map((cell, at) =>
    cellOf(layout, cell, String(at + 1), naming, problems),
  );
  const header = bindingOf(layout.header.fields, naming, problems);
  const parameters = layout.header.fields.find(({ key }) => key === 'parameters')?.value;
  if (problems.length > 0)
    return { isValid: false, problems: problems.sort((a, b) => a.line - b.line) };
  const binding = { environment: '', index: '', namespace: '', ...header };
  const given = parameters !== undefined && { parameters };
  return { isValid: true, notebook: { binding, ...given, cells } };
}

function cellOf(
  layout: NotebookLayout,
  cell: CellLayout,
  id: string,
  naming: EnvironmentNameResolver,
  problems: Problem[],
): Cell {
  if (cell.kind === 'query') return queryOf(cell, id, naming, problems);
  if (cell.kind === 'map')
    return readMapCell(cell, id, bindingOf(cell.fields, naming, problems), problems);
  if (cell.kind === 'explain') return readExplainCell(cell, id);
  if (cell.kind === 'compare') return readCompareCell(cell, id);
  const lines = layout.lines.slice(cell.fromLine + 1, cell.toLine).map(({ text }) => text);
  const first = lines.findIndex((line) => !isBlank(line));
  const text = lines.slice(Math.max(first, 0)).map(unescapeLine).join('\n');
  return { kind: 'text', id, text };
}

function queryOf(
  cell: CellLayout,
  id: string,
  naming: EnvironmentNameResolver,
  problems: Problem[],
): QueryCell {
  const field = (key: string): FieldLayout | undefined =>
    cell.fields.find((field) => field.key === key);
  const by = inputKinds.find((key) => field(key)) ?? 'text';
  return {
    kind: 'query',
    id,
    name: cell.name,
    input: { by, value: field(by)?.value ?? '' },
    filter: field('filter')?.value ?? '',
    topK: readNumber(
      field('top k'),
      defaultTopK,
      'Give “top k” a whole number from 1 to 10,000',
      problems,
    ),
    includeValues: yesOf(field('values'), problems),
    expected: field('expected')?.value ?? '',
    ...readOptions((option) => field(queryOptions[option])?.value),
    binding: bindingOf(cell.fields, naming, problems),
  };
}

function yesOf(field: FieldLayout | undefined, problems: Problem[]): boolean {
  if (!field) return false;
  if (field.value === 'yes' || field.value === 'no') return field.value === 'yes';
  problems.push(problemOf(field, 'Set “values” to yes or no'));
  return false;
}
