import type { Cell, QueryCell } from '../../model/notebook/cell.ts';
import { firstInput, pickOptions, shownQuestion } from '../../model/evaluation/study/askOptions.ts';
import { questionOptions } from '../../model/evaluation/study/optionNames.ts';
import type { Asked } from '../../model/evaluation/study/questionLines.ts';
import type { CellRun } from '../../protocol/notebook.ts';

/** Returns what a cell asks, as a question of a study; `undefined` if it asks nothing. */
export function askedOf(cell: QueryCell): Asked | undefined {
  const { by, value } = cell.input;
  const asked = {
    inputs: value.trim() === '' ? {} : { [by]: value },
    filter: cell.filter,
    ...pickOptions(questionOptions, (option) => cell[option]),
  };
  return firstInput(asked) && asked;
}

/** Returns the ids of the hits of all cells that ask by the same input: several ways to ask one question. */
export function pooledHits(
  cells: readonly Cell[],
  runs: Readonly<Record<string, CellRun>>,
  judged: QueryCell,
): readonly string[] {
  const keyOf = (cell: QueryCell): string => {
    const asked = askedOf(cell);
    return asked ? `${firstInput(asked)} ${shownQuestion(asked).trim()}` : '';
  };
  const same = cells.filter((cell) => cell.kind === 'query' && keyOf(cell) === keyOf(judged));
  const ids = same.flatMap(({ id }) => {
    const run = runs[id];
    const shown = run?.state === 'done' ? run.outcome : run?.previous;
    return shown?.kind === 'hits' ? shown.hits.map((hit) => hit.id) : [];
  });
  return [...new Set(ids)];
}
