import type { QueryCell } from '../../model/notebook/cell.ts';
import { parseList } from '../../model/notebook/parseList.ts';
import type { RunState, CellOutcome } from '../../protocol/notebook.ts';
import type { MapQueryInput } from '../maps/mapQueries.ts';

/** Returns the latest hits of a cell as a map query, with the namespace they come from; `undefined` without hits. */
export function mapQueryOfCell(
  document: string,
  cell: QueryCell,
  run: RunState | undefined,
): { query: MapQueryInput; target: Extract<CellOutcome, { kind: 'hits' }>['binding'] } | undefined {
  const outcome = run?.state === 'running' ? run.previous : run?.outcome;
  const found = outcome && 'previous' in outcome ? outcome.previous : outcome;
  if (found?.kind !== 'hits') return undefined;
  const { name, input, filter, expected } = cell;
  const query: MapQueryInput = {
    id: `${document}#${cell.id}`,
    name: name === '' ? shortened(input.value) : name,
    namespace: found.binding.namespace,
    metric: found.metric,
    hits: found.hits.map(({ id, score }) => ({ id, score })),
    expected: parseList(expected),
    ...(filter.trim() === '' ? {} : { filter }),
    input,
  };
  return { query, target: found.binding };
}

/**
 * Returns the cell with the query that produced its current hits; the text may have changed since. `undefined` without
 * hits.
 */
export function cellAsRun(
  cell: QueryCell,
  lastQuery: QueryCell | undefined,
): QueryCell | undefined {
  return lastQuery && { ...cell, input: lastQuery.input, filter: lastQuery.filter };
}

const longestName = 40;

function shortened(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > longestName ? `${line.slice(0, longestName - 1)}…` : line;
}
