import { open, type FileHandle } from 'node:fs/promises';
import { assembleColumn, type RowInfo } from './assembleRow.ts';
import { ColumnReader } from './columnReader.ts';
import { parquetError } from './parquetError.ts';
import { readFooter, type RowGroup } from './footer.ts';
import { maxHeldBytes } from './limits.ts';
import type { ColumnChoice, ColumnDescription, RowBatch } from './parquetCalls.ts';
import { leavesOf, schemaOf, type Node } from './schema.ts';
import { describeColumn } from './describeColumn.ts';

/** An open Parquet file that reads its rows page by page. */
export class ParquetFile {
  readonly #file: FileHandle;
  readonly #groups: readonly RowGroup[];
  readonly #columns: readonly Node[];

  private constructor(file: FileHandle, groups: readonly RowGroup[], columns: readonly Node[]) {
    this.#file = file;
    this.#groups = groups;
    this.#columns = columns;
  }

  /** Opens a file. Throws `badInput` if it is not a Parquet file. */
  static async open(path: string): Promise<ParquetFile> {
    const file = await open(path);
    try {
      const { elements, groups } = await readFooter(file);
      return new ParquetFile(file, groups, schemaOf(elements).fields);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get rowCount(): number {
    return this.#groups.reduce((sum, { rowCount }) => sum + rowCount, 0);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** Returns the first missing required column and the columns that the file has besides the chosen ones. */
  async missing(
    choice: ColumnChoice,
  ): Promise<{ name: string; others: ColumnDescription[] } | undefined> {
    const has = (name: string): boolean => this.#columns.some((column) => column.name === name);
    const missing = choice.required.find((names) => !names.some(has));
    if (missing === undefined) return undefined;
    const others = this.#columns.filter(({ name }) => choice.names?.includes(name) !== true);
    const descriptions: ColumnDescription[] = [];
    for (const column of others)
      descriptions.push(describeColumn(column, await this.#firstValue(column)));
    return { name: missing[0] ?? '', others: descriptions };
  }

  /**
   * Yields batches of rows from row `from` on: objects with the chosen columns that are not null. Throws
   * `badInput`.
   */
  async *rows(from: number, { names }: ColumnChoice): AsyncGenerator<RowBatch> {
    const columns = this.#columns.filter(({ name }) => names?.includes(name) ?? true);
    let skip = from;
    for (const group of this.#groups) {
      if (skip < group.rowCount) yield* this.#rowsOf(group, columns, skip);
      skip = Math.max(0, skip - group.rowCount);
    }
  }

  async *#rowsOf(
    group: RowGroup,
    columns: readonly Node[],
    from: number,
  ): AsyncGenerator<RowBatch> {
    const readers = this.#readersOf(group, columns);
    const used = readers.filter((reader) => reader !== undefined);
    if (used.length === 0) throw parquetError('it has none of the columns that are read');
    let batch = new Batch();
    for (let row = 0; row < group.rowCount;) {
      const available = await fillAll(used);
      const end = Math.min(group.rowCount, row + available);
      for (; row < end; row++) {
        if (row < from) for (const reader of used) reader.skipRow();
        else batch.add(columns, readers);
        if (!batch.isFull) continue;
        yield batch.content;
        batch = new Batch();
      }
    }
    if (used.some((reader) => !reader.isAtEnd))
      throw parquetError('it has more rows than its footer states');
    if (batch.rows.length > 0) yield batch.content;
  }

  /** Returns the readers, indexed by column number. */
  #readersOf(
    { chunks, rowCount }: RowGroup,
    columns: readonly Node[],
  ): (ColumnReader | undefined)[] {
    const readers: (ColumnReader | undefined)[] = [];
    for (const leaf of columns.flatMap(leavesOf)) {
      const [number = 0] = leaf.columns;
      const chunk = chunks[number];
      const isIt = chunk?.path.join('\0') === leaf.path.join('\0');
      if (chunk === undefined || !isIt) throw parquetError('its row groups do not fit its schema');
      if (leaf.repetition === 0 && chunk.valueCount !== rowCount)
        throw parquetError(
          `the column “${leaf.path.join('.')}” has another number of rows than its group`,
        );
      readers[number] = new ColumnReader(this.#file, leaf, chunk);
    }
    return readers;
  }

  /** Returns a column's first value, or undefined if the file has no readable rows. */
  async #firstValue(column: Node): Promise<unknown> {
    const group = this.#groups.find(({ rowCount }) => rowCount > 0);
    if (group === undefined) return undefined;
    try {
      const readers = this.#readersOf(group, [column]);
      await fillAll(readers.filter((reader) => reader !== undefined));
      return assembleColumn(column, readers, { sizeBytes: 0 });
    } catch {
      return undefined;
    }
  }
}

/** The limits of one message to the other process. */
const maxBatchRows = 500;
const maxBatchBytes = 8 * 1024 * 1024;

/** Fills all readers. Resolves with the number of rows that all columns have available. */
async function fillAll(readers: readonly ColumnReader[]): Promise<number> {
  let available = Infinity;
  for (const reader of readers) available = Math.min(available, await reader.fill());
  const held = readers.reduce((sum, { heldBytes }) => sum + heldBytes, 0);
  if (held > maxHeldBytes)
    throw parquetError(`its pages take more than ${maxHeldBytes} bytes at once`);
  if (available === 0) throw parquetError('it has fewer rows than its footer states');
  return available;
}

class Batch {
  readonly rows: unknown[] = [];
  readonly #problems: Record<number, string> = {};
  #sizeBytes = 0;

  get isFull(): boolean {
    return this.rows.length === maxBatchRows || this.#sizeBytes >= maxBatchBytes;
  }

  get content(): RowBatch {
    return { rows: this.rows, problems: this.#problems };
  }

  /** Adds the row at the readers' position. */
  add(columns: readonly Node[], readers: readonly (ColumnReader | undefined)[]): void {
    const info: RowInfo = { sizeBytes: 0 };
    const entries: [string, unknown][] = [];
    for (const column of columns) {
      const value = assembleColumn(column, readers, info);
      if (value !== undefined) entries.push([column.name, value]);
    }
    for (const reader of readers) reader?.endRow();
    if (info.problem !== undefined) this.#problems[this.rows.length] = info.problem;
    this.rows.push(Object.fromEntries(entries));
    this.#sizeBytes += info.sizeBytes;
  }
}
