import type { Binding, Cell } from '../../model/notebook/cell.ts';
import { isSameNamespace } from '../../model/vectorIndex.ts';
import type { CellOutcome, NotebookState } from '../../protocol/notebook.ts';
import type { Appearance } from '../../protocol/recordPane.ts';

/** Returns the hits of the cells' latest results that are this record, in cell order. */
export function appearancesIn(
  notebook: { readonly uri: string; readonly name: string },
  cells: readonly Cell[],
  runs: NotebookState['runs'],
  place: Binding,
  id: string,
): Appearance[] {
  return cells.flatMap((cell, at) => {
    if (cell.kind !== 'query') return [];
    const run = runs[cell.id];
    const found = hitsOf(run?.state === 'running' ? run.previous : run?.outcome);
    if (found === undefined || !isSameNamespace(found.binding, place)) return [];
    const rank = found.hits.findIndex((hit) => hit.id === id);
    const hit = found.hits[rank];
    if (hit === undefined) return [];
    return {
      notebook: notebook.uri,
      notebookName: notebook.name,
      cellId: cell.id,
      cellNumber: at + 1,
      cellName: cell.name,
      rank: rank + 1,
      hitCount: found.hits.length,
      score: hit.score,
    };
  });
}

function hitsOf(
  outcome: CellOutcome | undefined,
): Extract<CellOutcome, { kind: 'hits' }> | undefined {
  if (outcome === undefined || outcome.kind === 'hits') return outcome;
  return 'previous' in outcome ? hitsOf(outcome.previous) : undefined;
}
