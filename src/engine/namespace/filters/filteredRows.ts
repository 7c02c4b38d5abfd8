import type { Filter } from '../../../model/filter/filter.ts';
import { filterTest, type FilterTest } from '../../../model/filter/matchesFilter.ts';
import type { Metadata } from '../../../model/record.ts';
import { BitSet } from '../../structures/bitSet.ts';

/** The rows that pass a filter, as bits. They follow what is written while somebody uses them. */
export class FilteredRows {
  readonly #test: FilterTest;
  readonly #passing = new BitSet();
  /** Rows that were written since the evaluation began. */
  readonly #written = new BitSet();

  readonly #onRelease: (rows: FilteredRows) => void;

  /** `onRelease` is called at the end of each use. */
  constructor(filter: Filter, onRelease: (rows: FilteredRows) => void) {
    this.#test = filterTest(filter);
    this.#onRelease = onRelease;
  }

  /** Ends a use; after the last one the rows may follow no more writes. */
  release(): void {
    this.#onRelease(this);
  }

  /** A row has this metadata now. */
  write(row: number, metadata: Metadata): void {
    this.#written.set(row, true);
    this.#passing.set(row, this.#test(metadata));
  }

  /** Notes what the evaluation found of a row; what was written to it meanwhile counts. */
  judge(row: number, passes: boolean): void {
    if (!this.#written.has(row)) this.#passing.set(row, passes);
  }

  has(row: number): boolean {
    return this.#passing.has(row);
  }

  /** Words of 32 bits, the lowest first; rows without a bit do not pass. Valid until the next write. */
  get words(): Uint32Array {
    return this.#passing.words;
  }
}
