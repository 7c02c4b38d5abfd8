import { csvRow } from './csv.ts';
import type { MetadataValue, VectorRecord } from './record.ts';

export const exportFormats = ['jsonl', 'csv'] as const;

/** JSON Lines as Pinecone's import takes them, or comma-separated values for spreadsheets. */
export type ExportFormat = (typeof exportFormats)[number];

/** A record as one line of JSON, with the line break. */
export function jsonLine({ id, values, sparseValues, metadata }: VectorRecord): string {
  const sparse = sparseValues && { sparse_values: sparseValues };
  return `${JSON.stringify({ id, ...(values.length > 0 && { values }), ...sparse, metadata })}\n`;
}

/** The line of column names: id, the metadata fields in this order, and the vector. */
export function csvHead(fields: readonly string[]): string {
  return csvRow(['id', ...fields, 'values', 'sparse_values']);
}

/** A record as a row of the same columns. Vectors and lists are JSON in their cell. */
export function csvLine(record: VectorRecord, fields: readonly string[]): string {
  const { id, values, sparseValues, metadata } = record;
  const cells = fields.map((field) =>
    Object.hasOwn(metadata, field) ? valueText(metadata[field]) : '',
  );
  const vector = values.length > 0 ? JSON.stringify(values) : '';
  return csvRow([id, ...cells, vector, sparseValues ? JSON.stringify(sparseValues) : '']);
}

function valueText(value: MetadataValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
