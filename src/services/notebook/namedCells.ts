import type { Cell, CompareCell, ExplainCell, QueryCell } from '../../model/notebook/cell.ts';
import { parseList } from '../../model/notebook/parseList.ts';
import type { CellProblem } from '../../protocol/notebook.ts';

/** Returns the first query cell with this name. */
export function queryCellNamed(name: string, cells: readonly Cell[]): QueryCell | undefined {
  if (name === '') return undefined;
  return cells.find((cell): cell is QueryCell => cell.kind === 'query' && cell.name === name);
}

/** Most result lists that are compared at once. */
const mostCompared = 5;

/** Most values of alpha in one sweep. */
const mostAlphas = 11;

/** Returns the ids that an explain cell is about: its own, else those that its query expects. */
export function idsToExplain({ expected }: ExplainCell, query: QueryCell): readonly string[] {
  const own = parseList(expected);
  return own.length > 0 ? own : parseList(query.expected);
}

/** Returns the problems of an explain cell that can be found without a request. */
export function explainProblems(cell: ExplainCell, cells: readonly Cell[]): readonly CellProblem[] {
  if (cell.query === '')
    return [{ field: 'query', message: 'Name the query cell whose result is explained' }];
  const query = queryCellNamed(cell.query, cells);
  if (!query) return [{ field: 'query', message: unknownQuery(cell.query) }];
  if (idsToExplain(cell, query).length > 0) return [];
  const message = `Type the ids to explain here, or under “expected” of “${cell.query}”`;
  return [{ field: 'expected', message }];
}

/** Returns the problems of a compare cell that can be found without a request. */
export function compareProblems(cell: CompareCell, cells: readonly Cell[]): readonly CellProblem[] {
  const names = parseList(cell.queries);
  if (!isBlank(cell.alphas)) return sweepProblems(cell, names, cells);
  if (names.length < 2 || names.length > mostCompared)
    return [{ field: 'queries', message: `Name two to ${mostCompared} query cells` }];
  return names
    .filter((name) => !queryCellNamed(name, cells))
    .map((name) => ({ field: 'queries', message: unknownQuery(name) }));
}

function sweepProblems(
  { alphas = '' }: CompareCell,
  names: readonly string[],
  cells: readonly Cell[],
): readonly CellProblem[] {
  const [name = ''] = names;
  const query = queryCellNamed(name, cells);
  if (names.length !== 1)
    return [{ field: 'queries', message: 'Name the one query that runs with each alpha' }];
  if (!query) return [{ field: 'queries', message: unknownQuery(name) }];
  const weights = readAlphas(alphas);
  const isValid = weights.every((weight) => weight >= 0 && weight <= 1);
  if (isValid && weights.length >= 2 && weights.length <= mostAlphas) return [];
  const message = `Type two to ${mostAlphas} numbers from 0 (sparse) to 1 (dense), such as 0, 0.5, 1`;
  return [{ field: 'alphas', message }];
}

/** Returns the typed values of alpha, `NaN` for what is no number. */
export function readAlphas(text: string): readonly number[] {
  return parseList(text).map(Number);
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}

function unknownQuery(name: string): string {
  return `There is no query cell “${name}” in this notebook`;
}
