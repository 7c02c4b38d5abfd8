import type { QueryCell } from '../../model/notebook/cell.ts';
import { typedList } from '../../model/notebook/typedList.ts';
import type { RunState, CellOutcome } from '../../protocol/notebook.ts';
import type { QueryOnMap } from '../maps/mapQueries.ts';

/** A cell as it asked for the hits that it has: its text may have changed since. Undefined where it has none. */
export function asAsked(cell: QueryCell, asked: QueryCell | undefined): QueryCell | undefined {
  return asked && { ...cell, input: asked.input, filter: asked.filter };
}

/** The newest hits of a cell for a map, and where they were found; undefined where it has none. */
export function cellOnMap(
  document: string,
  cell: QueryCell,
  run: RunState | undefined,
): { query: QueryOnMap; target: Extract<CellOutcome, { kind: 'hits' }>['binding'] } | undefined {
  const outcome = run?.state === 'running' ? run.previous : run?.outcome;
  const found = outcome && 'previous' in outcome ? outcome.previous : outcome;
  if (found?.kind !== 'hits') return undefined;
  const { name, input, filter, expected } = cell;
  const query: QueryOnMap = {
    id: `${document}#${cell.id}`,
    name: name === '' ? shortened(input.value) : name,
    namespace: found.binding.namespace,
    metric: found.metric,
    hits: found.hits.map(({ id, score }) => ({ id, score })),
    expected: typedList(expected),
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
