import { parseFilter } from '../../model/filter/parseFilter.ts';
import { parseAssertions } from '../../model/notebook/assertions.ts';
import type { QueryCell } from '../../model/notebook/cell.ts';
import { parseVector } from '../../model/notebook/parseVector.ts';
import type { CellProblem } from '../../protocol/notebook.ts';

/** The query of a cell, parsed from its text. */
export type ParsedQuery = {
  readonly by:
    | { readonly kind: 'text' | 'id'; readonly value: string }
    | { readonly kind: 'vector'; readonly values: readonly number[] };
  readonly topK: number;
  /** Absent if the query has no filter. */
  readonly filter?: object;
  readonly includeValues: boolean;
};

export type CheckedQueryCell =
  | { readonly isValid: true; readonly query: ParsedQuery }
  | { readonly isValid: false; readonly problems: readonly CellProblem[] };

export const maxTopK = 10_000;

/** Parses a query cell and returns the problems of all fields at once. Does not read the index. */
export function checkQueryCell(cell: QueryCell): CheckedQueryCell {
  const problems: CellProblem[] = [];
  const by = checkInput(cell, problems);
  const { topK, includeValues } = cell;
  if (!Number.isInteger(topK) || topK < 1 || topK > maxTopK)
    problems.push({ field: 'topK', message: 'Give “top k” a whole number from 1 to 10,000' });
  for (const { start, end, message } of parseAssertions(cell.assert ?? '').problems)
    problems.push({ field: 'assert', message, place: { start, end } });
  const filter = parseFilter(cell.filter);
  if (!filter.isValid)
    for (const { start, end, message } of filter.problems)
      problems.push({ field: 'filter', message, place: { start, end } });
  if (problems.length > 0 || !filter.isValid || !by) return { isValid: false, problems };
  const isFiltered = Object.keys(filter.json).length > 0;
  const query = { by, topK, includeValues, ...(isFiltered && { filter: filter.json }) };
  return { isValid: true, query };
}

function checkInput({ input }: QueryCell, problems: CellProblem[]): ParsedQuery['by'] | undefined {
  const { by, value } = input;
  if (value.trim() === '') {
    problems.push({ field: 'input', message: emptyMessages[by] });
    return undefined;
  }
  if (by !== 'vector') return { kind: by, value };
  const vector = parseVector(value);
  if (vector.isValid) return { kind: 'vector', values: vector.values };
  const { start, end, message } = vector.problem;
  problems.push({ field: 'input', message, place: { start, end } });
  return undefined;
}

const emptyMessages = {
  text: 'Type the text to search for',
  id: 'Type the id of a record',
  vector: 'Type the vector’s numbers, for example [0.1, 0.2]',
} as const;
