import { parseFilter } from '../../../src/model/filter/parseFilter.ts';
import type { Binding, QueryCell } from '../../../src/model/notebook/cell.ts';
import { defaultNamespace } from '../../../src/model/vectorIndex.ts';
import type { CellRun } from '../../../src/protocol/notebook.ts';
import type { HitsOutcome } from '../state/runOutcomes.ts';

/**
 * Whether a cell asks something else now than the run that found these hits did, or somewhere else. Its name, the ids
 * that it expects and the layout of its filter change nothing. `binding` is what the cell runs on.
 */
export function isChangedSince(
  cell: QueryCell,
  binding: Binding,
  ranAs: CellRun['ranAs'],
  { binding: ranOn }: HitsOutcome,
): boolean {
  if (ranAs.kind !== 'query') return true;
  return (
    cell.input.by !== ranAs.input.by ||
    cell.input.value !== ranAs.input.value ||
    cell.topK !== ranAs.topK ||
    cell.includeValues !== ranAs.includeValues ||
    meaningOf(cell.filter) !== meaningOf(ranAs.filter) ||
    binding.environment !== ranOn.environment ||
    binding.index !== ranOn.index ||
    (binding.namespace || defaultNamespace) !== ranOn.namespace
  );
}

/** The same for filters that differ in their spaces alone. */
function meaningOf(filter: string): string {
  const parsed = parseFilter(filter);
  return parsed.isValid ? JSON.stringify(parsed.json) : filter;
}
