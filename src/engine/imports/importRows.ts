/** A row of a file, which is decoded when it is asked for: `read` throws `badInput` where it is damaged. */
export type ImportRow = {
  /** From 1 on. */
  readonly number: number;
  readonly read: () => unknown;
};

export type ImportRows = {
  readonly rows: readonly ImportRow[];
  /** How much of the file that was, from 0 to 1. */
  readonly share: number;
};
