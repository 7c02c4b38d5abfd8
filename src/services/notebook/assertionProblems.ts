import type { Cell, Problem } from '../../model/notebook/cell.ts';
import { parseLayout } from '../../model/notebook/notebookLayout.ts';
import type { NotebookState } from '../../protocol/notebook.ts';

/**
 * Returns the assertions that the latest runs did not meet, at their lines. `cells` are those of the text. An assertion
 * that was changed since its run is left out.
 */
export function assertionProblems(
  text: string,
  cells: readonly Cell[],
  runs: NotebookState['runs'],
): readonly Problem[] {
  const layout = parseLayout(text);
  return cells.flatMap((cell, at) => {
    const run = runs[cell.id];
    if (cell.kind !== 'query' || run?.state !== 'done' || run.outcome.kind !== 'hits') return [];
    if (run.ranAs.kind !== 'query' || run.ranAs.assert !== cell.assert) return [];
    const field = layout.cells[at]?.fields.find(({ key }) => key === 'assert');
    const unmet = (run.outcome.checks ?? []).filter(({ isMet }) => !isMet);
    return unmet.flatMap(({ line, text: wanted, found }) => {
      const place = field?.places[line];
      if (!place) return [];
      const message = `Not met: “${wanted}”. Found: ${found}`;
      return [{ line: place.line, start: place.start, end: place.start + wanted.length, message }];
    });
  });
}
