import { Failure } from '../../common/failure.ts';
import type { ExportedRecord } from '../../model/exportFormats.ts';
import type { MetadataValue } from '../../model/record.ts';
import type { Cells } from '../../model/files/rowFile.ts';
import { parseNamespaceName } from '../catalog/namespaces.ts';
import { checkDocument, documentMembers } from '../records/documentText.ts';
import { readVectorText } from '../records/readVectorText.ts';
import { checkId, checkRecord, type RecordIndex } from '../records/recordParts.ts';
import type { ColumnMapping, FieldType } from './columnMapping.ts';

/** Returns the record that a row makes. Throws `badInput` with the reason why it makes none. */
export function recordOfRow(
  { cells, place }: MappedRow,
  mapping: ColumnMapping,
  index: RecordIndex,
): ExportedRecord {
  const id = checkId(idOf(cells, place, mapping));
  const isEmbedded = index.kind === 'records';
  const parts = {
    values: isEmbedded ? undefined : vectorOf(cells, mapping.vector),
    sparseValues: isEmbedded ? undefined : sparseOf(cells, mapping.sparse),
    metadata: metadataOf(cells, mapping, isEmbedded),
  };
  const namespace = namespaceOf(cells, mapping);
  const { documents } = index;
  const record =
    documents === undefined
      ? checkRecord(id, parts, index)
      : checkDocument(id, documentMembers(parts, documents), { ...index, documents });
  return { ...record, ...(namespace !== undefined && { namespace }) };
}

/** A row's cells, and its place in the file. */
export type MappedRow = { readonly cells: Cells; readonly place: number };

/** The field of a text that stands beside a column of metadata. */
const textField = 'text';

function idOf(cells: Cells, place: number, { id }: ColumnMapping): unknown {
  if (id === undefined) return String(place);
  const cell = cellOf(cells, id);
  return typeof cell === 'number' || typeof cell === 'bigint' ? String(cell) : cell;
}

/** Returns a cell; `undefined` for one that is empty. */
function cellOf(cells: Cells, column: string): unknown {
  const cell = Object.hasOwn(cells, column) ? cells[column] : undefined;
  return cell === null || cell === '' ? undefined : cell;
}

function vectorOf(cells: Cells, columns: readonly string[]): unknown {
  const [first] = columns;
  if (first === undefined) return undefined;
  if (columns.length > 1) {
    const values = columns.map((column) => cellOf(cells, column));
    if (values.every((value) => value === undefined)) return undefined;
    return values.map((value) => (typeof value === 'string' ? Number(value) : value));
  }
  const cell = cellOf(cells, first);
  if (typeof cell === 'number') return [cell];
  return typeof cell === 'string' ? vectorOfText(cell, first) : cell;
}

function vectorOfText(text: string, column: string): readonly number[] {
  try {
    return readVectorText(text);
  } catch (cause) {
    const message = `“${column}” holds no vector: a list of numbers, or base64 of float32`;
    throw new Failure('badInput', message, { cause });
  }
}

function sparseOf(cells: Cells, columns: readonly string[] = []): unknown {
  const [first, second] = columns.map((column) => jsonOf(cellOf(cells, column), column));
  if (columns.length < 2) return first;
  if (first === undefined && second === undefined) return undefined;
  return { indices: first, values: second };
}

/** Returns the value of a cell that may be JSON text. */
function jsonOf(cell: unknown, column: string): unknown {
  if (typeof cell !== 'string') return cell;
  try {
    return JSON.parse(cell);
  } catch (cause) {
    throw new Failure('badInput', `“${column}” is not valid JSON`, { cause });
  }
}

function namespaceOf(cells: Cells, { namespace }: ColumnMapping): string | undefined {
  const cell = namespace === undefined ? undefined : cellOf(cells, namespace);
  if (cell === undefined) return undefined;
  if (typeof cell !== 'string') throw new Failure('badInput', 'its namespace is not text');
  return parseNamespaceName(cell);
}

function metadataOf(cells: Cells, mapping: ColumnMapping, isEmbedded: boolean): object {
  const entries = new Map<string, unknown>();
  for (const [name, value] of Object.entries(objectOf(cells, mapping.metadata)))
    if (value !== null && value !== undefined) entries.set(name, value);
  for (const [name, type] of Object.entries(mapping.fields)) {
    const cell = cellOf(cells, name);
    if (cell !== undefined) entries.set(name, fieldValue(cell, name, type));
  }
  if (mapping.text !== undefined) addText(entries, cells, mapping.text, isEmbedded);
  return Object.fromEntries(entries);
}

function objectOf(cells: Cells, column: string | undefined): object {
  if (column === undefined) return {};
  const value = jsonOf(cellOf(cells, column), column);
  if (value === undefined) return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Failure('badInput', `“${column}” is not an object of fields`);
}

function addText(
  entries: Map<string, unknown>,
  cells: Cells,
  column: string,
  isEmbedded: boolean,
): void {
  const text = cellOf(cells, column);
  if (isEmbedded && (typeof text !== 'string' || text.trim() === ''))
    throw new Failure('badInput', `“${column}” holds no text to embed`);
  if (text !== undefined) entries.set(isEmbedded ? column : textField, text);
}

/** Returns the value of a metadata field. Throws `badInput` if the cell is not of the column's type. */
function fieldValue(cell: unknown, column: string, type: FieldType): unknown {
  if (type === 'value') return cell;
  if (type === 'text') return typeof cell === 'string' ? cell : JSON.stringify(cell);
  if (typeof cell !== 'string') return cell;
  const value = typedValue(cell, type);
  if (value !== undefined) return value;
  throw new Failure(
    'badInput',
    `“${column}” is read as a ${type}, which “${shortened(cell)}” is not: import the column as text to take all values`,
  );
}

function typedValue(text: string, type: 'number' | 'boolean' | 'list'): MetadataValue | undefined {
  switch (type) {
    case 'number': {
      const value = Number(text);
      return text.trim() !== '' && Number.isFinite(value) ? value : undefined;
    }
    case 'boolean':
      return /^(?:true|false)$/i.test(text.trim())
        ? text.trim().toLowerCase() === 'true'
        : undefined;
    case 'list':
      return listOf(text);
  }
}

function listOf(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? (value as readonly string[]) : undefined;
  } catch {
    return undefined;
  }
}

const maxShown = 40;

function shortened(text: string): string {
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}
