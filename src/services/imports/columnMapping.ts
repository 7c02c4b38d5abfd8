import type { RecordIndex } from '../records/recordParts.ts';

/** Which columns of a file become which parts of its records. Columns that are not named are left out. */
export type ColumnMapping = {
  /** Absent: the ids are the numbers of the rows. */
  readonly id?: string;
  /** One column with lists, or one column for each dimension. Empty if there is none. */
  readonly vector: readonly string[];
  /** One column with objects of `indices` and `values`, or one for each of the two. */
  readonly sparse?: readonly string[];
  /** The text that the index embeds, or that stands beside a column of metadata. */
  readonly text?: string;
  /** The column that names the namespace of each record. Absent: all go to the chosen one. */
  readonly namespace?: string;
  /** A column with objects, whose members become fields. */
  readonly metadata?: string;
  /** Columns that become fields of the same name. */
  readonly fields: Readonly<Record<string, FieldType>>;
};

/** How the cells of a metadata column are read: as they are, or from their text. */
export type FieldType = 'value' | 'text' | 'number' | 'boolean' | 'list';

/** Returns what a mapping lacks to make records of the index; `undefined` if it is complete. */
export function mappingProblem(mapping: ColumnMapping, index: RecordIndex): string | undefined {
  if (index.kind === 'records')
    return mapping.text === undefined ? 'Choose the column of the text to embed' : undefined;
  // The vectors of documents are optional.
  if (index.kind === 'documents') return undefined;
  if (index.vectorType === 'sparse')
    return mapping.sparse === undefined ? 'Choose the column of the sparse vector' : undefined;
  if (mapping.vector.length === 0)
    return `Choose the column of the vector with ${index.dimension} numbers`;
  return undefined;
}

/** Returns the columns that a mapping reads. */
export function usedColumns(mapping: ColumnMapping): ReadonlySet<string> {
  const { id, vector, sparse = [], text, namespace, metadata, fields } = mapping;
  const single = [id, text, namespace, metadata].filter((name) => name !== undefined);
  return new Set([...single, ...vector, ...sparse, ...Object.keys(fields)]);
}
