/** The calls of the process for Parquet files, one file at a time. Its errors carry the reason. */
export type ParquetCalls = {
  /** Opens a file at row `from`, counted from 0. */
  'rows.open': {
    params: { readonly path: string; readonly from: number; readonly columns: ColumnChoice };
    result: OpenedFile;
  };
  /** Returns the next rows, none after the last. */
  'rows.next': { params: null; result: RowBatch };
  /** Begins to write records to a file, and ends a file that was begun before. */
  'records.begin': { params: RecordFile; result: void };
  /** Writes the next row group. Returns false once the file is in its place. */
  'records.next': { params: null; result: boolean };
  /** Deletes an unfinished file. */
  'records.discard': { params: null; result: void };
};

/** The kind of a column's values, for suggesting the column that the user meant. */
export type ColumnKind = 'text' | 'number' | 'numbers' | 'object' | 'other';

export type ColumnDescription = {
  readonly name: string;
  readonly kind: ColumnKind;
  /** As text: `list of 384 numbers`. */
  readonly type: string;
};

export type ColumnChoice = {
  /** The columns to read, if the file has them. Absent: all. */
  readonly names?: readonly string[];
  /** The file must have one column from each of these lists. */
  readonly required: readonly (readonly string[])[];
};

export type OpenedFile = {
  /** The row count according to the file. */
  readonly rowCount: number;
  /** The first required column that is missing, and the columns that the file has besides the chosen ones. */
  readonly missing?: { readonly name: string; readonly others: readonly ColumnDescription[] };
};

export type RowBatch = {
  readonly rows: readonly unknown[];
  /** By index in `rows`: why the row cannot be a record. */
  readonly problems: Readonly<Record<number, string>>;
};

/** Which columns a file of records has besides id and metadata. */
export type RecordColumns = {
  readonly hasNamespaces: boolean;
  readonly hasValues: boolean;
  readonly hasSparseValues: boolean;
};

export type RecordFile = {
  /** The path of a file of JSON lines: see `jsonLine`. */
  readonly lines: string;
  /** The path of the Parquet file, which appears when it is complete. */
  readonly file: string;
  readonly columns: RecordColumns;
};
