import { parseFilter } from '../../../src/model/filter/parseFilter.ts';
import type { MapCell } from '../../../src/model/notebook/cell.ts';
import type { CellProblem, CellRun } from '../../../src/protocol/notebook.ts';
import { t } from '../../shared/l10n.ts';
import { endOf } from '../state/runOutcomes.ts';

/** Returns the problems of a map cell: those of its text, and those its last run found. */
export function mapProblems(
  cell: MapCell,
  run: CellRun | undefined,
  queryNames: readonly string[],
): readonly CellProblem[] {
  const end = endOf(run);
  const found = end?.kind === 'invalid' ? end.problems : [];
  const parsed = parseFilter(cell.filter);
  const filter: readonly CellProblem[] = parsed.isValid
    ? []
    : parsed.problems.map(({ start, end: stop, message }) => ({
        field: 'filter',
        message,
        place: { start, end: stop },
      }));
  const query: readonly CellProblem[] =
    cell.query === '' || queryNames.includes(cell.query)
      ? []
      : [
          {
            field: 'query',
            message: t('There is no query cell “{0}” in this notebook', cell.query),
          },
        ];
  return [...found.filter((problem) => isStill(problem, cell, run)), ...filter, ...query];
}

/** Returns whether a problem that a run found still concerns the cell. The filter is checked separately. */
function isStill({ field }: CellProblem, cell: MapCell, run: CellRun | undefined): boolean {
  if (field === 'filter' || run?.ranAs.kind !== 'map') return false;
  const { parameters } = run.ranAs;
  if (field === 'components' || field === 'detail')
    return (
      cell.parameters[field] === parameters[field] && cell.parameters.method === parameters.method
    );
  const isNumber = field === 'neighbours' || field === 'minDistance' || field === 'seed';
  if (isNumber) return cell.parameters[field] === parameters[field];
  if (field !== 'sample') return true;
  return (
    cell.parameters.sample === parameters.sample && cell.parameters.method === parameters.method
  );
}
