/** Records the ids of records that are written while a search runs. */
export class WriteTracker {
  readonly #ids = new Set<string>();

  /** Adds records that were written or deleted. */
  add(ids: Iterable<string>): void {
    for (const id of ids) this.#ids.add(id);
  }

  /** Forgets all writes so far. */
  clear(): void {
    this.#ids.clear();
  }

  /** Whether one of the records was written. */
  hasAny(records: readonly { readonly id: string }[]): boolean {
    return this.#ids.size > 0 && records.some(({ id }) => this.#ids.has(id));
  }
}
