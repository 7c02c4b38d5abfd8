import type { SelectionChange } from '../shared/grid/gridSelection.ts';

/** The selected records by id: they stay selected while rows move. */
export class SelectedRecords {
  #ids: ReadonlySet<string>;
  #anchor = 0;

  constructor(ids: readonly string[]) {
    this.#ids = new Set(ids);
  }

  get ids(): readonly string[] {
    return [...this.#ids];
  }

  get size(): number {
    return this.#ids.size;
  }

  has(id: string | undefined): boolean {
    return id !== undefined && this.#ids.has(id);
  }

  clear(): void {
    this.#ids = new Set();
  }

  set(ids: readonly string[]): void {
    this.#ids = new Set(ids.slice(0, maxSelected));
  }

  /** Applies a change of a single row. Its row becomes the anchor of ranges. */
  change(id: string, row: number, change: Exclude<SelectionChange, 'extend'>): void {
    this.#anchor = row;
    const isOnly = change === 'only';
    const next = new Set(isOnly ? [] : this.#ids);
    if (!isOnly && next.has(id)) next.delete(id);
    else if (next.size < maxSelected) next.add(id);
    this.#ids = next;
  }

  /** Returns the rows from the anchor to `row`, both included: `from` up to `to` (exclusive). */
  rangeTo(row: number): { readonly from: number; readonly to: number } {
    const [from, last] = this.#anchor < row ? [this.#anchor, row] : [row, this.#anchor];
    return { from, to: last + 1 };
  }
}

/** Most records of one selection. */
export const maxSelected = 10_000;
