import type { Cells } from '../../model/files/rowFile.ts';
import { textKeys } from '../../model/record.ts';
import type { RecordIndex } from '../records/recordParts.ts';
import { vectorColumns } from './vectorColumns.ts';
import { usedColumns, type ColumnMapping, type FieldType } from './columnMapping.ts';

/** Returns the mapping that the names and the first values of the columns suggest. */
export function guessMapping(sample: Sample, index: RecordIndex): ColumnMapping {
  const columns = columnsOf(sample);
  const hasVector =
    index.documents === undefined
      ? index.vectorType === 'dense'
      : index.documents.denseField !== undefined;
  const vector = hasVector ? vectorColumns(sample.rows, index.dimension) : [];
  const rest = columns.filter((column) => !vector.includes(column));
  const named = (names: readonly string[], fits: (cell: unknown) => boolean): string | undefined =>
    names
      .flatMap((name) => rest.filter((column) => column.toLowerCase() === name))
      .find((column) => cellsOf(sample, column).every(fits));
  const sparse = sparseColumns(rest) ?? listIn(named(sparseNames, isObjectLike));
  const metadata = named(metadataNames, isObjectLike);
  const namespace = named(namespaceNames, (cell) => typeof cell === 'string');
  const text =
    index.kind === 'records' || metadata !== undefined
      ? named([...textKeys, 'document', 'pagecontent'], (cell) => typeof cell === 'string')
      : undefined;
  const id = idColumn(
    sample,
    rest.filter((column) => column !== text && column !== metadata),
    named,
  );
  const parts: ColumnMapping = {
    vector: index.kind === 'records' ? [] : vector,
    ...(id !== undefined && { id }),
    ...(sparse && index.kind !== 'records' && { sparse }),
    ...(text !== undefined && { text }),
    ...(namespace !== undefined && { namespace }),
    ...(metadata !== undefined && { metadata }),
    fields: {},
  };
  const used = usedColumns(parts);
  const left = rest.filter((column) => !used.has(column) && !sparse?.includes(column));
  const fields = metadata === undefined ? left.flatMap((name) => fieldIn(sample, name)) : [];
  return { ...parts, fields: Object.fromEntries(fields) };
}

/** The first rows of a file. */
export type Sample = {
  readonly rows: readonly Cells[];
  /** Whether all cells are text. */
  readonly isText: boolean;
};

const idNames =
  'id _id ids vector_id record_id doc_id document_id custom_id chunk_id uuid key'.split(' ');
const sparseNames = ['sparse_values', 'sparsevalues', 'sparse_vector', 'sparse'];
const namespaceNames = ['namespace', '_namespace'];
const metadataNames = ['metadata', 'metadatas', 'meta', 'payload', 'properties', 'attributes'];

/** Returns the columns of the rows in the order in which they first occur. */
export function columnsOf({ rows }: Sample): readonly string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function listIn(column: string | undefined): readonly string[] | undefined {
  return column === undefined ? undefined : [column];
}

/** Two columns of indices and values: `sparse_indices` and `sparse_values`. */
function sparseColumns(columns: readonly string[]): readonly string[] | undefined {
  const indices = columns.find((column) => /^sparse.*(?:indices|indexes)$/i.test(column));
  const values = columns.find((column) => /^sparse.*values$/i.test(column));
  return indices !== undefined && values !== undefined ? [indices, values] : undefined;
}

/** Share of different values that ids have at least: a few rows without one, or with the id of another, do not matter. */
const minDistinctShare = 0.9;

/** The column with a usual name, else one that ends with “id”, else the first column: if its values hardly repeat. */
function idColumn(
  sample: Sample,
  columns: readonly string[],
  named: (names: readonly string[], fits: (cell: unknown) => boolean) => string | undefined,
): string | undefined {
  const usual = named(idNames, isIdLike);
  if (usual !== undefined) return usual;
  const isDistinct = (column: string): boolean => {
    const cells = cellsOf(sample, column);
    return cells.every(isIdLike) && new Set(cells).size >= sample.rows.length * minDistinctShare;
  };
  const ending = columns.find(
    (column) => /(?:[_\-. ]id|Id|ID)$/.test(column) && isDistinct(column),
  );
  if (ending !== undefined) return ending;
  const [first] = columns;
  return first !== undefined && isDistinct(first) ? first : undefined;
}

function isIdLike(cell: unknown): boolean {
  return typeof cell === 'string' || typeof cell === 'number';
}

function isObjectLike(cell: unknown): boolean {
  if (typeof cell === 'string') return cell.trim().startsWith('{');
  return typeof cell === 'object' && cell !== null && !Array.isArray(cell);
}

/** Returns the cells of a column that are not empty. */
function cellsOf({ rows }: Sample, column: string): readonly unknown[] {
  return rows
    .map((row) => (Object.hasOwn(row, column) ? row[column] : undefined))
    .filter((cell) => cell !== undefined && cell !== null && cell !== '');
}

/** Returns how the cells of a metadata column are best read. */
export function typeOfColumn(sample: Sample, column: string): FieldType {
  return sample.isText ? typeOfTexts(cellsOf(sample, column) as readonly string[]) : 'value';
}

/** Returns a metadata column with its type, or nothing for one that no field can hold. */
function fieldIn(sample: Sample, column: string): readonly (readonly [string, FieldType])[] {
  if (column.startsWith('$')) return [];
  const isField = sample.isText || cellsOf(sample, column).every(isFieldValue);
  return isField ? [[column, typeOfColumn(sample, column)]] : [];
}

function isFieldValue(cell: unknown): boolean {
  if (Array.isArray(cell)) return cell.every((item) => typeof item === 'string');
  return typeof cell !== 'object';
}

/** Numbers with leading zeros or more digits than a number holds are text: post codes, phone numbers, keys. */
function typeOfTexts(cells: readonly string[]): FieldType {
  if (cells.length === 0) return 'text';
  if (cells.every((cell) => /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(cell)))
    return 'number';
  if (cells.every((cell) => /^(?:true|false)$/i.test(cell))) return 'boolean';
  return cells.every((cell) => /^\[\s*(?:"(?:[^"\\]|\\.)*"\s*,?\s*)*\]$/.test(cell))
    ? 'list'
    : 'text';
}
