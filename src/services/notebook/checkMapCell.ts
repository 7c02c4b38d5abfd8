import { parseFilter } from '../../model/filter/parseFilter.ts';
import { mapNumbers, maxReferenceSample, invalidMapNumbers } from '../../model/map/mapLimits.ts';
import type { Cell, MapCell, QueryCell } from '../../model/notebook/cell.ts';
import { keyOfNumber } from '../../model/notebook/mapFields.ts';
import type { CellProblem } from '../../protocol/notebook.ts';

/** Returns the problems of a map cell that can be found without reading the index. */
export function checkMapCell({ parameters, filter }: MapCell): readonly CellProblem[] {
  const problems: CellProblem[] = invalidMapNumbers(parameters).map((name) => ({
    field: name,
    message: `Give “${keyOfNumber(name)}” ${mapNumbers[name].form}`,
  }));
  if (parameters.method === 'umap-js' && parameters.sample > maxReferenceSample)
    problems.push({
      field: 'sample',
      message: 'umap-js supports up to 50,000 records: choose a smaller sample, or the method umap',
    });
  if (parameters.components === 3 && parameters.method !== 'pca')
    problems.push({
      field: 'components',
      message: 'Only the method pca has three components',
    });
  if (parameters.detail === 'fine' && (parameters.method ?? 'umap') !== 'umap')
    problems.push({ field: 'detail', message: 'Only the method umap has fine detail' });
  const parsed = parseFilter(filter);
  if (parsed.isValid) return problems;
  return [
    ...problems,
    ...parsed.problems.map(({ start, end, message }) => ({
      field: 'filter' as const,
      message,
      place: { start, end },
    })),
  ];
}

/** Returns the query cell that a map cell names: the first with that name. */
export function namedQueryCell({ query }: MapCell, cells: readonly Cell[]): QueryCell | undefined {
  if (query === '') return undefined;
  return cells.find((cell): cell is QueryCell => cell.kind === 'query' && cell.name === query);
}

/** Returns the problems of the query name in a map cell. */
export function queryProblems(cell: MapCell, cells: readonly Cell[]): readonly CellProblem[] {
  if (cell.query === '' || namedQueryCell(cell, cells)) return [];
  return [{ field: 'query', message: `There is no query cell “${cell.query}” in this notebook` }];
}
