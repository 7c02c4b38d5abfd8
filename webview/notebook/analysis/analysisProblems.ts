import type { CompareCell, ExplainCell } from '../../../src/model/notebook/cell.ts';
import { cellContent } from '../../../src/model/notebook/cellContent.ts';
import type { CellProblem, CellRun } from '../../../src/protocol/notebook.ts';
import { endOf } from '../state/runOutcomes.ts';

/** Returns the problems that the last run of an explain or compare cell found, until the cell changes. */
export function analysisProblems(
  cell: ExplainCell | CompareCell,
  run: CellRun | undefined,
): readonly CellProblem[] {
  const end = endOf(run);
  if (end?.kind !== 'invalid' || !run) return [];
  return cellContent(run.ranAs) === cellContent(cell) ? end.problems : [];
}
