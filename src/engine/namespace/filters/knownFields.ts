import type { Metadata } from '../../../model/record.ts';

/** The fields that records of a namespace have, or had once. */
export class KnownFields {
  readonly #names = new Set<string>();
  #isComplete = false;

  /** Whether it has seen every record. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** All fields; undefined if not all records were seen, or there are too many fields. */
  get all(): readonly string[] | undefined {
    return this.#isComplete && this.#names.size <= maxNames ? [...this.#names] : undefined;
  }

  /** Adds fields of records, all but those of records that are added later. */
  restore(names: readonly string[]): void {
    for (const name of names) this.#names.add(name);
    this.complete();
  }

  /** Notes the fields of a record. */
  add(metadata: Metadata): void {
    if (this.#names.size > maxNames) return;
    for (const name of Object.keys(metadata)) this.#names.add(name);
  }

  /** Tells that all records of the namespace were added. */
  complete(): void {
    this.#isComplete = true;
  }

  /** Whether no record has the field, as far as is known. */
  isAbsent(name: string): boolean {
    return this.#isComplete && this.#names.size <= maxNames && !this.#names.has(name);
  }
}

/** Names that are kept at most; with more, any field may be there. */
const maxNames = 100_000;
