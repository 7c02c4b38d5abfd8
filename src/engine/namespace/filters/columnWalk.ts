import type { Metadata } from '../../../model/record.ts';
import type { CooperativeTask } from '../../workers/cooperativeTasks.ts';
import type { ColumnSet } from './columnSet.ts';
import { MetadataColumn } from './metadataColumn.ts';

/**
 * One pass over all records, which reads their fields into columns. Several tasks can run it together: each makes steps
 * until it is at its end.
 */
export class ColumnWalk {
  readonly columns: ColumnSet;
  readonly #options: ColumnWalkOptions;
  readonly #steps: CooperativeTask<void>;
  readonly #wanted: Set<string>;
  /** Fields of the rows so far, which have a column or need none, or for which there was no room. */
  readonly #seen = new Set<string>();
  #runners = 0;
  #isDone = false;
  #error: Error | undefined;

  /** Columns of `wanted` fields go before others. */
  constructor(columns: ColumnSet, wanted: ReadonlySet<string>, options: ColumnWalkOptions) {
    this.columns = columns;
    this.#wanted = new Set(wanted);
    this.#options = options;
    this.#steps = this.#walk();
  }

  /** Runs the walk to its end, also if another task has begun it. Throws the error that it fails with. */
  *run(): CooperativeTask<void> {
    this.#runners++;
    try {
      while (!this.#isDone) {
        this.#step();
        yield;
      }
    } finally {
      this.#runners--;
      if (this.#runners === 0 && !this.#isDone) this.#end();
    }
    if (this.#error !== undefined) throw this.#error;
  }

  /** Has a column made for a field, unless rows with the field were passed already. */
  want(field: string): void {
    this.columns.ask(field);
    if (!this.#seen.has(field) && this.#seen.size < maxSeen) this.#wanted.add(field);
  }

  /** Whether a field has its column at the end of the walk, or no record has the field. */
  hasRead(field: string): boolean {
    return this.columns.has(field) || (this.#wanted.has(field) && !this.#seen.has(field));
  }

  /** A row holds this metadata now. */
  set(row: number, metadata: Metadata): void {
    this.columns.set(row, metadata);
    for (const field of Object.keys(metadata)) {
      const isWanted = this.#wanted.has(field);
      if (this.#seen.has(field) || (!isWanted && this.#seen.size >= maxSeen)) continue;
      this.#seen.add(field);
      if (this.#options.isKnown(field)) continue;
      const column = new MetadataColumn(Math.max(64, this.#options.count));
      column.set(row, metadata[field]);
      this.columns.add(field, column, isWanted);
    }
  }

  #step(): void {
    try {
      if (this.#steps.next().done === true) this.#end();
    } catch (error) {
      this.#error = error instanceof Error ? error : new Error(String(error));
      this.#end();
    }
  }

  #end(): void {
    this.#isDone = true;
    this.#steps.return();
    this.#options.onEnd();
  }

  *#walk(): CooperativeTask<void> {
    for (const { row, metadata } of this.#options.onDisk) {
      this.#options.onRow(metadata);
      this.set(row, metadata);
      yield;
    }
    this.#options.onComplete();
  }
}

/** The most fields that are read without a filter that asks for them. */
const maxSeen = 1000;

export type ColumnWalkOptions = {
  /** Rows above this have no record. */
  readonly count: number;
  /** Every record, as it is when it is given. */
  readonly onDisk: Iterable<{ readonly row: number; readonly metadata: Metadata }>;
  /** Whether a field has a column already. */
  readonly isKnown: (field: string) => boolean;
  readonly onRow: (metadata: Metadata) => void;
  /** Called once all records were read. */
  readonly onComplete: () => void;
  /** Called once the walk makes no more steps. */
  readonly onEnd: () => void;
};
