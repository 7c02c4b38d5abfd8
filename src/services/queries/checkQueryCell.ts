import { maxTopK } from '../../model/hit.ts';
import { parseFilter } from '../../model/filter/parseFilter.ts';
import { parseAssertions } from '../../model/notebook/assertions.ts';
import type { QueryCell } from '../../model/notebook/cell.ts';
import { parseVector } from '../../model/notebook/input/parseVector.ts';
import { parseRecordSum, type SumTerm } from '../../model/notebook/input/recordSum.ts';
import type { CellProblem } from '../../protocol/notebook.ts';
import { checkQueryOptions, hasSparsePart, type ParsedOptions } from './checkQueryOptions.ts';

/** Parses a query cell and returns the problems of all fields at once. Does not read the index. */
export function checkQueryCell(cell: QueryCell): CheckedQueryCell {
  const problems: CellProblem[] = [];
  const options = checkQueryOptions(cell, problems);
  const by = checkInput(cell, problems);
  const { topK, includeValues } = cell;
  if (!Number.isInteger(topK) || topK < 1 || topK > maxTopK)
    problems.push({ field: 'topK', message: 'Give “top k” a whole number from 1 to 10,000' });
  for (const { start, end, message } of parseAssertions(cell.assert ?? '').problems)
    problems.push({ field: 'assert', message, place: { start, end } });
  // Whether the index has texts to search is checked once it is known.
  const filter = parseFilter(cell.filter, { takesText: true });
  if (!filter.isValid)
    for (const { start, end, message } of filter.problems)
      problems.push({ field: 'filter', message, place: { start, end } });
  if (problems.length > 0 || !filter.isValid || !by) return { isValid: false, problems };
  const isFiltered = Object.keys(filter.json).length > 0;
  const query = {
    ...options,
    by,
    topK,
    includeValues,
    ...(isFiltered && { filter: filter.json }),
  };
  return { isValid: true, query };
}

/** The query of a cell, parsed from its text. */
export type ParsedQuery = ParsedOptions & {
  readonly by:
    | { readonly kind: 'text' | 'id' | 'query string'; readonly value: string }
    | { readonly kind: 'vector'; readonly values: readonly number[] }
    | { readonly kind: 'records'; readonly terms: readonly SumTerm[] }
    /** Sparse values alone. */
    | { readonly kind: 'sparse' };
  readonly topK: number;
  /** Absent if the query has no filter. */
  readonly filter?: object;
  readonly includeValues: boolean;
};

export type CheckedQueryCell =
  | { readonly isValid: true; readonly query: ParsedQuery }
  | { readonly isValid: false; readonly problems: readonly CellProblem[] };

function checkInput(cell: QueryCell, problems: CellProblem[]): ParsedQuery['by'] | undefined {
  const { by, value } = cell.input;
  if (value.trim() === '') {
    if (hasSparsePart(cell)) return { kind: 'sparse' };
    problems.push({ field: 'input', message: emptyMessages[by] });
    return undefined;
  }
  if (by === 'text' || by === 'id' || by === 'query string') return { kind: by, value };
  const parsed = by === 'vector' ? parseVector(value) : parseRecordSum(value);
  if (!parsed.isValid) {
    const { start, end, message } = parsed.problem;
    problems.push({ field: 'input', message, place: { start, end } });
    return undefined;
  }
  return 'terms' in parsed
    ? { kind: 'records', terms: parsed.terms }
    : { kind: 'vector', values: parsed.values };
}

const emptyMessages = {
  text: 'Type the text to search for',
  id: 'Type the id of a record',
  vector: 'Type the vector’s numbers, for example [0.1, 0.2]',
  records: 'Type ids with signs between them, for example king - man + woman',
  'query string': 'Type words and fields, for example title:gothic AND body:"old town"',
} as const;
