import type { Cells } from '../../model/files/rowFile.ts';
import { readVectorText } from '../records/readVectorText.ts';

/**
 * Returns the columns of the vector with this dimension. Without one, those of another vector, so that the user sees what does
 * not fit. Empty if there is none.
 */
export function vectorColumns(
  rows: readonly Cells[],
  dimension: number | undefined,
): readonly string[] {
  const choices = vectorChoices(rows).filter(
    ({ columns, length }) => length === dimension || columns.length === 1 || length >= minOddGroup,
  );
  return (choices.find(({ length }) => length === dimension) ?? choices[0])?.columns ?? [];
}

const vectorNames = [
  'values',
  'vector',
  'vectors',
  'embedding',
  'embeddings',
  'dense',
  'dense_values',
];

/** Fewer numbered columns of another dimension are fields such as `tag1` and `tag2`. */
const minOddGroup = 8;

/** A column with vectors, or columns with one number each, and the number of values. */
export type VectorChoice = { readonly columns: readonly string[]; readonly length: number };

/** Returns what can be the vector: columns with lists, usual names first, then numbered columns as in `v_0`, `v_1`. */
export function vectorChoices(rows: readonly Cells[]): readonly VectorChoice[] {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lists = columns.flatMap((column) => {
    const length = vectorLength(rows, column);
    return length === undefined ? [] : [{ columns: [column], length }];
  });
  const groups = numberedGroups(columns).map((group) => ({ columns: group, length: group.length }));
  return [...lists.toSorted(byUsualName), ...groups];
}

/** Returns the number of values in the first vector of a column; `undefined` if it holds none. */
function vectorLength(rows: readonly Cells[], column: string): number | undefined {
  const cells = rows.map((row) => row[column]);
  const cell = cells.find((one) => one !== undefined && one !== null && one !== '');
  if (ArrayBuffer.isView(cell)) return (cell as Float32Array).length;
  if (Array.isArray(cell))
    return cell.length > 0 && cell.every((value) => typeof value === 'number')
      ? cell.length
      : undefined;
  if (typeof cell !== 'string' || !mayBeVector(cell, column)) return undefined;
  try {
    return readVectorText(cell).length;
  } catch {
    return undefined;
  }
}

/** A list, or a long text of base64 in a column with a usual name. */
function mayBeVector(cell: string, column: string): boolean {
  return cell.trim().startsWith('[') || (rankOf(column) < vectorNames.length && cell.length > 40);
}

function byUsualName(one: VectorChoice, other: VectorChoice): number {
  return rankOf(one.columns[0] ?? '') - rankOf(other.columns[0] ?? '');
}

function rankOf(column: string): number {
  const at = vectorNames.indexOf(column.toLowerCase());
  return at < 0 ? vectorNames.length : at;
}

/** Returns groups of columns that are numbered without a gap from 0 or 1, the largest first. */
function numberedGroups(columns: readonly string[]): readonly (readonly string[])[] {
  const numbered = columns.flatMap((name) => {
    const [, stem, digits] = /^(.*?)(\d+)$/.exec(name) ?? [];
    return stem === undefined ? [] : [{ name, stem, number: Number(digits) }];
  });
  return [...Map.groupBy(numbered, ({ stem }) => stem).values()]
    .map((group) => group.toSorted((one, other) => one.number - other.number))
    .filter((group) => {
      const start = group[0]?.number ?? -1;
      return (
        group.length > 1 &&
        (start === 0 || start === 1) &&
        group.every(({ number }, at) => number === start + at)
      );
    })
    .map((group) => group.map(({ name }) => name))
    .toSorted((one, other) => other.length - one.length);
}
