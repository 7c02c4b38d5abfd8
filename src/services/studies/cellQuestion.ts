import { queryKinds, type Cell, type QueryCell } from '../../model/notebook/cell.ts';
import type { Asked } from '../../model/evaluation/study/questionLines.ts';
import type { CellRun } from '../../protocol/notebook.ts';

/** Returns what a cell asks, as a question of a study; `undefined` if it asks nothing that a question can ask. */
export function askedOf({ input, filter, sparse }: QueryCell): Asked | undefined {
  const by = queryKinds.find((kind) => kind === input.by);
  if (!by || input.value.trim() === '') return undefined;
  return { inputs: { [by]: input.value }, filter, ...(sparse !== undefined && { sparse }) };
}

/** Returns the ids of the hits of all cells that ask by the same input: several ways to ask one question. */
export function pooledHits(
  cells: readonly Cell[],
  runs: Readonly<Record<string, CellRun>>,
  { input }: QueryCell,
): readonly string[] {
  const same = cells.filter(
    (cell) =>
      cell.kind === 'query' &&
      cell.input.by === input.by &&
      cell.input.value.trim() === input.value.trim(),
  );
  const ids = same.flatMap(({ id }) => {
    const run = runs[id];
    const shown = run?.state === 'done' ? run.outcome : run?.previous;
    return shown?.kind === 'hits' ? shown.hits.map((hit) => hit.id) : [];
  });
  return [...new Set(ids)];
}
