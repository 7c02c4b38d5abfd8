import { parseFilter } from '../../model/filter/parseFilter.ts';
import { parseAssertions } from '../../model/notebook/assertions.ts';
import type { QueryCell } from '../../model/notebook/cell.ts';
import { parseList } from '../../model/notebook/parseList.ts';
import { parseSparse } from '../../model/notebook/input/parseSparse.ts';
import { parseVector } from '../../model/notebook/input/parseVector.ts';
import { parseRecordSum, type SumTerm } from '../../model/notebook/input/recordSum.ts';
import type { SparseValues } from '../../model/record.ts';
import type { CellProblem } from '../../protocol/notebook.ts';

/** The query of a cell, parsed from its text. */
export type ParsedQuery = {
  readonly by:
    | { readonly kind: 'text' | 'id'; readonly value: string }
    | { readonly kind: 'vector'; readonly values: readonly number[] }
    | { readonly kind: 'records'; readonly terms: readonly SumTerm[] }
    /** Sparse values alone. */
    | { readonly kind: 'sparse' };
  readonly sparse?: SparseValues;
  /** Weight of the dense part, 0 to 1; that of the sparse part is the rest. Absent: both as they are. */
  readonly alpha?: number;
  /** Namespaces that are queried besides the cell's own. */
  readonly otherNamespaces: readonly string[];
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
  const sparse = checkSparse(cell, problems);
  const by = checkInput(cell, problems);
  const alpha = checkAlpha(cell, problems);
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
  const query = {
    by,
    topK,
    includeValues,
    otherNamespaces: parseList(cell.otherNamespaces ?? ''),
    ...(sparse && { sparse }),
    ...(alpha !== undefined && { alpha }),
    ...(isFiltered && { filter: filter.json }),
  };
  return { isValid: true, query };
}

function checkInput(cell: QueryCell, problems: CellProblem[]): ParsedQuery['by'] | undefined {
  const { by, value } = cell.input;
  if (value.trim() === '') {
    if (!isBlank(cell.sparse)) return { kind: 'sparse' };
    problems.push({ field: 'input', message: emptyMessages[by] });
    return undefined;
  }
  if (by === 'text' || by === 'id') return { kind: by, value };
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

function checkSparse({ sparse }: QueryCell, problems: CellProblem[]): SparseValues | undefined {
  if (sparse === undefined || isBlank(sparse)) return undefined;
  const parsed = parseSparse(sparse);
  if (parsed.isValid) return parsed.sparse;
  const { start, end, message } = parsed.problem;
  problems.push({ field: 'sparse', message, place: { start, end } });
  return undefined;
}

function checkAlpha(cell: QueryCell, problems: CellProblem[]): number | undefined {
  const { alpha, input, sparse } = cell;
  if (alpha === undefined || isBlank(alpha)) return undefined;
  const weight = Number(alpha);
  if (!(weight >= 0 && weight <= 1))
    problems.push({
      field: 'alpha',
      message: 'Give “alpha” a number from 0 (sparse) to 1 (dense)',
    });
  else if (isBlank(sparse) && input.by !== 'id')
    problems.push({
      field: 'alpha',
      message: 'Alpha weighs a dense against a sparse part: type the query’s sparse values',
    });
  return weight;
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}

const emptyMessages = {
  text: 'Type the text to search for',
  id: 'Type the id of a record',
  vector: 'Type the vector’s numbers, for example [0.1, 0.2]',
  records: 'Type ids with signs between them, for example king - man + woman',
} as const;
