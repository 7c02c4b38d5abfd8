/** Notes which records of a namespace are written while a search goes on. */
export class WriteTracker {
  readonly #ids = new Set<string>();
  #isWhole = false;

  /** These records were written or deleted. */
  note(ids: Iterable<string>): void {
    for (const id of ids) this.#ids.add(id);
  }

  /** Any record may have been written. */
  noteAll(): void {
    this.#isWhole = true;
  }

  /** Forgets what was noted so far. */
  clear(): void {
    this.#ids.clear();
    this.#isWhole = false;
  }

  /** Whether one of the records was written. */
  touches(records: readonly { readonly id: string }[]): boolean {
    return this.#isWhole || (this.#ids.size > 0 && records.some(({ id }) => this.#ids.has(id)));
  }
}
