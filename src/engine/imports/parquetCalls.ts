/** What the thread is for. */
export type ParquetThreadData = { readonly path: string };

/** Rows that were written together, and what they take before they are decoded. */
export type RowGroup = { readonly rowCount: number; readonly sizeBytes: number };

/** What a thread answers that decodes one Parquet file. What it cannot read is told by its reason. */
export type ParquetCalls = {
  'groups.list': { params: null; result: readonly RowGroup[] };
  /** Decodes the rows from `rowStart` to below `rowEnd`, counted over all groups, to be taken some at a time. */
  'rows.decode': { params: { rowStart: number; rowEnd: number }; result: void };
  /** The next of them, at most `limit`, which the thread lets go of. */
  'rows.take': { params: { limit: number }; result: readonly unknown[] };
};
