import { Failure } from '../../common/failure.ts';
import { isObject } from '../../common/objects.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import { isGiven, parseJson } from '../server/schemas/decode.ts';
import { decodeNamespace } from '../server/schemas/recordIdentifiers.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';
import { missingColumnMessage } from '../../parquet/missingColumnMessage.ts';
import type { ColumnChoice, ColumnDescription } from '../../parquet/parquetCalls.ts';

/**
 * Converts a row with Pinecone's column names into a vector of the API. Structured columns may be JSON text. Throws
 * `badInput` if a column is missing or has the wrong type.
 */
export function vectorFromRow(row: unknown, index: StoredIndex): unknown {
  if (!isObject(row)) return row;
  const { id, values, metadata } = row;
  const sparse = row['sparse_values'] ?? row['sparseValues'];
  if (!isGiven(id)) throw missing('id', row);
  if (!isGiven(values) && index.vectorType === 'dense') throw missing('values', row);
  return {
    id,
    values: structured('values', values),
    ...(isGiven(sparse) ? { sparseValues: sparseOf(structured('sparse_values', sparse)) } : {}),
    metadata: structured('metadata', metadata),
  };
}

/** The columns read from a row of vectors. Others are ignored. */
const vectorColumns = ['id', 'namespace', 'values', 'sparse_values', 'sparseValues', 'metadata'];

/** Returns the columns to read from a Parquet file. Documents use all columns, because each is a field. */
export function columnsFor(index: StoredIndex): ColumnChoice {
  if (index.kind === 'documents') return { required: [['_id']] };
  const values = index.vectorType === 'dense' ? ['values'] : ['sparse_values', 'sparseValues'];
  return { names: vectorColumns, required: [['id'], values] };
}

/** Returns the namespace that a row of vectors names, or the default one. Throws `badInput` if it names none. */
export function namespaceOfRow(row: unknown): string {
  const namespace = isObject(row) ? row['namespace'] : undefined;
  if (!isGiven(namespace)) return defaultNamespace;
  if (typeof namespace === 'string') return decodeNamespace(namespace);
  throw new Failure('badInput', 'its namespace is not text');
}

function structured(column: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return parseJson(value);
  } catch (error) {
    throw new Failure('badInput', `its ${column} is not valid JSON`, { cause: error });
  }
}

function sparseOf(value: unknown): unknown {
  if (isObject(value)) return value;
  const message = `its sparse_values hold a ${typeOf(value).type}, not an object with the lists indices and values`;
  throw new Failure('badInput', message);
}

function missing(column: string, row: Readonly<Record<string, unknown>>): Failure {
  const others = Object.entries(row)
    .filter(([name, value]) => isGiven(value) && !vectorColumns.includes(name))
    .map(([name, value]): ColumnDescription => ({ name, ...typeOf(value) }));
  return new Failure('badInput', `it ${missingColumnMessage(column, others)}`);
}

function typeOf(value: unknown): Omit<ColumnDescription, 'name'> {
  if (typeof value === 'string') return { kind: 'text', type: 'text' };
  if (typeof value === 'number') return { kind: 'number', type: 'number' };
  if (isObject(value)) return { kind: 'object', type: 'object' };
  if (!Array.isArray(value)) return { kind: 'other', type: String(value) };
  const isNumbers = value.length > 0 && value.every((one) => typeof one === 'number');
  if (isNumbers) return { kind: 'numbers', type: `list of ${value.length} numbers` };
  return { kind: 'other', type: 'list' };
}
