import { csvRow } from './csvRow.ts';
import { fieldOf, type MetadataValue, type VectorRecord } from './record.ts';

export const exportFormats = ['jsonl', 'csv'] as const;

/** JSON Lines as Pinecone's import takes them, or comma-separated values for spreadsheets. */
export type ExportFormat = (typeof exportFormats)[number];

/** A record with its namespace, where the records of a file are of several. */
export type ExportedRecord = VectorRecord & { readonly namespace?: string };

/** A record as one line of JSON, with the line break. */
export function jsonLine(record: ExportedRecord): string {
  const { id, namespace, values, sparseValues, metadata } = record;
  const sparse = sparseValues && { sparse_values: sparseValues };
  return `${JSON.stringify({ id, ...(namespace !== undefined && { namespace }), ...(values.length > 0 && { values }), ...sparse, metadata })}\n`;
}

/** What the columns of a table are beside id and vector. */
export type TableColumns = { readonly hasNamespaces: boolean; readonly fields: readonly string[] };

/** The line of column names: id, namespace, the metadata fields in this order, and the vector. */
export function csvHeaderRow({ hasNamespaces, fields }: TableColumns): string {
  return csvRow([
    'id',
    ...(hasNamespaces ? ['namespace'] : []),
    ...fields,
    'values',
    'sparse_values',
  ]);
}

/** A record as a row of the same columns. Vectors and lists are JSON in their cell. */
export function csvRecordRow(
  record: ExportedRecord,
  { hasNamespaces, fields }: TableColumns,
): string {
  const { id, namespace = '', values, sparseValues, metadata } = record;
  const cells = fields.map((field) => valueText(fieldOf(metadata, field)));
  const vector = values.length > 0 ? JSON.stringify(values) : '';
  return csvRow([
    id,
    ...(hasNamespaces ? [namespace] : []),
    ...cells,
    vector,
    sparseValues ? JSON.stringify(sparseValues) : '',
  ]);
}

function valueText(value: MetadataValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
