import type { RecordRow } from '../../src/protocol/records.ts';

const maxRows = 20_000;

/** The rows that the view has read, by place. The oldest are dropped at 20,000. */
export class RowStore {
  readonly #rows = new Map<number, { readonly row: RecordRow; readonly generation: number }>();
  #generation = 0;

  /** Returns the row, also an outdated one while the new one is read. */
  at(place: number): RecordRow | undefined {
    return this.#rows.get(place)?.row;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Returns the rows whose records exist, in order of their places. */
  loaded(): RecordRow[] {
    return [...this.#rows]
      .sort(([one], [other]) => one - other)
      .map(([, { row }]) => row)
      .filter(({ metadata }) => metadata !== undefined);
  }

  /** Marks all rows as outdated. */
  expire(generation: number): void {
    this.#generation = generation;
  }

  clear(): void {
    this.#rows.clear();
  }

  /** Removes the rows from `end` on: the list became shorter. */
  cut(end: number): void {
    for (const place of this.#rows.keys()) if (place >= end) this.#rows.delete(place);
  }

  put(from: number, rows: readonly RecordRow[]): void {
    for (const [at, row] of rows.entries()) {
      this.#rows.delete(from + at);
      this.#rows.set(from + at, { row, generation: this.#generation });
    }
    for (const place of this.#rows.keys()) {
      if (this.#rows.size <= maxRows) break;
      this.#rows.delete(place);
    }
  }

  /** Returns the smallest range that covers the missing rows among `from` up to `to`; undefined if there are none. */
  missing(from: number, to: number): { readonly from: number; readonly to: number } | undefined {
    let first = from;
    let end = to;
    while (first < end && this.#isCurrent(first)) first++;
    while (end > first && this.#isCurrent(end - 1)) end--;
    return first < end ? { from: first, to: end } : undefined;
  }

  #isCurrent(place: number): boolean {
    return this.#rows.get(place)?.generation === this.#generation;
  }
}
