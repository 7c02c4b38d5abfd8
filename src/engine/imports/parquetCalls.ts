/** What the thread is for. */
export type ParquetThreadData = { readonly path: string };

/** What a thread answers that decodes one Parquet file. What it cannot read is told by its reason. */
export type ParquetCalls = {
  /** Begins with the row `from`, the first being 0; resolves with how many the file says it has in all. */
  'rows.open': { params: { from: number }; result: { readonly rowCount: number } };
  /** The next of them; none behind the last. */
  'rows.next': { params: null; result: readonly unknown[] };
};
