/** How an import of a file stands. */
export type ImportState = {
  readonly state: 'running' | 'completed' | 'cancelled' | 'failed';
  /** From 0 to 1. */
  readonly share: number;
  /** Records that are written, and stay whatever happens next. */
  readonly imported: number;
  /** Records that were left out, as was asked for. */
  readonly refused: number;
  /** Why it failed. */
  readonly error?: string;
};
