import type { FilterProblem } from '../../src/model/filter/problem.ts';
import { parseFilter } from '../../src/model/filter/parseFilter.ts';
import type { QueryCell } from '../../src/model/notebook/cell.ts';
import type { CellOutcome, CellProblem } from '../../src/protocol/notebook.ts';

export type ProblemField = CellProblem['field'];

/**
 * What is wrong with a cell as it stands: the problems that its last run found in fields that have not changed since,
 * and what can be seen of the filter without a run.
 */
export function problemsOf(
  cell: QueryCell,
  end: CellOutcome | undefined,
  ranAs: QueryCell | undefined,
): CellProblem[] {
  const parsed = parseFilter(cell.filter);
  const seen: readonly CellProblem[] = parsed.isValid
    ? []
    : parsed.problems.map(({ start, end: stop, message }) => ({
        field: 'filter',
        message,
        place: { start, end: stop },
      }));
  const found = end?.kind === 'invalid' ? end.problems : [];
  const valid = found.filter(
    ({ field, message }) =>
      isUnchanged(field, cell, ranAs) &&
      !seen.some((other) => other.field === field && other.message === message),
  );
  return [...seen, ...valid];
}

/** The problems of the filter with their places; one without a place concerns the whole text. */
export function filterProblems(
  problems: readonly CellProblem[],
  filter: string,
): readonly FilterProblem[] {
  return problems
    .filter(({ field }) => field === 'filter')
    .map(({ message, place }) => ({ message, ...(place ?? { start: 0, end: filter.length }) }));
}

function isUnchanged(field: ProblemField, cell: QueryCell, ranAs: QueryCell | undefined): boolean {
  if (ranAs === undefined || field === 'binding') return true;
  if (field === 'filter') return cell.filter === ranAs.filter;
  if (field === 'topK') return cell.topK === ranAs.topK;
  return cell.input.by === ranAs.input.by && cell.input.value === ranAs.input.value;
}
