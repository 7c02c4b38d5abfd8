import type { Hit } from '../../model/hit.ts';
import type { Notebook, QueryCell } from '../../model/notebook/cell.ts';
import { parseParameters } from '../../model/notebook/input/parseParameters.ts';
import { fillVariables, type HitsByName } from '../../model/notebook/input/fillVariables.ts';
import { readOptions } from '../../model/notebook/queryOptions.ts';
import type { CellProblem } from '../../protocol/notebook.ts';
import { queryCellNamed } from './namedCells.ts';

/** Replaces the variables of a query by the notebook's parameters and values of earlier hits. */
export function fillQuery(query: QueryCell, notebook: NotebookWithHits): FilledQuery {
  const source = {
    hitsOf: hitsFor(query, notebook),
    parameters: parseParameters(notebook.parameters ?? '').values,
  };
  const problems: CellProblem[] = [];
  const fill = (text: string, field: CellProblem['field'], form?: 'json'): string => {
    const filled = fillVariables(text, source, form);
    if (filled.isFilled) return filled.text;
    problems.push({ field, message: filled.problem });
    return text;
  };
  const { input, filter, expected } = query;
  const filled = {
    ...query,
    input: { ...input, value: fill(input.value, 'input') },
    filter: fill(filter, 'filter', 'json'),
    expected: fill(expected, 'expected'),
    ...readOptions((option) => {
      const typed = query[option];
      return typed === undefined ? undefined : fill(typed, option);
    }),
  };
  return problems.length === 0 ? { isFilled: true, query: filled } : { isFilled: false, problems };
}

/** A notebook, with the latest hits of its cells. */
export type NotebookWithHits = Notebook & {
  /** Returns the latest hits of a cell; absent before its first run. */
  readonly hitsOf?: (cellId: string) => readonly Hit[] | undefined;
};

export type FilledQuery =
  | { readonly isFilled: true; readonly query: QueryCell }
  | { readonly isFilled: false; readonly problems: readonly CellProblem[] };

function hitsFor({ id }: QueryCell, { cells, hitsOf }: NotebookWithHits): HitsByName {
  return (name) => {
    const at = cells.findIndex((cell) => cell.id === id);
    const above = cells.slice(0, Math.max(at, 0));
    const source =
      name === '' ? above.findLast(({ kind }) => kind === 'query') : queryCellNamed(name, cells);
    return source && hitsOf?.(source.id);
  };
}
