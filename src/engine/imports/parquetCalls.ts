/** What the thread is for. */
export type ParquetThreadData = { readonly path: string };

/** Rows that were written together, and what they take when they are decoded. */
export type RowGroup = { readonly rowCount: number; readonly sizeBytes: number };

/** What a thread answers that decodes one Parquet file. What it cannot read is told by its reason. */
export type ParquetCalls = {
  'groups.list': { params: null; result: readonly RowGroup[] };
  /** From `rowStart` to below `rowEnd`, counted over all groups. */
  'rows.read': { params: { rowStart: number; rowEnd: number }; result: readonly unknown[] };
};
