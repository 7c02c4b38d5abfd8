import { csvRow } from './csvRow.ts';
import { fieldOf, type MetadataValue, type SparseValues, type VectorRecord } from './record.ts';

/** Export formats: JSON Lines for programs, CSV for spreadsheets, Parquet for Pinecone's import and data tools. */
export const exportFormats = ['jsonl', 'csv', 'parquet'] as const;

export type ExportFormat = (typeof exportFormats)[number];

/** Returns the format of a file by its extension; JSON Lines for unknown ones. */
export function exportFormatOf(file: string): ExportFormat {
  const name = file.toLowerCase();
  return exportFormats.find((format) => name.endsWith(`.${format}`)) ?? 'jsonl';
}

/** A record, with its namespace if a file has several. */
export type ExportedRecord = VectorRecord & { readonly namespace?: string };

/** Returns a record as one line of JSON with a line break. */
export function jsonLine(record: ExportedRecord): string {
  const { id, namespace, values, sparseValues, metadata } = record;
  const sparse = sparseValues && { sparse_values: sparseValues };
  return `${JSON.stringify({ id, ...(namespace !== undefined && { namespace }), ...(values.length > 0 && { values }), ...sparse, metadata })}\n`;
}

/** Returns the record that `jsonLine` wrote. */
export function recordOfLine(line: string): ExportedRecord {
  const { sparse_values: sparseValues, ...record } = JSON.parse(line) as LineOfRecord;
  return { values: [], ...record, ...(sparseValues && { sparseValues }) };
}

type LineOfRecord = Omit<ExportedRecord, 'values' | 'sparseValues'> & {
  readonly values?: readonly number[];
  readonly sparse_values?: SparseValues;
};

/** Columns of a CSV export besides id and vector. */
export type TableColumns = { readonly hasNamespaces: boolean; readonly fields: readonly string[] };

/** Returns the CSV header row: id, namespace, metadata fields in this order, vector. */
export function csvHeaderRow({ hasNamespaces, fields }: TableColumns): string {
  return csvRow([
    'id',
    ...(hasNamespaces ? ['namespace'] : []),
    ...fields,
    'values',
    'sparse_values',
  ]);
}

/** Returns a record as a CSV row. Vectors and lists are JSON. */
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

/** Returns a metadata value as the text of a CSV cell. */
export function valueText(value: MetadataValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
