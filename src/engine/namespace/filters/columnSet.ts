import { fieldOf, type Metadata } from '../../../model/record.ts';
import type { MetadataColumn } from './metadataColumn.ts';

/**
 * Columns of metadata by field, the least recently used first: those that filters have asked for, and others as far as
 * there is room for them.
 */
export class ColumnSet {
  readonly #columns = new Map<string, MetadataColumn>();
  readonly #unasked = new Set<string>();
  readonly #maxUnaskedBytes: () => number;
  #writes = 0;

  /** Columns that no filter has asked for hold at most about `maxUnaskedBytes`. */
  constructor(maxUnaskedBytes: () => number) {
    this.#maxUnaskedBytes = maxUnaskedBytes;
  }

  get size(): number {
    return this.#columns.size;
  }

  has(field: string): boolean {
    return this.#columns.has(field);
  }

  [Symbol.iterator](): IterableIterator<[string, MetadataColumn]> {
    return this.#columns.entries();
  }

  /** Returns the column that a filter asks for, if it is here. */
  ask(field: string): MetadataColumn | undefined {
    const column = this.#columns.get(field);
    if (column === undefined) return undefined;
    this.#unasked.delete(field);
    this.#columns.delete(field);
    this.#columns.set(field, column);
    return column;
  }

  /** Adds a column. One that no filter asks for is dropped before the others, when there are too many. */
  add(field: string, column: MetadataColumn, isAsked: boolean): void {
    this.#columns.set(field, column);
    if (!isAsked) this.#unasked.add(field);
    while (this.#columns.size > maxColumns) this.#drop(this.#leastWanted());
  }

  /** Adds the columns of another set, which ends with that. */
  absorb(other: ColumnSet): void {
    for (const [field, column] of other) this.add(field, column, !other.#unasked.has(field));
    this.#makeRoom();
  }

  /** A row holds this metadata now. */
  set(row: number, metadata: Metadata): void {
    for (const [field, column] of this.#columns) {
      column.set(row, fieldOf(metadata, field));
      if (column.isWasteful) this.#drop(field);
    }
    // Sizes are added up once in many writes.
    if (this.#unasked.size > 0 && ++this.#writes % writesPerCheck === 0) this.#makeRoom();
  }

  #leastWanted(): string {
    const [unasked] = this.#unasked;
    return unasked ?? this.#columns.keys().next().value!;
  }

  #makeRoom(): void {
    const sizes = [...this.#unasked].map((field) => ({
      field,
      sizeBytes: this.#columns.get(field)!.sizeBytes,
    }));
    sizes.sort((one, other) => one.sizeBytes - other.sizeBytes);
    let sum = sizes.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
    for (
      let last = sizes.pop();
      last !== undefined && sum > this.#maxUnaskedBytes();
      last = sizes.pop()
    ) {
      this.#drop(last.field);
      sum -= last.sizeBytes;
    }
  }

  #drop(field: string): void {
    this.#columns.delete(field);
    this.#unasked.delete(field);
  }
}

/** Columns that are kept at most: the least recently filtered one is read again when it is needed. */
export const maxColumns = 64;

const writesPerCheck = 256;
