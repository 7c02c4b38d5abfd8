/** A file of records of any format, read from the start as often as needed. */
export type RowFile = {
  /** Name for messages, without the folder. */
  readonly name: string;
  readonly path: string;
  /** What a place counts. */
  readonly unit: 'line' | 'row';
  /** Whether every cell is text, as in CSV. */
  readonly isText: boolean;
  /** Changes when the contents of the file change. */
  readonly stamp: string;
  /** Throws `badInput` that names the place if the rest of the file cannot be read. */
  rows(): AsyncIterable<FileRows>;
};

/** Cells of a row by the names of their columns. */
export type Cells = Readonly<Record<string, unknown>>;

/** A row of a file: its cells, or why it cannot be read. */
export type FileRow = {
  /** Line or row in the file, counted from 1. Several rows can come from one line. */
  readonly place: number;
} & ({ readonly cells: Cells } | { readonly problem: string });

/** Some rows of a file in order, and the share of the file read so far, from 0 to 1. */
export type FileRows = { readonly rows: readonly FileRow[]; readonly share: number };
