/** State of a file import. */
export type ImportState = {
  readonly state: 'running' | 'completed' | 'cancelled' | 'failed';
  /** Progress from 0 to 1. */
  readonly share: number;
  /** Number of written records, which stay after a failure. */
  readonly imported: number;
  /** Number of records skipped on request. */
  readonly refused: number;
  /** Reason of a failure. */
  readonly error?: string;
};

/** An import as an index lists it. */
export type ListedImport = ImportState & {
  readonly id: string;
  readonly uri: string;
  /** In milliseconds since 1970; 0 if unknown. */
  readonly createdAtMs: number;
};
