import type { FilterProblem } from '../../../src/model/filter/filterProblem.ts';
import { parseFilter } from '../../../src/model/filter/parseFilter.ts';
import { hasVariables } from '../../../src/model/notebook/input/fillVariables.ts';
import { isQueryOption } from '../../../src/model/notebook/queryOptions.ts';
import type { QueryCell, RunnableCell } from '../../../src/model/notebook/cell.ts';
import type { CellProblem, CellRun } from '../../../src/protocol/notebook.ts';
import { endOf } from '../state/runOutcomes.ts';

export type ProblemField = CellProblem['field'];

/**
 * Returns the problems of a cell: those the last run found in fields that have not changed since, and those of the
 * filter's text.
 */
export function problemsOf(cell: QueryCell, run: CellRun | undefined): CellProblem[] {
  const end = endOf(run);
  const parsed = parseFilter(cell.filter, { takesText: true });
  const seen: readonly CellProblem[] =
    parsed.isValid || hasVariables(cell.filter)
      ? []
      : parsed.problems.map(({ start, end: stop, message }) => ({
          field: 'filter',
          message,
          place: { start, end: stop },
        }));
  const found = end?.kind === 'invalid' ? end.problems : [];
  const valid = found.filter(
    ({ field, message }) =>
      isUnchanged(field, cell, run?.ranAs) &&
      !seen.some((other) => other.field === field && other.message === message),
  );
  return [...seen, ...valid];
}

/** Returns the problems of the filter with their places; a problem without a place spans the whole text. */
export function filterProblems(
  problems: readonly CellProblem[],
  filter: string,
): readonly FilterProblem[] {
  return problems
    .filter(({ field }) => field === 'filter')
    .map(({ message, place }) => ({ message, ...(place ?? { start: 0, end: filter.length }) }));
}

function isUnchanged(
  field: ProblemField,
  cell: QueryCell,
  ranAs: RunnableCell | undefined,
): boolean {
  if (ranAs?.kind !== 'query' || field === 'binding') return true;
  if (field === 'filter') return cell.filter === ranAs.filter;
  if (isQueryOption(field)) return (cell[field] ?? '') === (ranAs[field] ?? '');
  if (field === 'topK') return cell.topK === ranAs.topK;
  return cell.input.by === ranAs.input.by && cell.input.value === ranAs.input.value;
}
