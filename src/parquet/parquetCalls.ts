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

/** The calls of the process that decodes Parquet files, one file at a time. Its errors carry the reason. */
export type ParquetCalls = {
  /** Opens a file at row `from`, counted from 0. */
  'rows.open': {
    params: { readonly path: string; readonly from: number; readonly columns: ColumnChoice };
    result: OpenedFile;
  };
  /** Returns the next rows, none after the last. */
  'rows.next': { params: null; result: RowBatch };
};
