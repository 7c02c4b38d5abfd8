import { parseFilter } from '../../../src/model/filter/parseFilter.ts';
import type { Binding, QueryCell } from '../../../src/model/notebook/cell.ts';
import { queryOptionNames } from '../../../src/model/notebook/queryOptions.ts';
import { defaultNamespace } from '../../../src/model/vectorIndex.ts';
import type { CellRun } from '../../../src/protocol/notebook.ts';
import type { HitsOutcome } from '../state/runOutcomes.ts';

/**
 * Returns whether the query or its binding has changed since the run that found these hits. Name, expected ids and the
 * layout of the filter do not count. `binding` is the current effective binding.
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
    queryOptionNames.some(
      (option) => option !== 'assert' && (cell[option] ?? '') !== (ranAs[option] ?? ''),
    ) ||
    cell.includeValues !== ranAs.includeValues ||
    meaningOf(cell.filter) !== meaningOf(ranAs.filter) ||
    binding.environment !== ranOn.environment ||
    binding.index !== ranOn.index ||
    (binding.namespace || defaultNamespace) !== ranOn.namespace
  );
}

/** Normalizes a filter, so that differences in whitespace do not count. */
function meaningOf(filter: string): string {
  const parsed = parseFilter(filter, { takesText: true });
  return parsed.isValid ? JSON.stringify(parsed.json) : filter;
}
