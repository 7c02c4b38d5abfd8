/** A batch of rows of a file. */
export type ImportRows = {
  readonly rows: readonly ImportRow[];
  /** The share of the file read so far, from 0 to 1. */
  readonly share: number;
};

/** A row of a file. `read` decodes it on demand and throws `badInput` if it is damaged. */
export type ImportRow = {
  /** Counted from 1. */
  readonly number: number;
  readonly read: () => unknown;
};
