import type { QueryCell } from '../model/notebook/cell.ts';
import { expectedIds } from '../model/notebook/expectedIds.ts';
import type { CellRun, CellOutcome } from '../protocol/notebook.ts';
import type { QueryOnMap } from './mapQueries.ts';

/** The newest hits of a cell for a map, and where they were found; undefined where it has none. */
export function cellOnMap(
  document: string,
  cell: QueryCell,
  run: CellRun | undefined,
): { query: QueryOnMap; target: Extract<CellOutcome, { kind: 'hits' }>['binding'] } | undefined {
  const outcome = run?.state === 'running' ? run.previous : run?.outcome;
  const found = outcome === undefined || outcome.kind === 'hits' ? outcome : outcome.previous;
  if (found?.kind !== 'hits') return undefined;
  const { name, input, filter, expected } = cell;
  const query: QueryOnMap = {
    id: `${document}#${cell.id}`,
    name: name === '' ? shortened(input.value) : name,
    metric: found.metric,
    hits: found.hits.map(({ id, score }) => ({ id, score })),
    expected: expectedIds(expected),
    ...(filter.trim() === '' ? {} : { filter }),
    input,
  };
  return { query, target: found.binding };
}

const longestName = 40;

function shortened(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > longestName ? `${line.slice(0, longestName - 1)}…` : line;
}
