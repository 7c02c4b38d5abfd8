/** What the values of a column are, as far as it helps to find the column that is meant. */
export type ColumnKind = 'text' | 'number' | 'numbers' | 'object' | 'other';

export type ColumnDescription = {
  readonly name: string;
  readonly kind: ColumnKind;
  /** In words: `list of 384 numbers`. */
  readonly type: string;
};

export type ColumnChoice = {
  /** The names of the columns that are read, where a file has them; all where it is absent. */
  readonly names?: readonly string[];
  /** Of each of these lists of names, a file must have one. */
  readonly required: readonly (readonly string[])[];
};

export type OpenedFile = {
  /** How many rows the file says it has in all. */
  readonly rowCount: number;
  /** A required column that it does not have, and those that it has beside the chosen ones. */
  readonly missing?: { readonly name: string; readonly others: readonly ColumnDescription[] };
};

export type RowBatch = {
  readonly rows: readonly unknown[];
  /** By the row's place among these: why it cannot be a record. */
  readonly problems: Readonly<Record<number, string>>;
};

/** What a process answers that decodes Parquet files, one at a time. What it cannot read is told by its reason. */
export type ParquetCalls = {
  /** Begins with the row `from`, the first being 0. */
  'rows.open': {
    params: { readonly path: string; readonly from: number; readonly columns: ColumnChoice };
    result: OpenedFile;
  };
  /** The next rows; none behind the last. */
  'rows.next': { params: null; result: RowBatch };
};
